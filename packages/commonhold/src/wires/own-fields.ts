import type { Json, JsonObject } from '#base';
import type { Extra, WireName } from '#call';

/** An object under construction. Its own keys are written with `setOwn`, never by plain assignment from data. */
export type Fields = Record<string, Json>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** A field that is an object, or an empty one. */
export function objectOrNothing(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** What is missing is left out, and a text that is none says nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A number of `source`; undefined where there is none, or no object. */
export function countIn(source: unknown, name: string): number | undefined {
  if (!isObject(source)) return undefined;
  const value = source[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Null says nothing. Undefined when nothing is left. */
export function withoutNulls(fields: Fields | undefined): Fields | undefined {
  const kept = Object.entries(fields ?? {}).filter(([, value]) => value !== null);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** Plain assignment to `__proto__` would change the object's prototype instead of giving it a key. */
export function setOwn(target: Fields, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** The fields of `object` that `known` does not name; undefined when there are none. */
export function leftover(object: JsonObject, known: ReadonlySet<string>): Fields | undefined {
  let rest: Fields | undefined;
  for (const key of Object.keys(object)) {
    if (known.has(key)) continue;
    rest ??= {};
    setOwn(rest, key, object[key] ?? null);
  }
  return rest;
}

/** Fields under one more key; undefined when there are none. */
export function under(key: string, fields: Fields | undefined): Fields | undefined {
  return fields && { [key]: fields };
}

export function joined(...all: readonly (Fields | undefined)[]): Fields | undefined {
  let whole: Fields | undefined;
  for (const fields of all) if (fields) whole = whole ? { ...whole, ...fields } : fields;
  return whole;
}

export function extraOf(wire: WireName, fields: Fields | undefined): Extra | undefined {
  return fields && { wire, fields };
}

/** Later values replace earlier ones. `Object.assign` would take a key `__proto__` of theirs for the prototype. */
export function putAll(target: Fields, source: JsonObject): void {
  for (const key of Object.keys(source)) setOwn(target, key, source[key] ?? null);
}

/** Seconds since 1970 that a date of four digits can say; beyond, what a destination names is no time. */
const lastSecond = 253_402_300_799;

export function isSecond(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= lastSecond;
}

/** Adds what `target` does not have, deeply; what it has stays. */
export function addMissing(target: Fields, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key] ?? null;
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (present === undefined) {
      setOwn(target, key, value);
    } else if (isObject(present) && isObject(value)) {
      const copy: Fields = { ...present };
      addMissing(copy, value);
      setOwn(target, key, copy);
    }
  }
}
