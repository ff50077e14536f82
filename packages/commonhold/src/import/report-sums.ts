import type { ImportedUse } from '#ledger';

export interface TokenReport {
  /** Calls whose tokens the source says; the sums are theirs. */
  readonly known: number;
  readonly input: number;
  readonly output: number;
  /** Of the input, what came from a cache. */
  readonly cached: number;
}

/** In US dollars. Who pays a subscription pays no tokens: then this is what the tokens would have cost. */
export interface CostReport {
  /** By the word of the sources. */
  readonly told: { readonly calls: number; readonly dollars: number };
  /** By the published list of prices, for the day of each call. */
  readonly listed: { readonly calls: number; readonly dollars: number };
  /** Nobody knows, which is not nothing. */
  readonly unknown: { readonly calls: number };
}

export function costOf(uses: readonly ImportedUse[]): CostReport {
  const told = sum(uses, (use) => use.told);
  const listed = sum(uses, (use) => use.listed);
  return {
    told: { calls: told, dollars: sum(uses, (use) => use.toldDollars) },
    listed: { calls: listed, dollars: sum(uses, (use) => use.listedDollars) },
    unknown: { calls: sum(uses, (use) => use.calls) - told - listed },
  };
}

export function tokensOf(uses: readonly ImportedUse[]): TokenReport {
  return {
    known: sum(uses, (use) => use.metered),
    input: sum(uses, (use) => use.input),
    output: sum(uses, (use) => use.output),
    cached: sum(uses, (use) => use.cached),
  };
}

/** The first and the last day that the sources say. */
export function span(uses: readonly ImportedUse[]): { readonly first?: string; readonly last?: string } {
  const days = daysIn(uses);
  const [first] = days;
  const last = days.at(-1);
  return first === undefined || last === undefined ? {} : { first, last };
}

export function daysOf(uses: readonly ImportedUse[]): number {
  return daysIn(uses).length;
}

function daysIn(uses: readonly ImportedUse[]): readonly string[] {
  return [...new Set(uses.map(({ day }) => day).filter((day) => day !== ''))].sort();
}

export function callsOf(uses: readonly ImportedUse[]): number {
  return sum(uses, ({ calls }) => calls);
}

export function counted(entries: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, count] of entries) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}

export function sum(uses: readonly ImportedUse[], value: (use: ImportedUse) => number): number {
  return uses.reduce((total, use) => total + value(use), 0);
}

export function byCalls(left: { readonly calls: number }, right: { readonly calls: number }): number {
  return right.calls - left.calls;
}
