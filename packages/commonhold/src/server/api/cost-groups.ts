import { moneyText } from '#call';
import type { Keys } from '#identity';
import type { Spent } from '#ledger';
import type { CostsBy, CostSumsView, CostView } from './costs-view.ts';
import { principalView } from './principals.ts';

export function costSums(rows: readonly Spent[]): CostSumsView {
  const sum = (of: (row: Spent) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const byCurrency = Map.groupBy(
    rows.filter(({ currency }) => currency !== ''),
    ({ currency }) => currency,
  );
  return {
    calls: sum(({ calls }) => calls),
    attempts: sum(({ attempts }) => attempts),
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    money: [...byCurrency]
      .map(([currency, paid]) => ({
        currency,
        amount: moneyText(paid.reduce((all, { nanos }) => all + nanos, 0)),
      }))
      .sort((left, right) => left.currency.localeCompare(right.currency, 'en')),
    unpriced: sum(({ unpriced }) => unpriced),
    unmetered: sum(({ unmetered }) => unmetered),
    estimated: sum(({ estimated }) => estimated),
    open: sum(({ held }) => held),
  };
}

/** The most expensive first, by the largest sum of any currency; then what was sent most. */
export function costViews(keys: Keys, rows: readonly Spent[], by: CostsBy): readonly CostView[] {
  const groups = [...Map.groupBy(rows, (row) => nameOf(row, by)).values()];
  return groups
    .map((group) => ({ group, most: mostOf(group), attempts: costSums(group).attempts }))
    .sort((left, right) => right.most - left.most || right.attempts - left.attempts)
    .flatMap(({ group }) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...facetsOf(keys, first, by), ...costSums(group) }];
    });
}

function mostOf(group: readonly Spent[]): number {
  const sums = Map.groupBy(group, ({ currency }) => currency).values();
  return Math.max(...sums.map((paid) => paid.reduce((all, { nanos }) => all + nanos, 0)));
}

function nameOf({ principal, project, provider, model }: Spent, by: CostsBy): string {
  switch (by) {
    case 'principal':
      return principal;
    case 'project':
      return project;
    case 'destination':
      return provider;
    case 'model':
      return `${provider}\n${model}`;
  }
}

function facetsOf(keys: Keys, row: Spent, by: CostsBy): Partial<CostView> {
  const { principal, project, provider, model } = row;
  switch (by) {
    case 'principal':
      return { principal: principalView(keys, principal) };
    case 'project':
      return { project };
    case 'destination':
      return { provider };
    case 'model':
      return { provider, model };
  }
}
