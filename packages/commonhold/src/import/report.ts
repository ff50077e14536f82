import type { ImportedFile, ImportedPast, ImportedUse } from '#ledger';
import {
  byCalls,
  callsOf,
  type CostReport,
  costOf,
  counted,
  daysOf,
  span,
  sum,
  type TokenReport,
  tokensOf,
} from './report-sums.ts';
import {
  lateFrom,
  type LateUse,
  lateUseOf,
  type StandIn,
  type StandInMeans,
  standInsOf,
} from './stand-ins.ts';

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
  /** Which lists of prices that was, with their days, by how many calls they priced. */
  readonly lists: Readonly<Record<string, number>>;
  readonly tokens: TokenReport;
  /** By month and model, the latest first; calls without a time come last, in a month that is ''. */
  readonly months: readonly MonthReport[];
  readonly vendors: readonly VendorReport[];
  readonly found: readonly FoundReport[];
  /** Models of the catalog that suit this machine and are not on it: they could be fetched. Nobody has tried them here. */
  readonly pullable: readonly string[];
  /** What the sources lack, by how many calls lack it. */
  readonly partial: Readonly<Record<string, number>>;
  readonly formats: Readonly<Record<string, number>>;
  /** In the order in which they were imported; none for calls that are not on record yet. */
  readonly files: readonly ImportedFile[];
}

export interface MonthReport {
  /** `2026-11` */
  readonly month: string;
  readonly calls: number;
  readonly cost: CostReport;
  readonly models: readonly {
    readonly vendor: string;
    readonly model: string;
    readonly calls: number;
    readonly cost: CostReport;
    readonly tokens: TokenReport;
  }[];
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

export interface FoundReport {
  readonly detector: string;
  readonly label: string;
  readonly places: number;
  readonly calls: number;
  /** Days of the first and the last call in which it was found, by the word of the sources. */
  readonly first?: string;
  readonly last?: string;
  /** To whom those calls went, most of them first. */
  readonly vendors: readonly string[];
}

export interface ReportMeans extends StandInMeans {
  /** The label that a detector raises; undefined for one that this node does not have any more. */
  readonly labelOf: (detector: string) => string | undefined;
  readonly pullable: readonly string[];
}

export function reportOf({ uses, files }: ImportedPast, means: ReportMeans): ImportReport {
  const calls = callsOf(uses);
  const { last } = span(uses);
  const from = last === undefined ? undefined : lateFrom(last);
  return {
    calls,
    ...span(uses),
    days: daysOf(uses),
    undated: sum(uses, (use) => (use.day === '' ? use.calls : 0)),
    cost: costOf(uses),
    lists: counted(uses.flatMap(({ lists }) => Object.entries(lists))),
    tokens: tokensOf(uses),
    months: monthsOf(uses),
    vendors: [...Map.groupBy(uses, ({ vendor }) => vendor)]
      .map(([vendor, own]) => vendorOf(vendor, own, calls, from, means))
      .sort(byCalls),
    found: foundIn(uses, means),
    pullable: means.pullable,
    partial: counted(uses.flatMap(({ partial }) => Object.entries(partial))),
    formats: counted(uses.map(({ from: format, calls: some }) => [format, some] as const)),
    files,
  };
}

function vendorOf(
  vendor: string,
  uses: readonly ImportedUse[],
  all: number,
  from: string | undefined,
  means: ReportMeans,
): VendorReport {
  const late = from === undefined ? [] : uses.filter(({ day }) => day >= from);
  const models = [...Map.groupBy(uses, ({ model }) => model)].map(([model, some]): ModelReport => ({
    model,
    calls: callsOf(some),
    ...span(some),
    tokens: tokensOf(some),
  }));
  return {
    vendor,
    calls: callsOf(uses),
    share: callsOf(uses) / all,
    days: daysOf(uses),
    ...span(uses),
    cost: costOf(uses),
    models: models.sort(byCalls),
    late: lateUseOf(vendor, late, means),
    standIns: standInsOf(vendor, new Set(models.map(({ model }) => model)), means.routes),
  };
}

function monthsOf(uses: readonly ImportedUse[]): readonly MonthReport[] {
  return [...Map.groupBy(uses, ({ day }) => day.slice(0, 'yyyy-mm'.length))]
    .map(([month, own]): MonthReport => ({
      month,
      calls: callsOf(own),
      cost: costOf(own),
      models: [...Map.groupBy(own, ({ vendor, model }) => JSON.stringify([vendor, model])).values()]
        .map((some) => ({
          vendor: some[0]?.vendor ?? '',
          model: some[0]?.model ?? '',
          calls: callsOf(some),
          cost: costOf(some),
          tokens: tokensOf(some),
        }))
        .sort(byCalls),
    }))
    .sort((left, right) => (left.month < right.month ? 1 : -1));
}

function foundIn(uses: readonly ImportedUse[], { labelOf }: ReportMeans): readonly FoundReport[] {
  const detectors = new Set(uses.flatMap(({ found }) => Object.keys(found)));
  return [...detectors]
    .map((detector): FoundReport => {
      const own = uses.filter(({ found }) => found[detector] !== undefined);
      const inCalls = (use: ImportedUse): number => use.found[detector]?.calls ?? 0;
      const vendors = [...Map.groupBy(own, ({ vendor }) => vendor)]
        .map(([vendor, some]) => ({ vendor, calls: sum(some, inCalls) }))
        .sort(byCalls);
      return {
        detector,
        label: labelOf(detector) ?? '',
        places: sum(own, (use) => use.found[detector]?.places ?? 0),
        calls: sum(own, inCalls),
        ...span(own),
        vendors: vendors.map(({ vendor }) => vendor),
      };
    })
    .sort((left, right) => right.places - left.places);
}
