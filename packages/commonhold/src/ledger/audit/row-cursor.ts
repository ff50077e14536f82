import type { DatabaseSync } from 'node:sqlite';

type Column = unknown;

/** A row that is not of the form that the schema asks for; a damaged file can hold any. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/**
 * Rows of one table in the order of its key, read beside the leaves: the first column is the leaf index (or begins
 * with it), so the rows that belong to a leaf are met when the leaf is, and rows that belong to none are noticed.
 */
export class RowCursor {
  readonly #rows: Iterator<unknown>;
  readonly #leafOf: (row: readonly Column[]) => number;
  readonly #stray: (row: readonly Column[]) => void;
  #next: readonly Column[] | undefined;

  constructor(
    database: DatabaseSync,
    sql: string,
    stray: (row: readonly Column[]) => void,
    leafOf: (row: readonly Column[]) => number = (row) => integer(row[0]),
  ) {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    this.#rows = statement.iterate();
    this.#leafOf = leafOf;
    this.#stray = stray;
    this.#advance();
  }

  /** The next row of this leaf; rows of leaves before it belong to nothing and are handed to `stray`. */
  take(leaf: number): readonly Column[] | undefined {
    for (;;) {
      const row = this.#next;
      if (row === undefined) return undefined;
      const at = this.#leafOf(row);
      if (at > leaf) return undefined;
      this.#advance();
      if (at === leaf) return row;
      this.#stray(row);
    }
  }

  /** After the last leaf: whatever is left belongs to nothing. */
  finish(): void {
    this.take(Number.POSITIVE_INFINITY);
  }

  #advance(): void {
    const next = this.#rows.next();
    this.#next = next.done === true ? undefined : (next.value as readonly Column[]);
  }
}

export function integer(value: Column): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new DamagedRow('a number is none');
  return value;
}

export function text(value: Column): string {
  if (typeof value !== 'string') throw new DamagedRow('a text is none');
  return value;
}

export function bytes(value: Column): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new DamagedRow('a byte string is none');
  return value;
}

export function nullable<Value>(value: Column, read: (value: Column) => Value): Value | null {
  return value === null ? null : read(value);
}
