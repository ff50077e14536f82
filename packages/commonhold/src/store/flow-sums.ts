import type { FlowAddition } from './store.ts';

/**
 * What the commits of one transaction add to `flow_day`, row by row of that table: calls that are written together mostly go
 * the same way, so that the many of them cost one statement. Taken out before the transaction is committed.
 */
export class FlowSums {
  readonly #rows = new Map<string, number[]>();

  add({ facets, sums }: FlowAddition): void {
    const row = this.#rows.get(facets);
    if (row === undefined) this.#rows.set(facets, [...sums]);
    else for (const [position, sum] of sums.entries()) row[position] = (row[position] ?? 0) + sum;
  }

  /** The values of each row, in the order of its columns. */
  take(): readonly (string | number)[][] {
    const rows = [...this.#rows].map(([facets, sums]) => [...(JSON.parse(facets) as string[]), ...sums]);
    this.forget();
    return rows;
  }

  forget(): void {
    this.#rows.clear();
  }
}
