import type { Json, JsonObject } from '#base';
import { isList, isObject, setOwn, type Fields } from '../own-fields.ts';

/**
 * Merges what was left of a chunk back into a document: choices by their index, objects key by key. A later value
 * replaces an earlier one, except inside what the model says (`delta`, or `message` in a whole reply): that comes in
 * pieces, so texts and lists grow there.
 */
export function mergeFragment(target: Fields, fragment: JsonObject): void {
  mergeInto(target, fragment, false);
}

function mergeInto(target: Fields, fragment: JsonObject, grows: boolean): void {
  for (const key of Object.keys(fragment)) {
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    setOwn(
      target,
      key,
      merged(key, present, fragment[key] ?? null, grows || key === 'delta' || key === 'message'),
    );
  }
}

/** Texts that name something; a server that repeats them does not mean a longer name. */
const names = new Set(['id', 'type', 'name', 'format', 'role']);

function merged(key: string, present: Json | undefined, value: Json, grows: boolean): Json {
  if (isObject(present) && isObject(value)) {
    const copy: Fields = { ...present };
    mergeInto(copy, value, grows);
    return copy;
  }
  if (isList(present) && isList(value) && (grows || key === 'choices')) {
    return value.every(hasIndex) ? mergeByIndex(present, value, grows) : [...present, ...value];
  }
  if (grows && typeof present === 'string' && typeof value === 'string' && !names.has(key))
    return present + value;
  return value;
}

function mergeByIndex(
  present: readonly Json[],
  added: readonly (JsonObject & { index: number })[],
  grows: boolean,
): Json[] {
  const list = [...present];
  for (const item of added) {
    const at = list.findIndex((other) => hasIndex(other) && other.index === item.index);
    if (at === -1) list.push(item);
    else list[at] = merged('', list[at], item, grows);
  }
  return list;
}

function hasIndex(value: Json): value is JsonObject & { index: number } {
  return isObject(value) && typeof value['index'] === 'number';
}
