/**
 * A small checker of shapes that writes canonical JSON as it checks. A leaf is written on the path of every call, so
 * a shape knows the sorted order of its fields and their quoted names beforehand, and one pass both checks and
 * writes. The same pass over a parsed leaf gives the bytes that it must have had.
 */
export interface Shape {
  /** The canonical JSON of the value. Throws a `ShapeError` that names the field when the value does not fit. */
  write(value: unknown): string;
}

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** The field that does not fit, such as `commit.sent`; empty for the whole value. */
  readonly field: string;
  readonly #problem: string;

  constructor(field: string, problem: string) {
    super(field === '' ? `The leaf ${problem}.` : `The field ${field} ${problem}.`);
    this.field = field;
    this.#problem = problem;
  }

  /** The same error seen from outside the member that it is about: paths are built only when something is wrong. */
  within(outer: string): ShapeError {
    const joint = this.field === '' || this.field.startsWith('[') ? '' : '.';
    return new ShapeError(`${outer}${joint}${this.field}`, this.#problem);
  }
}

/**
 * Text that fits a pattern. The pattern must be anchored and allow only characters that JSON writes as themselves,
 * so that quoting is all that is left to do.
 */
export function text(pattern: RegExp, expected: string): Shape {
  return {
    write(value) {
      if (typeof value !== 'string' || !pattern.test(value)) throw new ShapeError('', `is not ${expected}`);
      return `"${value}"`;
    },
  };
}

/** One of a fixed set of words, all of which JSON writes as themselves. */
export function oneOf(...words: readonly string[]): Shape {
  const written = new Map(words.map((word) => [word, `"${word}"`]));
  return {
    write(value) {
      const found = typeof value === 'string' ? written.get(value) : undefined;
      if (found === undefined) throw new ShapeError('', `is none of ${words.join(', ')}`);
      return found;
    },
  };
}

/** A whole number within bounds. */
export function integer(min: number, max: number): Shape {
  return {
    write(value) {
      // Minus zero is a whole number to JavaScript, and JSON has no one form for it.
      if (!Number.isInteger(value) || Object.is(value, -0) || Number(value) < min || Number(value) > max) {
        throw new ShapeError('', `is not a whole number from ${min} to ${max}`);
      }
      return String(value);
    },
  };
}

export const trueOrFalse: Shape = {
  write(value) {
    if (typeof value !== 'boolean') throw new ShapeError('', 'is neither true nor false');
    return value ? 'true' : 'false';
  },
};

/** A shape with one more condition on a value that already fits it. */
export function where(shape: Shape, holds: (value: unknown) => boolean, expected: string): Shape {
  return {
    write(value) {
      const written = shape.write(value);
      if (!holds(value)) throw new ShapeError('', `is not ${expected}`);
      return written;
    },
  };
}

/** A list in the order given. */
export function list(item: Shape): Shape {
  return {
    write(value) {
      if (!Array.isArray(value)) throw new ShapeError('', 'is not a list');
      let written = '';
      let index = 0;
      try {
        for (; index < value.length; index++) written += (index === 0 ? '' : ',') + item.write(value[index]);
      } catch (error) {
        throw error instanceof ShapeError ? error.within(`[${index}]`) : error;
      }
      return `[${written}]`;
    },
  };
}

/** A list of different texts, sorted by UTF-16 code units: a set that can be written in one way only. */
export function sortedSet(item: Shape): Shape {
  return where(list(item), isSortedSet, 'sorted without repetition');
}

/** An object with exactly these fields; `optional` ones may be absent, and none may be null. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const fields = [
    ...Object.entries(required).map(([name, shape]) => ({ name, shape, isRequired: true })),
    ...Object.entries(optional).map(([name, shape]) => ({ name, shape, isRequired: false })),
  ]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((field) => ({ ...field, prefix: `${JSON.stringify(field.name)}:` }));
  const names = new Set(fields.map((field) => field.name));
  return {
    write(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new ShapeError('', 'is not an object');
      }
      const members = value as Readonly<Record<string, unknown>>;
      let written = '';
      let current = '';
      try {
        for (const field of fields) {
          current = field.name;
          const member = members[current];
          if (member === undefined) {
            if (field.isRequired) throw new ShapeError('', 'is missing');
            continue;
          }
          written += (written === '' ? '' : ',') + field.prefix + field.shape.write(member);
        }
        for (current in members) {
          if (!names.has(current)) throw new ShapeError('', 'is unknown to this version');
        }
      } catch (error) {
        throw error instanceof ShapeError ? error.within(current) : error;
      }
      return `{${written}}`;
    },
  };
}

function isSortedSet(items: unknown): boolean {
  return (
    Array.isArray(items) &&
    items.every((item, index) => index === 0 || String(items[index - 1]) < String(item))
  );
}
