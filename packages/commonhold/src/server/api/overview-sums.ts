import { agentsMachine } from '#call';
import type { Overview, Use } from '#ledger';
import type {
  DestinationUseView,
  DurationsView,
  ModelUseView,
  OverviewView,
  PeriodView,
  TokensView,
} from './overview-view.ts';

/** Rows that a chart can show beside each other; what is not among them is their last row. */
const topMax = 8;

/** Adds up what the ledger read, for one period and for each of its days. */
export function overviewView(
  overview: Overview,
  days: readonly string[],
  size: number,
  whose: OverviewView['whose'],
  money: OverviewView['money'],
): OverviewView {
  const { uses, firstCall, checkpoint, durations } = overview;
  const byDay = Map.groupBy(uses, ({ day }) => day);
  return {
    whose,
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    ...(firstCall === undefined ? {} : { firstCall }),
    totals: periodView(uses),
    days: days.map((day) => ({ day, ...periodView(byDay.get(day) ?? []) })),
    destinations: destinationViews(uses.filter(isCall)),
    models: modelViews(uses.filter(isCall)),
    durations: durationsView(durations),
    record: {
      size,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      unsigned: Math.max(0, size - (checkpoint?.size ?? 0)),
    },
    money,
  };
}

function periodView(uses: readonly Use[]): PeriodView {
  const count = (fits: (use: Use) => boolean): number =>
    uses.reduce((sum, use) => sum + (fits(use) ? use.calls : 0), 0);
  const status = (name: string): number => count((use) => use.status === name);
  const local = (name: string): number => count((use) => use.local === name && isCall(use));
  const calls = uses.filter(isCall);
  return {
    calls: count(() => true),
    byStatus: {
      open: status('open'),
      completed: status('completed'),
      failed: status('failed'),
      aborted: status('aborted'),
      unknown: status('unknown'),
      refused: status('refused'),
    },
    byLocal: { verified: local('verified'), declared: local('declared'), no: local('no'), none: local('') },
    tools: count((use) => !isCall(use)),
    tokens: {
      owned: tokensView(calls.filter((use) => use.local === 'verified' || use.local === 'declared')),
      rented: tokensView(calls.filter((use) => use.local === 'no')),
    },
  };
}

/** What an agent ran by itself was sent to no model, and left from nowhere here. */
function isCall({ provider }: Use): boolean {
  return provider !== agentsMachine;
}

function tokensView(uses: readonly Use[]): TokensView {
  const ended = uses.filter((use) => use.status !== 'open');
  return {
    input: sum(ended, (use) => use.input),
    output: sum(ended, (use) => use.output),
    uncounted: sum(ended, (use) => use.calls - use.metered),
  };
}

function destinationViews(uses: readonly Use[]): DestinationUseView[] {
  return top(uses, ({ provider, local }) => [provider, local]).map(({ first, used }) =>
    first === undefined
      ? { rest: true, ...used }
      : { rest: false, provider: first.provider, local: first.local, ...used },
  );
}

function modelViews(uses: readonly Use[]): ModelUseView[] {
  return top(uses, ({ model, provider, local }) => [model, provider, local]).map(({ first, used }) =>
    first === undefined
      ? { rest: true, ...used }
      : { rest: false, model: first.model, provider: first.provider, local: first.local, ...used },
  );
}

/** The busiest groups of what was sent somewhere; the last entry, without a `first`, is all others together. */
function top(uses: readonly Use[], keyOf: (use: Use) => readonly string[]) {
  const sent = uses.filter(({ provider }) => provider !== '');
  const groups = [...Map.groupBy(sent, (use) => JSON.stringify(keyOf(use))).values()].sort(
    (left, right) => sum(right, ({ calls }) => calls) - sum(left, ({ calls }) => calls),
  );
  const rest = groups.slice(topMax);
  return [
    ...groups.slice(0, topMax).map((group) => ({ first: group[0], used: usedView(group, 1) })),
    ...(rest.length === 0 ? [] : [{ first: undefined, used: usedView(rest.flat(), rest.length) }]),
  ];
}

function usedView(uses: readonly Use[], count: number) {
  return {
    count,
    calls: sum(uses, ({ calls }) => calls),
    completed: sum(
      uses.filter(({ status }) => status === 'completed'),
      ({ calls }) => calls,
    ),
    inputTokens: sum(uses, ({ input }) => input),
    outputTokens: sum(uses, ({ output }) => output),
  };
}

function durationsView(durations: Overview['durations']): DurationsView {
  const calls = sum(durations, (one) => one.calls);
  if (calls === 0) return { calls };
  return { calls, medianMs: quantile(durations, calls * 0.5), p95Ms: quantile(durations, calls * 0.95) };
}

function quantile(durations: Overview['durations'], rank: number): number {
  let passed = 0;
  for (const { ms, calls } of durations) {
    passed += calls;
    if (passed >= rank) return ms;
  }
  return durations.at(-1)?.ms ?? 0;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
