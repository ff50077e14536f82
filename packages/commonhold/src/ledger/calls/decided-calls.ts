import type { Store } from '#store';

/** Calls that began in this time, by what they say of it themselves; both ends belong to it. */
export interface DecidedQuery {
  /** As times are written in the record. */
  readonly from: string;
  readonly to: string;
}

/** A call and what was decided about it: one decision for each attempt, or the one by which nothing left. */
export interface DecidedCall {
  readonly id: string;
  readonly time: string;
  readonly asked: string;
  readonly decisions: readonly DecidedAttempt[];
}

export interface DecidedAttempt {
  /** From 1; 0 in a refusal. */
  readonly attempt: number;
  /** Why nothing left. */
  readonly error: string | undefined;
  /** Of the rules that decided. */
  readonly policy: string;
  /** The index document; `{}` where it was erased. */
  readonly detail: unknown;
  /** What the leaf says of the place, which is older than bases are. */
  readonly country: string | undefined;
  readonly local: string | undefined;
  /** The text of the basis that the document names; undefined where it names none. */
  readonly basis: string | undefined;
}

/** Calls that are read at once: some milliseconds of the reader thread, and one message between threads. */
const pageCalls = 250;
/** Places of the log that are counted at once, as `find-calls` bounds them. */
const countedAtOnce = 300_000;

interface Row {
  readonly leaf: number;
  readonly id: string;
  readonly time: string;
  readonly asked: string;
  readonly attempt: number;
  readonly error: string | null;
  readonly detail: string;
  readonly policy: string;
  readonly country: string | null;
  readonly local: string | null;
}

const leafField = (field: string): string => `json_extract(CAST(leaf.bytes AS TEXT), '$.${field}')`;

/** Uses of tools were decided by another question, which a rule about models cannot answer. */
const page = `
WITH some AS (
  SELECT leaf, id, time, asked, error FROM call NOT INDEXED WHERE leaf >= ?1 AND leaf <= ?2 AND operation <> 'tool' ORDER BY leaf LIMIT ${pageCalls}
)
SELECT some.leaf, some.id, some.time, some.asked, attempt.number AS attempt, NULL AS error, attempt.detail,
  ${leafField('policy')} AS policy, ${leafField('destination.country')} AS country, ${leafField('destination.local')} AS local
FROM some JOIN attempt ON attempt.call = some.id JOIN leaf ON leaf.idx = attempt.intent
UNION ALL
SELECT some.leaf, some.id, some.time, some.asked, 0, some.error, refusal.detail, ${leafField('policy')}, NULL, NULL
FROM some JOIN refusal ON refusal.call = some.id JOIN leaf ON leaf.idx = refusal.leaf
ORDER BY 1, 5`;

/** The places of the log where calls of a time can lie, and how many calls lie there. */
interface DecidedSpan {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
}

/** Counted in pieces, so that whoever else waits for the reader thread gets their turn in between. */
async function spanOf(store: Store, { from, to }: DecidedQuery): Promise<DecidedSpan> {
  const hour = (time: string): string => time.slice(0, 'yyyy-mm-ddThh'.length);
  const [row] = await store.read<{ first: number | null; last: number | null }>(
    'SELECT min(first) AS first, max(last) AS last FROM call_hour WHERE hour >= ? AND hour <= ?',
    [hour(from), hour(to)],
  );
  if (typeof row?.first !== 'number' || typeof row.last !== 'number') return { from: 0, to: -1, calls: 0 };
  const { first, last } = row;
  let calls = 0;
  for (let start = first; start <= last; start += countedAtOnce) {
    const end = Math.min(last, start + countedAtOnce - 1);
    const [counted] = await store.read<{ calls: number }>(
      "SELECT count(*) AS calls FROM call NOT INDEXED WHERE leaf >= ? AND leaf <= ? AND operation <> 'tool'",
      [start, end],
    );
    calls += counted?.calls ?? 0;
  }
  return { from: first, to: last, calls };
}

export interface DecidedPage {
  /** Those of the time that was asked for. */
  readonly calls: readonly DecidedCall[];
  /** Calls that were read, those of other times too. */
  readonly read: number;
}

export interface DecidedCalls {
  /** How many calls the pages will have read at their end. */
  readonly calls: number;
  /** In the order of the log; never all of them in memory. */
  readonly pages: AsyncIterable<DecidedPage>;
}

export async function readDecided(store: Store, query: DecidedQuery): Promise<DecidedCalls> {
  const span = await spanOf(store, query);
  return { calls: span.calls, pages: pagesOf(store, query, span) };
}

async function* pagesOf(store: Store, query: DecidedQuery, span: DecidedSpan): AsyncGenerator<DecidedPage> {
  const bases = new Map<string, string>();
  let from = span.from;
  for (;;) {
    const rows = await store.read<Row>(page, [from, span.to]);
    const last = rows.at(-1);
    if (last === undefined) return;
    await readBases(store, bases, rows);
    yield pageOf(rows, bases, query);
    from = last.leaf + 1;
  }
}

function pageOf(
  rows: readonly Row[],
  bases: ReadonlyMap<string, string>,
  { from, to }: DecidedQuery,
): DecidedPage {
  const calls: (DecidedCall & { readonly decisions: DecidedAttempt[] })[] = [];
  let read = 0;
  let leaf = -1;
  for (const row of rows) {
    const { id, time, asked, attempt, error, policy, country, local } = row;
    const isNext = row.leaf !== leaf;
    if (isNext) read += 1;
    leaf = row.leaf;
    if (time < from || time > to) continue;
    const digest = basisIn(row.detail);
    if (isNext) calls.push({ id, time, asked, decisions: [] });
    calls.at(-1)?.decisions.push({
      attempt,
      error: error ?? undefined,
      policy,
      detail: JSON.parse(row.detail) as unknown,
      country: country ?? undefined,
      local: local ?? undefined,
      basis: digest === undefined ? undefined : bases.get(digest),
    });
  }
  return { calls, read };
}

/** Canonical JSON has its names in order, and no name before `basis` holds what callers write. */
function basisIn(detail: string): string | undefined {
  return /^\{(?:"asked":"(?:[^"\\]|\\.)*",)?"attempt":\d+,"basis":"([\w-]{43})"/.exec(detail)?.[1];
}

async function readBases(store: Store, known: Map<string, string>, rows: readonly Row[]): Promise<void> {
  const wanted = new Set<string>();
  for (const { detail } of rows) {
    const digest = basisIn(detail);
    if (digest !== undefined && !known.has(digest)) wanted.add(digest);
  }
  if (wanted.size === 0) return;
  const found = await store.read<{ digest: string; text: string }>(
    'SELECT digest, text FROM basis WHERE digest IN (SELECT value FROM json_each(?))',
    [JSON.stringify([...wanted])],
  );
  for (const { digest, text } of found) known.set(digest, text);
}
