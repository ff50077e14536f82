import type { Principal } from '#call';
import type { Store } from '#store';
import type { Erasures } from './erasures.ts';
import type { RetentionOptions } from './retention-options.ts';

/** Places looked at by one read: a few milliseconds for the reader thread. */
const placesAtOnce = 1000;
/** Calls erased by one commit: as many as one leaf names. */
const callsAtOnce = 100;
const dayMs = 86_400_000;

export interface RetentionMeans {
  readonly store: Store;
  readonly erasures: Erasures;
  readonly options: RetentionOptions;
  readonly nowMs: number;
  readonly actor: Principal;
  readonly signal: AbortSignal;
}

export interface RetentionReport {
  /** Calls whose bodies went, by what asked for it. */
  readonly byLabel: number;
  readonly byAge: number;
  readonly bySize: number;
  readonly conversations: number;
}

/**
 * Erases bodies that were kept for as long as the owner said; the index rows and all proofs stay. Each hundred calls are one
 * transaction with the leaf that names them, and others write in between. A crash between two of them leaves the rest
 * to the next run, which finds it by the same rules.
 */
export async function retain(means: RetentionMeans): Promise<RetentionReport> {
  const { options, nowMs, erasures } = means;
  const began = (days: number): string => new Date(nowMs - days * dayMs).toISOString();
  let byLabel = 0;
  for (const [label, days] of Object.entries(options.labelDays)) {
    byLabel += await eraseAll(means, 'retention-label', withLabel(means.store, label, began(days)));
  }
  const byAge =
    options.bodyDays === undefined
      ? 0
      : await eraseAll(means, 'retention-age', olderThan(means.store, began(options.bodyDays), nowMs));
  const bySize = options.bodyBytes === undefined ? 0 : await eraseBeyond(means, options.bodyBytes);
  if (byLabel + byAge + bySize === 0) return { byLabel, byAge, bySize, conversations: 0 };
  // They hold the words of calls whose bodies went.
  const conversations = await erasures.removeCopies();
  await erasures.clean({ compact: false });
  return { byLabel, byAge, bySize, conversations };
}

async function eraseAll(
  means: RetentionMeans,
  basis: 'retention-label' | 'retention-age',
  due: AsyncGenerator<readonly number[]>,
): Promise<number> {
  let erased = 0;
  for await (const leaves of due) {
    for (let at = 0; at < leaves.length; at += callsAtOnce) {
      means.signal.throwIfAborted();
      erased += await means.erasures.eraseBodies(leaves.slice(at, at + callsAtOnce), basis, means.actor);
    }
  }
  return erased;
}

/** Calls that carry the label and began before. */
async function* withLabel(store: Store, label: string, before: string): AsyncGenerator<readonly number[]> {
  for (let last = -1; ;) {
    const rows = await store.read<{ leaf: number; due: number }>(
      `SELECT one.leaf, (call.time < ? AND call.erased IS NULL) AS due
       FROM (SELECT leaf FROM call_label WHERE label = ? AND leaf > ? ORDER BY leaf LIMIT ?) AS one
       JOIN call ON call.leaf = one.leaf ORDER BY 1`,
      [before, label, last, placesAtOnce],
    );
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.leaf;
    yield rows.flatMap(({ leaf, due }) => (due === 0 ? [] : [leaf]));
  }
}

/**
 * Calls with bodies, oldest first, that began before. Every call has its request at the place of its own leaf. Where a
 * thousand places in a row hold nothing that is due, what follows is younger and is not looked at; unless a clock that was
 * set too far on, and back since, dated some of them later than now: these say nothing about what follows.
 */
async function* olderThan(store: Store, before: string, nowMs: number): AsyncGenerator<readonly number[]> {
  const now = new Date(nowMs).toISOString();
  for (let last = -1; ;) {
    const rows = await placesAfter(store, last, before, now);
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.place;
    const due = rows.flatMap(({ leaf, due: isDue }) => (leaf !== null && isDue === 1 ? [leaf] : []));
    if (due.length > 0) yield due;
    else if (rows.every(({ ahead }) => ahead !== 1)) return;
  }
}

interface Place {
  readonly place: number;
  /** Of the call whose request stands there. */
  readonly leaf: number | null;
  readonly due: number | null;
  /** Its time has not come yet. */
  readonly ahead: number | null;
}

function placesAfter(store: Store, last: number, before: string, now: string): Promise<Place[]> {
  return store.read<Place>(
    `SELECT one.place, call.leaf, call.time < ? AS due, call.time > ? AS ahead
     FROM (SELECT place FROM body WHERE place > ? ORDER BY place LIMIT ?) AS one
     LEFT JOIN call ON one.place % 4 = 0 AND call.leaf = one.place / 4 ORDER BY 1`,
    [before, now, last, placesAtOnce],
  );
}

/** Oldest first, until the rest fits. */
async function eraseBeyond(means: RetentionMeans, bytesMax: number): Promise<number> {
  const { store, erasures, actor, signal } = means;
  // Bodies are never larger than the whole database, which is known at once.
  if ((await usedBytes(store)) <= bytesMax) return 0;
  let bytes = await bodyBytes(store, signal);
  let erased = 0;
  // Every call is older than the end of time, so these are all, oldest first.
  for await (const leaves of olderThan(store, '9999', means.nowMs)) {
    for (let at = 0; at < leaves.length; at += callsAtOnce) {
      signal.throwIfAborted();
      if (bytes <= bytesMax) return erased;
      const some = await asManyAs(store, leaves.slice(at, at + callsAtOnce), bytes - bytesMax);
      const gone = await erasures.eraseBodies(some.leaves, 'retention-size', actor);
      erased += gone;
      // Some of them may be held: then less is free than was hoped for, and it is counted anew.
      bytes = gone === some.leaves.length ? bytes - some.bytes : await bodyBytes(store, signal);
      if (some.leaves.length < Math.min(callsAtOnce, leaves.length - at) && bytes <= bytesMax) return erased;
    }
  }
  return erased;
}

/** The first of these calls whose bodies together take at least so many bytes; all of them when they do not. */
async function asManyAs(
  store: Store,
  leaves: readonly number[],
  bytes: number,
): Promise<{ readonly leaves: readonly number[]; readonly bytes: number }> {
  const rows = await store.read<{ leaf: number; bytes: number }>(
    `SELECT call.leaf, (SELECT coalesce(sum(length(body.bytes)), 0) FROM (
         SELECT intent AS at FROM attempt WHERE attempt.call = call.id
         UNION ALL SELECT outcome FROM attempt WHERE attempt.call = call.id AND outcome IS NOT NULL
         UNION ALL SELECT call.leaf WHERE call.attempts = 0
       ) AS its JOIN body ON body.place >= its.at * 4 AND body.place < its.at * 4 + 4) AS bytes
     FROM json_each(?) AS one JOIN call ON call.leaf = one.value ORDER BY call.leaf`,
    [JSON.stringify(leaves)],
  );
  const taken: number[] = [];
  let sum = 0;
  for (const row of rows) {
    if (sum >= bytes) break;
    taken.push(row.leaf);
    sum += row.bytes;
  }
  return { leaves: taken, bytes: sum };
}

async function usedBytes(store: Store): Promise<number> {
  const [row] = await store.read<{ bytes: number }>(
    'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  return row?.bytes ?? 0;
}

/** In pieces, because the reader thread is everybody's; lengths are known without reading what is long. */
async function bodyBytes(store: Store, signal: AbortSignal): Promise<number> {
  let sum = 0;
  for (let last = -1; ;) {
    signal.throwIfAborted();
    const [row] = await store.read<{ last: number | null; bytes: number }>(
      `SELECT max(place) AS last, coalesce(sum(size), 0) AS bytes
       FROM (SELECT place, length(bytes) AS size FROM body WHERE place > ? ORDER BY place LIMIT ?)`,
      [last, placesAtOnce],
    );
    if (typeof row?.last !== 'number') return sum;
    last = row.last;
    sum += row.bytes;
  }
}
