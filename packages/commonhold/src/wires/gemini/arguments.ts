import type { Json, JsonObject } from '#base';
import { notExpressible } from '../lost-fields.ts';
import { isObject } from '../own-fields.ts';
import { wire } from './wire-name.ts';

/** This wire has arguments as an object; a model that wrote none means an empty one. */
export function argumentsObject(text: string): JsonObject {
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (isObject(value)) return value;
  throw notExpressible('A tool call whose arguments are no JSON object', wire);
}

/**
 * The same in an answer, where a refusal would come too late: what is no object stands under `arguments`, so that nothing is lost and
 * the tool's own check refuses it.
 */
export function answeredArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  const value = parsed(text);
  return isObject(value) ? value : { arguments: value ?? text };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
