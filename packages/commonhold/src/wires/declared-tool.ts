import type { JsonObject } from '#base';
import type { Extra, OutputFormat, Tool } from '#call';

/** What wires say of a tool, or of a form of answers, once its schema has nothing against it. */
interface Declared {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly strict?: boolean | null | undefined;
}

/** `parameters` is the schema of its arguments. */
export function declaredTool(
  declared: Declared,
  parameters: object | null | undefined,
  extra: Extra | undefined,
): Tool {
  return {
    ...named(declared),
    ...(parameters ? { parameters: parameters as JsonObject } : {}),
    ...(extra ? { extra } : {}),
  };
}

export function declaredFormat(declared: Declared, schema: object): OutputFormat {
  return { type: 'json-schema', ...named(declared), schema: schema as JsonObject };
}

function named({ name, description, strict }: Declared): Pick<Tool, 'name' | 'description' | 'strict'> {
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}
