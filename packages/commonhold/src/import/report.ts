import type { ImportedUse } from '#ledger';

/** What an owner's past hung on, added up from imported calls. Counts and names, never content. */
export interface ImportReport {
  readonly calls: number;
  /** Days of UTC by the word of the sources; absent where no call has one. */
  readonly first?: string;
  readonly last?: string;
  /** Days on which there was a call. */
  readonly days: number;
  /** Calls without a time. */
  readonly undated: number;
  readonly cost: CostReport;
  readonly tokens: TokenReport;
  readonly vendors: readonly VendorReport[];
  readonly found: readonly FoundReport[];
  /** What the sources lack, by how many calls lack it. */
  readonly partial: Readonly<Record<string, number>>;
  readonly formats: Readonly<Record<string, number>>;
}

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

export interface VendorReport {
  readonly vendor: string;
  readonly calls: number;
  /** Of all imported calls, from 0 to 1. */
  readonly share: number;
  readonly days: number;
  readonly first?: string;
  readonly last?: string;
  readonly cost: CostReport;
  readonly models: readonly ModelReport[];
  readonly late: LateUse;
  /** What has the same name here or could be asked in its place; nobody has tried whether it is as good. */
  readonly standIns: readonly StandIn[];
}

export interface ModelReport {
  readonly model: string;
  readonly calls: number;
  readonly first?: string;
  readonly last?: string;
  readonly tokens: TokenReport;
}

/** What would stop tomorrow: the calls of the last days that the sources have. */
export interface LateUse {
  readonly calls: number;
  /** Calls a day, over all days of that time. */
  readonly perDay: number;
  readonly models: readonly string[];
}

export interface StandIn {
  readonly model: string;
  readonly provider: string;
  /** `same-name`: it has the name of a model that was used. `local`: a model on this machine, of whatever kind. */
  readonly why: 'same-name' | 'local';
}

export interface FoundReport {
  readonly detector: string;
  readonly label: string;
  readonly places: number;
  readonly calls: number;
}

/** A model that this node can ask. */
export interface Route {
  readonly model: string;
  readonly provider: string;
  /** The vendor of the provider's row, where one is known. */
  readonly vendor: string | undefined;
}

export interface ReportMeans {
  /** The label that a detector raises; undefined for one that this node does not have any more. */
  readonly labelOf: (detector: string) => string | undefined;
  readonly routes: readonly Route[];
}

/** "Of late" is so many days back from the last call that the sources have. */
const lateDays = 30;
const dayMs = 86_400_000;

export function reportOf(uses: readonly ImportedUse[], means: ReportMeans): ImportReport {
  const calls = sum(uses, (use) => use.calls);
  const last = lastDay(uses);
  const lateFrom =
    last === undefined
      ? undefined
      : new Date(Date.parse(last) - (lateDays - 1) * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const vendors = [...grouped(uses, (use) => use.vendor)].map(([vendor, own]): VendorReport => {
    const late = lateFrom === undefined ? [] : own.filter(({ day }) => day >= lateFrom);
    const lateCalls = sum(late, (use) => use.calls);
    const models = [...grouped(own, (use) => use.model)].map(([model, some]): ModelReport => ({
      model,
      calls: sum(some, (use) => use.calls),
      ...span(some),
      tokens: tokensOf(some),
    }));
    return {
      vendor,
      calls: sum(own, (use) => use.calls),
      share: sum(own, (use) => use.calls) / calls,
      days: daysOf(own),
      ...span(own),
      cost: costOf(own),
      models: models.sort(byCalls),
      late: {
        calls: lateCalls,
        perDay: lateCalls / lateDays,
        models: [...new Set(late.map(({ model }) => model))].sort(),
      },
      standIns: standInsOf(vendor, new Set(models.map(({ model }) => model)), means.routes),
    };
  });
  return {
    calls,
    ...span(uses),
    days: daysOf(uses),
    undated: sum(uses, (use) => (use.day === '' ? use.calls : 0)),
    cost: costOf(uses),
    tokens: tokensOf(uses),
    vendors: vendors.sort(byCalls),
    found: foundIn(uses, means),
    partial: counted(uses.flatMap(({ partial }) => Object.entries(partial))),
    formats: counted(uses.map(({ from, calls: some }) => [from, some] as const)),
  };
}

/** By name only, and never of the vendor itself, whose vanishing is the question. */
function standInsOf(
  vendor: string,
  models: ReadonlySet<string>,
  routes: readonly Route[],
): readonly StandIn[] {
  const names = new Set([...models].map(bareName));
  return routes.flatMap(({ model, provider, vendor: other }): StandIn[] => {
    if (provider === 'local') return [{ model, provider, why: 'local' }];
    const isSame = names.has(bareName(model));
    const isOther = provider !== vendor && other !== vendor;
    return isSame && isOther ? [{ model, provider, why: 'same-name' }] : [];
  });
}

/** Resellers put the maker before a model's name. */
function bareName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

function foundIn(uses: readonly ImportedUse[], { labelOf }: ReportMeans): readonly FoundReport[] {
  const found = new Map<string, { places: number; calls: number }>();
  for (const use of uses) {
    for (const [detector, { places, calls }] of Object.entries(use.found)) {
      const before = found.get(detector) ?? { places: 0, calls: 0 };
      found.set(detector, { places: before.places + places, calls: before.calls + calls });
    }
  }
  return [...found]
    .map(([detector, counts]) => ({ detector, label: labelOf(detector) ?? '', ...counts }))
    .sort((left, right) => right.places - left.places);
}

function costOf(uses: readonly ImportedUse[]): CostReport {
  const told = sum(uses, (use) => use.told);
  const listed = sum(uses, (use) => use.listed);
  return {
    told: { calls: told, dollars: sum(uses, (use) => use.toldDollars) },
    listed: { calls: listed, dollars: sum(uses, (use) => use.listedDollars) },
    unknown: { calls: sum(uses, (use) => use.calls) - told - listed },
  };
}

function tokensOf(uses: readonly ImportedUse[]): TokenReport {
  return {
    known: sum(uses, (use) => use.metered),
    input: sum(uses, (use) => use.input),
    output: sum(uses, (use) => use.output),
    cached: sum(uses, (use) => use.cached),
  };
}

function span(uses: readonly ImportedUse[]): { readonly first?: string; readonly last?: string } {
  const days = uses.map(({ day }) => day).filter((day) => day !== '');
  const [first] = days.sort();
  const last = days.at(-1);
  return first === undefined || last === undefined ? {} : { first, last };
}

function lastDay(uses: readonly ImportedUse[]): string | undefined {
  return span(uses).last;
}

function daysOf(uses: readonly ImportedUse[]): number {
  return new Set(uses.map(({ day }) => day).filter((day) => day !== '')).size;
}

function grouped(
  uses: readonly ImportedUse[],
  key: (use: ImportedUse) => string,
): ReadonlyMap<string, readonly ImportedUse[]> {
  return Map.groupBy(uses, key);
}

function counted(entries: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, count] of entries) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}

function sum(uses: readonly ImportedUse[], value: (use: ImportedUse) => number): number {
  return uses.reduce((total, use) => total + value(use), 0);
}

function byCalls(left: { readonly calls: number }, right: { readonly calls: number }): number {
  return right.calls - left.calls;
}
