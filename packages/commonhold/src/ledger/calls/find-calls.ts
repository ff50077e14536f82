import { CommonholdError } from '#base';
import type { SqlValue, Store } from '#store';
import { costsOfCalls } from './call-costs.ts';
import { conditionsOf, everyCall, type Way, waysOf } from './call-conditions.ts';
import type { CallPage, CallQuery } from './call-query.ts';
import { type CallRow, summaryOf } from './call-row.ts';

/** A page of a list; more than a person reads, little enough for one message between threads. */
const pageMax = 1000;

/** What one search may look at. */
interface SearchBounds {
  /** Calls that are reached through an index, each by a jump. */
  readonly byIndex: number;
  /** Places of the log; at most every second one is where a call begins, unless all calls are refused. */
  readonly inLog: number;
  /** The same when text is looked for, in five columns of each call. */
  readonly forText: number;
}

/**
 * There is one reader thread, and a filter that fits nothing must not keep it from others: each bound is some 50 ms of its
 * time (measured).
 */
const searchBounds: SearchBounds = { byIndex: 20_000, inLog: 300_000, forText: 80_000 };

/**
 * Finds calls in the order of the log, in bounded time whatever is asked for: of all indexes that lead to the calls the
 * one is taken that reaches furthest, and where the bound ends the search before the page is full, the page says so and
 * from where to go on.
 */
export async function findCalls(store: Store, query: CallQuery, bounds = searchBounds): Promise<CallPage> {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > pageMax) {
    throw new RangeError(`A page has 1 to ${pageMax} calls, not ${query.limit}.`);
  }
  // Read first: every call up to here is in what is read afterwards, so what comes later is newer.
  const last = await lastCall(store);
  const before = await placeOf(store, query.before);
  const after = await placeOf(store, query.after);
  const isForward = after !== undefined && before === undefined;
  const span = await spanOf(store, query, {
    from: (after ?? -1) + 1,
    to: Math.min((before ?? last + 1) - 1, last),
  });
  const newerThanAll = Math.max(last, after ?? -1);
  const edges = isForward
    ? { newer: newerThanAll, older: after + 1 }
    : { newer: before === undefined ? newerThanAll : before - 1 };
  if (span.from > span.to) return { calls: [], ...edges, complete: true, stopped: false };
  const { way, reached } = await furthest(store, query, span, isForward, bounds);
  const searched = isForward ? { from: span.from, to: reached } : { from: reached, to: span.to };
  const rows = await rowsOn(store, query, way, searched, isForward);
  const isFull = rows.length > query.limit;
  const kept = rows.slice(0, query.limit);
  const end = kept.at(-1);
  const complete = !isFull && reached === (isForward ? span.to : span.from);
  const goOn = isFull ? (end?.leaf ?? reached) : reached;
  const timeThere = complete ? undefined : ((isFull ? end?.time : undefined) ?? (await timeAt(store, goOn)));
  const costs = await costsOfCalls(
    store,
    kept.map(({ id }) => id),
  );
  const calls = (isForward ? kept.toReversed() : kept).map((row) => {
    const cost = costs.get(row.id);
    return { ...summaryOf(row), ...(cost === undefined ? {} : { cost }) };
  });
  return {
    calls,
    ...edges,
    ...(complete ? {} : isForward ? { newer: goOn } : { older: goOn }),
    complete,
    stopped: !complete && !isFull,
    ...(timeThere === undefined ? {} : { to: timeThere }),
  };
}

interface Span {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

async function lastCall(store: Store): Promise<number> {
  const [row] = await store.read<{ leaf: number | null }>('SELECT max(leaf) AS leaf FROM call');
  return row?.leaf ?? -1;
}

async function placeOf(store: Store, call: string | number | undefined): Promise<number | undefined> {
  if (typeof call !== 'string') return call;
  const [row] = await store.read<{ leaf: number }>('SELECT leaf FROM call WHERE id = ?', [call]);
  if (row === undefined) throw new CommonholdError('call_unknown', { call: JSON.stringify(call) });
  return row.leaf;
}

/** Where in the log calls of that time can lie: within the hours that it touches, as they were when the calls began. */
async function spanOf(store: Store, { from, to }: CallQuery, span: Span): Promise<Span> {
  if (from === undefined && to === undefined) return span;
  const hour = (time: string): string => time.slice(0, 'yyyy-mm-ddThh'.length);
  const [row] = await store.read<{ first: number | null; last: number | null }>(
    'SELECT min(first) AS first, max(last) AS last FROM call_hour WHERE hour >= ? AND hour <= ?',
    [from === undefined ? '' : hour(from), to === undefined ? '9999-12-31T23' : hour(to)],
  );
  if (typeof row?.first !== 'number' || typeof row.last !== 'number') return { from: 0, to: -1 };
  return { from: Math.max(span.from, row.first), to: Math.min(span.to, row.last) };
}

/** Of all ways the one that gets furthest with the calls that it may look at, and how far that is. */
async function furthest(
  store: Store,
  query: CallQuery,
  span: Span,
  isForward: boolean,
  bounds: SearchBounds,
): Promise<{ readonly way: Way; readonly reached: number }> {
  const places = query.text === undefined ? bounds.inLog : bounds.forText;
  let best = {
    way: everyCall,
    reached: isForward
      ? Math.min(span.to, span.from + places - 1)
      : Math.max(span.from, span.to - places + 1),
  };
  for (const way of waysOf(query)) {
    const ends: number[] = [];
    for (const branch of way.branches) {
      const { from, sql } = branch.counted ?? branch;
      const [row] = await store.read<{ leaf: number }>(
        `SELECT ${branch.leaf} AS leaf FROM ${from} WHERE ${sql} AND ${branch.leaf} >= ? AND ${branch.leaf} <= ? ORDER BY ${branch.leaf} ${isForward ? 'ASC' : 'DESC'} LIMIT 1 OFFSET ?`,
        [...branch.values, span.from, span.to, Math.floor(bounds.byIndex / way.branches.length)],
      );
      if (row !== undefined) ends.push(row.leaf);
    }
    const reached = isForward ? Math.min(span.to, ...ends) : Math.max(span.from, ...ends);
    // With equal reach an index looks at fewer calls than the log does.
    if (isForward ? reached >= best.reached : reached <= best.reached) best = { way, reached };
  }
  return best;
}

/** One more than the page holds, to know whether there are more. */
function rowsOn(
  store: Store,
  query: CallQuery,
  way: Way,
  span: Span,
  isForward: boolean,
): Promise<CallRow[]> {
  const conditions = conditionsOf(query);
  const values: SqlValue[] = [];
  const order = isForward ? 'ASC' : 'DESC';
  const branches = way.branches.map((branch) => {
    const all = [branch, ...conditions];
    values.push(...all.flatMap((condition) => condition.values), span.from, span.to);
    const where = all.map(({ sql }) => sql).join(' AND ');
    return `SELECT call.* FROM ${branch.from} WHERE ${where} AND ${branch.leaf} >= ? AND ${branch.leaf} <= ?`;
  });
  const column = branches.length > 1 ? 'leaf' : (way.branches[0]?.leaf ?? 'leaf');
  return store.read<CallRow>(`${branches.join(' UNION ALL ')} ORDER BY ${column} ${order} LIMIT ?`, [
    ...values,
    query.limit + 1,
  ]);
}

async function timeAt(store: Store, place: number): Promise<string | undefined> {
  const [row] = await store.read<{ time: string }>(
    'SELECT time FROM call WHERE leaf >= ? ORDER BY leaf LIMIT 1',
    [place],
  );
  return row?.time;
}
