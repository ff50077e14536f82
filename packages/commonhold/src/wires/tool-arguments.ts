import type { Json, JsonObject } from '#base';
import type { WireName } from '#call';
import { parseExactly } from './exact-numbers.ts';
import { notExpressible } from './lost-fields.ts';
import { isObject } from './own-fields.ts';

/** For wires that have arguments as an object; a model that wrote none means an empty one. Throws `not_expressible`. */
export function argumentsObject(text: string, wire: WireName): JsonObject {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch {
    throw notExpressible('A tool call whose arguments are no JSON', wire);
  }
  if (isObject(value)) return value;
  throw notExpressible('A tool call whose arguments are no JSON object', wire);
}

/**
 * The same in an answer, where a refusal would come too late: what is no object stands under `arguments`, so that nothing is
 * lost and the tool's own check refuses it.
 */
export function answeredArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value = parseExactly(text) as Json;
    return isObject(value) ? value : { arguments: value };
  } catch {
    return { arguments: text };
  }
}
