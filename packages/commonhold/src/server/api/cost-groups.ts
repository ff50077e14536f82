import { moneyText } from '#call';
import type { Keys } from '#identity';
import type { Spent, SpentByDay } from '#ledger';
import { type DestinationRow, factsOf } from '#providers';
import type { CostsBy, CostSumsView, CostsView, CostView } from './costs-view.ts';
import type { MoneyView } from './money-view.ts';
import { principalView } from './principals.ts';

type Sums = Omit<SpentByDay, 'day'>;

export function costSums(rows: readonly Sums[]): CostSumsView {
  const sum = (of: (row: Sums) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    calls: sum(({ calls }) => calls),
    attempts: sum(({ attempts }) => attempts),
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    money: moneyOf(rows, ({ nanos }) => nanos),
    told: sum(({ told }) => told),
    toldMoney: moneyOf(
      rows.filter(({ told }) => told > 0),
      ({ toldNanos }) => toldNanos,
    ),
    free: sum(({ currency, attempts, unpriced, unmetered, held }) =>
      currency === '' ? attempts - unpriced - unmetered - held : 0,
    ),
    unpriced: sum(({ unpriced }) => unpriced),
    unmetered: sum(({ unmetered }) => unmetered),
    estimated: sum(({ estimated }) => estimated),
    open: sum(({ held }) => held),
  };
}

/** Sums of several currencies stand beside each other. */
function moneyOf(rows: readonly Sums[], amount: (row: Sums) => number): readonly MoneyView[] {
  const paid = rows.filter(({ currency }) => currency !== '');
  return [...Map.groupBy(paid, ({ currency }) => currency)]
    .map(([currency, of]) => ({
      currency,
      amount: moneyText(of.reduce((all, row) => all + amount(row), 0)),
    }))
    .sort((left, right) => left.currency.localeCompare(right.currency, 'en'));
}

export function costDays(rows: readonly SpentByDay[]): CostsView['days'] {
  return [...Map.groupBy(rows, ({ day }) => day)]
    .map(([day, of]) => ({ day, ...costSums(of) }))
    .sort((one, other) => one.day.localeCompare(other.day, 'en'));
}

/** What names are looked up in. */
interface Known {
  readonly keys: Keys;
  readonly destinations: Readonly<Record<string, DestinationRow>>;
}

/** The most expensive first, by the largest sum of any currency; then what was sent most. */
export function costViews(known: Known, rows: readonly Spent[], by: CostsBy): readonly CostView[] {
  const groups = [...Map.groupBy(rows, (row) => nameOf(known, row, by)).values()];
  return groups
    .map((group) => ({ group, most: mostOf(group), attempts: costSums(group).attempts }))
    .sort((left, right) => right.most - left.most || right.attempts - left.attempts)
    .flatMap(({ group }) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...facetsOf(known, first, group, by), ...costSums(group) }];
    });
}

function mostOf(group: readonly Spent[]): number {
  const sums = Map.groupBy(group, ({ currency }) => currency).values();
  return Math.max(...sums.map((paid) => paid.reduce((all, { nanos }) => all + nanos, 0)));
}

function nameOf(known: Known, { principal, project, provider, model }: Spent, by: CostsBy): string {
  switch (by) {
    case 'principal':
      return principal;
    case 'vendor':
      return vendorOf(known, provider)?.id ?? `row ${provider}`;
    case 'project':
      return project;
    case 'destination':
      return provider;
    case 'model':
      return `${provider}\n${model}`;
  }
}

/** By the row as it is now: the sums have its name and not its vendor's. */
function vendorOf({ destinations }: Known, provider: string): CostView['vendor'] {
  const row = Object.hasOwn(destinations, provider) ? destinations[provider] : undefined;
  const vendor = row && factsOf(row).vendor;
  return vendor && { id: vendor.id, title: vendor.title };
}

function facetsOf(known: Known, row: Spent, group: readonly Spent[], by: CostsBy): Partial<CostView> {
  const { principal, project, provider, model } = row;
  switch (by) {
    case 'principal':
      return { principal: principalView(known.keys, principal) };
    case 'vendor': {
      const vendor = vendorOf(known, provider);
      const isOneRow = group.every((one) => one.provider === provider);
      return { ...(vendor === undefined ? {} : { vendor }), ...(isOneRow ? { provider } : {}) };
    }
    case 'project':
      return { project };
    case 'destination':
      return { provider };
    case 'model':
      return { provider, model };
  }
}
