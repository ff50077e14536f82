import type { Talk } from './columns.ts';

/**
 * What a person sets for a conversation. A value that is absent is not sent, so the destination's own default holds;
 * the page knows none of those defaults and invents none.
 */
export interface Settings {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly min_p?: number;
  readonly seed?: number;
  readonly max_tokens?: number;
  readonly stop?: readonly string[];
  readonly deterministic?: boolean;
  /** The text of a JSON schema that answers must have the form of. */
  readonly schema?: string;
  /** Models inside this node are asked to tell each token's probability; `false` turns it off. */
  readonly tokens?: boolean;
}

export const numberNames = ['temperature', 'top_p', 'top_k', 'min_p', 'seed', 'max_tokens'] as const;

/** Only the engine inside is known to understand these; another destination may refuse or overlook them. */
export const insideOnly: ReadonlySet<keyof Settings> = new Set(['top_k', 'min_p', 'deterministic']);

/** What a conversation holds. What another version of the page wrote and this one does not know is left alone there. */
export function settingsOf(talk: Talk): Settings {
  const { parameters } = talk;
  const { stop, deterministic, schema, tokens } = parameters;
  return {
    ...Object.fromEntries(
      numberNames.flatMap((name) => (typeof parameters[name] === 'number' ? [[name, parameters[name]]] : [])),
    ),
    ...(Array.isArray(stop) ? { stop: stop.filter((one) => typeof one === 'string') } : {}),
    ...(deterministic === true ? { deterministic } : {}),
    ...(typeof schema === 'string' ? { schema } : {}),
    ...(tokens === false ? { tokens } : {}),
  };
}

/** Undefined takes a value away. */
export function withSetting<Name extends keyof Settings>(
  talk: Talk,
  name: Name,
  value: Settings[Name] | undefined,
): Talk {
  const { [name]: _old, ...others } = talk.parameters;
  const parameters = value === undefined ? others : { ...others, [name]: value as string };
  return { ...talk, parameters };
}

export type SchemaCheck =
  | { readonly type: 'none' }
  | { readonly type: 'valid'; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly type: 'not-json'; readonly detail: string }
  | { readonly type: 'not-an-object' };

/** Whether a schema can be sent. What it means is for the destination to judge. */
export function checkSchema(text: string | undefined): SchemaCheck {
  if (text === undefined || text.trim() === '') return { type: 'none' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { type: 'not-json', detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { type: 'not-an-object' };
  return { type: 'valid', schema: value as Record<string, unknown> };
}
