import type { Json } from '#base';

/** Values up to this length are seen together with the name of their field, which says what they are. */
const namedMax = 256;
/** Smaller numbers identify nobody. */
const numberMin = 1_000_000;
/** Values without a text after which an empty one is told, so that whoever goes through a large body can pause. */
const silentMax = 64;

interface Open {
  /** Of a list, the name of the field whose value it is. */
  readonly field: string | undefined;
  /** Names of an object; undefined for a list. */
  readonly names: readonly string[] | undefined;
  readonly values: readonly Json[];
  at: number;
}

/**
 * Every string of a JSON value, names of fields too, wherever it stands and whatever the field is for, and numbers of
 * seven digits and more. A short value is seen below the name of its field, as in a form, and so is one in a list.
 * It keeps its own stack: a generator within a generator within a generator costs at each string what its depth is.
 */
function* stringsOf(value: Json, isInexact: () => void): Generator<string> {
  const stack: Open[] = [{ field: undefined, names: undefined, values: [value], at: 0 }];
  let silent = 0;
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    if (open.at === open.values.length) {
      stack.pop();
      continue;
    }
    const { at, names } = open;
    const inner = open.values[at];
    const field = names === undefined ? open.field : names[at];
    open.at += 1;
    if (typeof inner === 'string') {
      yield field === undefined ? inner : fieldText(field, inner);
      // A long value is seen without its name, which may say something itself.
      if (inner.length > namedMax && names !== undefined) yield names[at] ?? '';
    } else if (typeof inner === 'number' && (names !== undefined || Math.abs(inner) >= numberMin)) {
      if (Math.abs(inner) > Number.MAX_SAFE_INTEGER) isInexact();
      yield field === undefined ? String(inner) : `${field}:\n${inner}`;
    } else {
      if (names !== undefined) yield names[at] ?? '';
      else if ((silent += 1) % silentMax === 0) yield '';
      if (typeof inner === 'object' && inner !== null) stack.push(opened(inner, field));
    }
  }
}

function opened(value: Readonly<Record<string, Json>> | readonly Json[], field: string | undefined): Open {
  if (Array.isArray(value)) return { field, names: undefined, values: value as readonly Json[], at: 0 };
  return { field: undefined, names: Object.keys(value), values: Object.values(value), at: 0 };
}

/** A value as it is seen: below the name of its field when it is short. */
export function fieldText(name: string, value: string): string {
  return value.length <= namedMax ? `${name}:\n${value}` : value;
}

/** Whole numbers that a reader may have rounded have so many digits at least; those that stand for somebody have at most. */
const longNumber = /(?<![\d.])\d{16,40}(?![\d.])/g;
const decoder = new TextDecoder();

/**
 * Every text of a value, see `stringsOf`. A reader keeps sixteen digits of a number and a card has up to nineteen, so where
 * a number is longer, the rows of digits of the document as it was written are told too.
 */
export function* textsOf(value: Json, written?: Uint8Array): Generator<string> {
  let inexact = false;
  yield* stringsOf(value, () => (inexact = true));
  if (!inexact || written === undefined) return;
  for (const [digits] of decoder.decode(written).matchAll(longNumber)) yield digits;
}
