import type { Json, JsonObject } from '#base';
import { isList, isObject, setOwn, type Fields } from '../own-fields.ts';

/**
 * Merges what was left of a chunk back into a document. Objects merge key by key, lists of things with an `index`
 * (choices, tool calls) merge by it, other lists are joined, any other value replaces. The known fields of a fragment were taken out when it
 * was read, so nothing that the document says is overwritten.
 */
export function mergeFragment(target: Fields, fragment: JsonObject): void {
  for (const key of Object.keys(fragment)) {
    const value = fragment[key] ?? null;
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    setOwn(target, key, merged(present, value));
  }
}

function merged(present: Json | undefined, value: Json): Json {
  if (isObject(present) && isObject(value)) {
    const copy: Fields = { ...present };
    mergeFragment(copy, value);
    return copy;
  }
  if (isList(present) && isList(value)) {
    return value.every(hasIndex) ? mergeByIndex(present, value) : [...present, ...value];
  }
  return value;
}

function mergeByIndex(present: readonly Json[], added: readonly (JsonObject & { index: number })[]): Json[] {
  const list = [...present];
  for (const item of added) {
    const at = list.findIndex((other, position) => (hasIndex(other) ? other.index : position) === item.index);
    const other = at === -1 ? undefined : list[at];
    if (at === -1) list.push(item);
    else list[at] = merged(other, item);
  }
  return list;
}

function hasIndex(value: Json): value is JsonObject & { index: number } {
  return isObject(value) && typeof value['index'] === 'number';
}
