import { spentDay } from './spent-day.ts';
import type { RowValue } from './store.ts';

/**
 * What the commits of one transaction add to `spent_day`, row by row of that table, as `FlowSums` does it: calls that are
 * written together are mostly of the same few callers, and adding each by itself took a seventh of the writer's statements.
 */
export class SpentSums {
  readonly #rows = new Map<string, RowValue[]>();
  /** Rows whose sum a number could not hold exactly; SQLite adds those up in 64 bits. */
  readonly #apart: (readonly RowValue[])[] = [];

  /** The values of one `add-spent`. */
  add(values: readonly RowValue[]): void {
    const key = JSON.stringify(values.slice(0, spentDay.keyColumns));
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, [...values]);
      return;
    }
    const sums = values.map((value, column) =>
      column < spentDay.keyColumns ? value : Number(row[column]) + Number(value),
    );
    if (sums.slice(spentDay.keyColumns).every(Number.isSafeInteger)) this.#rows.set(key, sums);
    else this.#apart.push(values);
  }

  /** The values of each row, as `add-spent` takes them. */
  take(): readonly (readonly RowValue[])[] {
    const rows = [...this.#rows.values(), ...this.#apart];
    this.forget();
    return rows;
  }

  forget(): void {
    this.#rows.clear();
    this.#apart.length = 0;
  }
}
