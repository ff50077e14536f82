import { type ErasureLeaf, parseLeaf } from '@commonhold/record';
import type { Store } from '#store';

/**
 * The newest entry of the log that says that something of the call was erased, also while its index rows are still being
 * cleared. Undefined when nothing was.
 */
export async function erasureOf(
  store: Store,
  call: string,
): Promise<(Pick<ErasureLeaf, 'time' | 'extent' | 'basis'> & { readonly index: number }) | undefined> {
  const [row] = await store.read<{ idx: number; bytes: Uint8Array }>(
    `SELECT idx, bytes FROM leaf WHERE idx = coalesce(
       (SELECT erased FROM call WHERE id = ?1),
       (SELECT max(erased_domain.leaf) FROM attempt JOIN erased_domain ON erased_domain.id = attempt.domain WHERE attempt.call = ?1),
       (SELECT max(erased_domain.leaf) FROM refusal JOIN erased_domain ON erased_domain.id = refusal.domain WHERE refusal.call = ?1))`,
    [call],
  );
  const leaf = row && parseLeaf(row.bytes);
  if (row === undefined || leaf?.kind !== 'erasure') return undefined;
  const { time, extent, basis } = leaf;
  return { index: row.idx, time, extent, basis };
}
