import type { SqlValue, Store } from '#store';
import type { ErasureExtent, ErasureScope } from './terms.ts';

/** Calls read at a time: a few milliseconds for the reader thread, so that nobody waits for a long search. */
const callsAtOnce = 500;

/** A call that an erasure might concern, with what lies where. */
export interface Candidate {
  readonly leaf: number;
  readonly id: string;
  readonly time: string;
  readonly isOpen: boolean;
  /** It has been erased as far as is asked for now. */
  readonly isErased: boolean;
  /** One for each attempt, or for the refusal. */
  readonly attempts: readonly {
    readonly domain: string;
    readonly intent: number;
    readonly outcome: number | null;
  }[];
}

interface Row {
  readonly leaf: number;
  readonly id: string;
  readonly time: string;
  readonly open: number;
  readonly principal: string;
  readonly erased: number | null;
  readonly attempts: string;
}

const columns = `call.leaf, call.id, call.time, call.principal, call.erased,
  (call.status = 'open' OR EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id AND outcome IS NULL)) AS open,
  (SELECT json_group_array(json_array(domain, intent, outcome)) FROM (
    SELECT domain, intent, outcome FROM attempt WHERE attempt.call = call.id
    UNION ALL SELECT domain, leaf, NULL FROM refusal WHERE refusal.call = call.id)) AS attempts`;

function candidateOf(row: Row, extent: ErasureExtent): Candidate {
  const attempts = JSON.parse(row.attempts) as [string, number, number | null][];
  const wasErased = extent === 'bodies' ? row.erased !== null : row.principal === 'erased';
  return {
    leaf: row.leaf,
    id: row.id,
    time: row.time,
    isOpen: row.open !== 0,
    isErased: wasErased,
    attempts: attempts.map(([domain, intent, outcome]) => ({ domain, intent, outcome })),
  };
}

export async function candidateByLeaves(
  store: Store,
  leaves: readonly number[],
  extent: ErasureExtent,
): Promise<readonly Candidate[]> {
  const rows = await store.read<Row>(
    `SELECT ${columns} FROM json_each(?) AS one JOIN call ON call.leaf = one.value`,
    [JSON.stringify(leaves)],
  );
  return rows.map((row) => candidateOf(row, extent));
}

/** Every call that the scope names, in the order of the log, in pieces. */
export async function* candidatesOf(
  store: Store,
  scope: ErasureScope,
  extent: ErasureExtent,
): AsyncGenerator<readonly Candidate[]> {
  switch (scope.kind) {
    case 'call':
      yield* callAndLater(store, scope.call, scope.later, extent);
      return;
    case 'person':
      for (const principal of scope.principals) {
        yield* inLogOrder(
          store,
          extent,
          'call INDEXED BY call_principal',
          'call.principal = ?',
          [principal],
          -1,
        );
      }
      return;
    case 'file':
      yield* inLogOrder(
        store,
        extent,
        'call INDEXED BY call_origin',
        `call.origin = 'import' AND call.origin <> 'live' AND EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id
          AND json_extract(attempt.detail, '$.imported.file.digest') = ?)`,
        [scope.digest],
        -1,
      );
      return;
    case 'before':
      // A clock can be set back, so calls of that time can stand anywhere in the log.
      yield* inLogOrder(store, extent, 'call NOT INDEXED', 'call.time < ?', [scope.time], -1);
      return;
  }
}

async function* callAndLater(
  store: Store,
  id: string,
  later: boolean,
  extent: ErasureExtent,
): AsyncGenerator<readonly Candidate[]> {
  const [row] = await store.read<{ leaf: number; run: string | null; principal: string }>(
    'SELECT leaf, run, principal FROM call WHERE id = ?',
    [id],
  );
  if (row === undefined) return;
  yield await candidateByLeaves(store, [row.leaf], extent);
  if (!later) return;
  if (row.run !== null) {
    const where = 'call.run = ? AND call.principal = ?';
    yield* inLogOrder(store, extent, 'call INDEXED BY call_run', where, [row.run, row.principal], row.leaf);
  }
  const goneOn = await store.read<{ leaf: number }>(goneOnFrom, [id, row.run]);
  for (let from = 0; from < goneOn.length; from += callsAtOnce) {
    const leaves = goneOn.slice(from, from + callsAtOnce).map(({ leaf }) => leaf);
    yield await candidateByLeaves(store, leaves, extent);
  }
}

/** Calls that went on from its answer by name, and from theirs, and were sent with its words; those of its run are named already. */
const goneOnFrom = `WITH RECURSIVE later (leaf, id, run) AS (
  SELECT leaf, id, run FROM call WHERE parent = ?1
  UNION SELECT call.leaf, call.id, call.run FROM later JOIN call ON call.parent = later.id)
  SELECT leaf FROM later WHERE run IS NOT ?2 OR run IS NULL ORDER BY leaf`;

async function* inLogOrder(
  store: Store,
  extent: ErasureExtent,
  from: string,
  where: string,
  values: readonly SqlValue[],
  after: number,
): AsyncGenerator<readonly Candidate[]> {
  for (let last = after; ;) {
    const rows = await store.read<Row>(
      `SELECT ${columns} FROM ${from} WHERE ${where} AND call.leaf > ? ORDER BY call.leaf LIMIT ?`,
      [...values, last, callsAtOnce],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)?.leaf ?? last;
    yield rows.map((row) => candidateOf(row, extent));
  }
}

/** How many bodies lie at these calls, and how much disk they take. */
export async function bodiesOf(
  store: Store,
  candidates: readonly Candidate[],
): Promise<{ readonly count: number; readonly bytes: number }> {
  const leaves = candidates.flatMap(({ attempts }) =>
    attempts.flatMap(({ intent, outcome }) => (outcome === null ? [intent] : [intent, outcome])),
  );
  const [row] = await store.read<{ count: number; bytes: number }>(
    `SELECT count(*) AS count, coalesce(sum(length(bytes)), 0) AS bytes FROM json_each(?) AS one
     JOIN body ON body.place >= one.value * 4 AND body.place < one.value * 4 + 4`,
    [JSON.stringify(leaves)],
  );
  return row ?? { count: 0, bytes: 0 };
}
