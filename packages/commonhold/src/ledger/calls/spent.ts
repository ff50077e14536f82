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

/**
 * A sum that can be read: a destination may claim more than a number holds exactly, and a node that could not read it would not
 * start. No budget is larger.
 */
const readable = (sum: string): string => `min(sum(${sum}), ${Number.MAX_SAFE_INTEGER})`;

/**
 * What budgets go on from at a start: all that counts since a day, with what only counts by an estimate. Since the month of the
 * last call, where that is earlier: a clock that is ahead at the start may be set right a moment later.
 */
export async function spentSince(store: Store, day: string): Promise<readonly SpentOfDay[]> {
  return store.read<SpentOfDay>(
    `SELECT day, principal, project, currency, sum(calls) AS calls,
       ${readable('input + output + held_tokens')} AS tokens, ${readable('nanos + held_nanos')} AS nanos
     FROM spent_day WHERE day >= min(?1, coalesce((SELECT substr(max(day), 1, 7) || '-01' FROM spent_day), ?1))
     GROUP BY day, principal, project, currency ORDER BY day`,
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
  /** Attempts whose cost is the destination's own word, and what they are of `nanos`. */
  readonly told: number;
  readonly toldNanos: number;
}

/** The same of one day, of everything together. */
export interface SpentByDay extends Omit<Spent, 'principal' | 'project' | 'provider' | 'model'> {
  readonly day: string;
}

const sums = `currency, sum(calls) AS calls, sum(attempts) AS attempts, sum(held) AS held,
  sum(unpriced) AS unpriced, sum(unmetered) AS unmetered, sum(estimated) AS estimated,
  ${readable('input')} AS input, ${readable('output')} AS output,
  ${readable('nanos')} AS nanos, sum(told) AS told, ${readable('told_nanos')} AS toldNanos`;

/** The same sums twice: by who used what where, and by day. */
export interface SpentOfTime {
  readonly groups: readonly Spent[];
  /** Days on which nothing was sent are not among them. */
  readonly days: readonly SpentByDay[];
}

export async function readSpent(store: Store, query: CostQuery): Promise<SpentOfTime> {
  const [groups, days] = await Promise.all([
    read<Spent>(store, query, 'principal, project, provider, model'),
    read<SpentByDay>(store, query, 'day'),
  ]);
  return { groups, days };
}

function read<Row extends object>(
  store: Store,
  { from, to, principal }: CostQuery,
  facets: string,
): Promise<readonly Row[]> {
  const whose = principal === undefined ? '' : ' AND principal = ?';
  return store.read<Row>(
    `SELECT ${facets}, ${sums} FROM spent_day WHERE day BETWEEN ? AND ?${whose} GROUP BY ${facets}, currency`,
    [from, to, ...(principal === undefined ? [] : [principal])],
  );
}
