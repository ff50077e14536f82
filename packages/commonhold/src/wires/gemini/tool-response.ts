import type { Json, JsonObject } from '#base';
import { isList, isObject } from '../own-fields.ts';

/**
 * A response of a function is an object on this wire and texts on others. One text that is an object, written as JSON is
 * written here, goes as that object; anything else goes as `{"output": …}`, which is Google's own word for it, with a text or a
 * list of texts. So nothing of a text is lost on the way there and back: no spacing, no number that is too large for a double.
 */
export function responseObject(texts: readonly string[]): JsonObject {
  const [only = ''] = texts;
  if (texts.length > 1) return { output: [...texts] };
  const value = parsed(only);
  const isPlain = isObject(value) && JSON.stringify(value) === only && outputOf(value) === undefined;
  return isPlain ? value : { output: only };
}

/** None where there is no response. */
export function responseTexts(response: JsonObject | null | undefined): readonly string[] {
  if (response === null || response === undefined) return [];
  return outputOf(response) ?? [JSON.stringify(response)];
}

function outputOf(response: JsonObject): readonly string[] | undefined {
  const { output } = response;
  if (Object.keys(response).length !== 1) return undefined;
  if (typeof output === 'string') return [output];
  const isTexts = isList(output) && output.length > 1 && output.every((one) => typeof one === 'string');
  return isTexts ? output : undefined;
}

function parsed(text: string): Json | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A text that only looks like an object is a text.
    return undefined;
  }
}
