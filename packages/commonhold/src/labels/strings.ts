import type { Json } from '#base';

/** Values up to this length are seen together with the name of their field, which says what they are. */
const namedMax = 256;
/** Smaller numbers identify nobody. */
const numberMin = 1_000_000;

/**
 * Every string of a JSON value, names of fields too, wherever it stands and whatever the field is for, and numbers of
 * seven digits and more. A short value is seen below the name of its field, as in a form.
 */
export function* stringsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') {
    if (Math.abs(value) >= numberMin) yield String(value);
  } else if (Array.isArray(value)) for (const item of value) yield* stringsOf(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && inner.length <= namedMax) yield fieldText(name, inner);
      else if (typeof inner === 'number') yield `${name}:\n${inner}`;
      else {
        yield name;
        yield* stringsOf(inner);
      }
    }
  }
}

/** A value as it is seen: below the name of its field when it is short. */
export function fieldText(name: string, value: string): string {
  return value.length <= namedMax ? `${name}:\n${value}` : value;
}
