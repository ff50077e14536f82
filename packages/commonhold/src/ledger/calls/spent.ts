import type { Store } from '#store';

/** What was used up on one day by somebody in one project, in one currency: what budgets count. */
export interface SpentOfDay {
  readonly day: string;
  readonly principal: string;
  readonly project: string;
  readonly calls: number;
  readonly tokens: number;
  /** '' where nothing was paid, or nobody knows how much. */
  readonly currency: string;
  readonly nanos: number;
}

/** What budgets go on from at a start: all that counts since a day, with what only counts by an estimate. */
export async function spentSince(store: Store, day: string): Promise<readonly SpentOfDay[]> {
  return store.read<SpentOfDay>(
    `SELECT day, principal, project, currency, sum(calls) AS calls, sum(input + output + held_tokens) AS tokens, sum(nanos + held_nanos) AS nanos
     FROM spent_day WHERE day >= ? GROUP BY day, principal, project, currency`,
    [day],
  );
}

/** What was paid for, on which days and by whom; both days are within. */
export interface CostQuery {
  readonly from: string;
  readonly to: string;
  readonly principal?: string | undefined;
}

/** One row of `spent_day`, added up over the days of a query. */
export interface Spent {
  readonly principal: string;
  readonly project: string;
  readonly provider: string;
  readonly model: string;
  readonly currency: string;
  readonly calls: number;
  readonly attempts: number;
  readonly held: number;
  readonly unpriced: number;
  readonly unmetered: number;
  readonly estimated: number;
  readonly input: number;
  readonly output: number;
  readonly nanos: number;
}

export async function readSpent(store: Store, { from, to, principal }: CostQuery): Promise<readonly Spent[]> {
  const whose = principal === undefined ? '' : ' AND principal = ?';
  return store.read<Spent>(
    `SELECT principal, project, provider, model, currency, sum(calls) AS calls, sum(attempts) AS attempts, sum(held) AS held,
       sum(unpriced) AS unpriced, sum(unmetered) AS unmetered, sum(estimated) AS estimated, sum(input) AS input, sum(output) AS output, sum(nanos) AS nanos
     FROM spent_day WHERE day BETWEEN ? AND ?${whose} GROUP BY principal, project, provider, model, currency`,
    [from, to, ...(principal === undefined ? [] : [principal])],
  );
}
