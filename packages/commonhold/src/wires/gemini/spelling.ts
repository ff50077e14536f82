import type { JsonObject } from '#base';
import { invalid } from '../check-request.ts';
import { type Fields, setOwn } from '../own-fields.ts';

/**
 * Google takes every field in two spellings, `systemInstruction` and `system_instruction`. Which names are fields and which are
 * somebody's data (arguments, properties of a schema, labels) depends on the place, so each place names its own.
 */
export type Spellings = ReadonlyMap<string, string>;

export function spellings(...names: readonly string[]): Spellings {
  const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return new Map(names.map((name) => [snake(name), name] as const).filter(([other, name]) => other !== name));
}

/** The same object with the fields of this place in camel case; the object itself where they are already. */
export function inCamelCase(object: JsonObject, known: Spellings, path: string): JsonObject {
  const keys = Object.keys(object);
  if (!keys.some((key) => known.has(key))) return object;
  const renamed: Fields = {};
  for (const key of keys) {
    const name = known.get(key) ?? key;
    if (name !== key && Object.hasOwn(object, name)) {
      throw invalid(path === '' ? name : `${path}.${name}`, `expected one spelling, but ${key} is there too`);
    }
    setOwn(renamed, name, object[key] ?? null);
  }
  return renamed;
}
