import { type ErasureLeaf, parseLeaf } from '@commonhold/record';
import { CommonholdError } from '#base';
import { isErasureLeaf, type Store } from '#store';
import type { Domains } from '../bodies/domains.ts';
import type { ErasureExtent } from './terms.ts';

/** What one erasure leaf says, with what is still known beside the log. */
export interface PastErasure {
  /** Where it is in the log. */
  readonly index: number;
  readonly time: string;
  readonly extent: ErasureExtent;
  /** A word: the owner's reason, or the rule of retention. */
  readonly basis: string;
  /** Calls that it took; of whole keys, those that lay under them and were not erased further since. */
  readonly calls: number;
  /** Keys of a person, project and month that it destroyed whole. */
  readonly domains: number;
  readonly pseudonym: string;
  /** Who erased; absent once the key of that domain was destroyed too. */
  readonly principal?: string;
}

export interface PastErasuresQuery {
  readonly limit: number;
  /** Only what stands before this place of the log: the next page. */
  readonly before?: number | undefined;
}

/** The latest first. */
export async function pastErasures(
  store: Store,
  domains: Domains,
  home: string,
  query: PastErasuresQuery,
): Promise<readonly PastErasure[]> {
  const rows = await store.read<{ idx: number; bytes: Uint8Array; calls: number }>(
    `SELECT idx, bytes, (SELECT count(*) FROM call WHERE erased = leaf.idx) AS calls FROM leaf
     WHERE ${isErasureLeaf} AND idx < ? ORDER BY idx DESC LIMIT ?`,
    [query.before ?? Number.MAX_SAFE_INTEGER, query.limit],
  );
  const read = rows.map((row) => ({ ...row, leaf: erasureLeaf(row.bytes, home) }));
  const who = await domains.around(read.map(({ leaf }) => leaf.time));
  return read.map(({ idx, calls, leaf }) => {
    const principal = who.get(leaf.actor)?.principal;
    return {
      index: idx,
      time: leaf.time,
      extent: leaf.extent,
      basis: leaf.basis,
      calls: leaf.calls.length + (leaf.domains.length > 0 ? calls : 0),
      domains: leaf.domains.length,
      pseudonym: leaf.actor,
      ...(principal === undefined ? {} : { principal }),
    };
  });
}

/** Calls of which something was erased. */
export async function countErased(store: Store): Promise<number> {
  const [row] = await store.read<{ count: number }>(
    'SELECT count(*) AS count FROM call WHERE erased IS NOT NULL',
  );
  return row?.count ?? 0;
}

function erasureLeaf(bytes: Uint8Array, home: string): ErasureLeaf {
  const leaf = parseLeaf(bytes);
  if (leaf.kind === 'erasure') return leaf;
  const detail = `the index of erasures names the leaf ${leaf.id}, which is of another kind`;
  throw new CommonholdError('home_damaged', { home, detail });
}
