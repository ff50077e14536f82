import { formatVerifierKey, parseVerifierKey } from '@commonhold/tlog';
import { sha256, type Store } from '#store';

/** A name that ended: heads under it may cover the first `size` leaves, and `root` is theirs. */
export interface EndedName {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The order is that of the log. */
export const endedNamesSql = 'SELECT origin, size, root FROM earlier_origin ORDER BY size';

export async function readEndedNames(store: Store): Promise<readonly EndedName[]> {
  return store.read<{ origin: string; size: number; root: Uint8Array }>(endedNamesSql);
}

/** The name under which this node signed a head of this size. */
export function nameAt(ended: readonly EndedName[], present: string, size: number): string {
  return ended.find((name) => size <= name.size)?.origin ?? present;
}

/** The same public key under another name: a log keeps its key when it takes a new name. */
export function verifierKeyUnder(verifierKey: string, origin: string): string {
  const { type, publicKey } = parseVerifierKey(sha256, verifierKey);
  return formatVerifierKey(sha256, origin, type, publicKey);
}
