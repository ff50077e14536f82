import { emptyRoot, nodeHash } from './hash.ts';
import type { Hash } from './hash.ts';

/**
 * The root of a list of leaves, straight from the definition in RFC 6962 §2.1. It hashes the whole tree each time:
 * right for tests and small trees. A log that grows uses a `Frontier`.
 */
export function treeRoot(hash: Hash, leafHashes: readonly Uint8Array[]): Uint8Array {
  return leafHashes.length === 0 ? emptyRoot(hash) : subtreeRoot(hash, leafHashes, 0, leafHashes.length);
}

/** Root of the leaves from `start` up to, not including, `end`; there is at least one. */
export function subtreeRoot(
  hash: Hash,
  leafHashes: readonly Uint8Array[],
  start: number,
  end: number,
): Uint8Array {
  if (end - start === 1) {
    const leaf = leafHashes[start];
    if (leaf === undefined) throw new RangeError(`There is no leaf ${start}.`);
    return leaf;
  }
  const middle = start + splitPoint(end - start);
  return nodeHash(
    hash,
    subtreeRoot(hash, leafHashes, start, middle),
    subtreeRoot(hash, leafHashes, middle, end),
  );
}

/** The largest power of two smaller than `size`, which is at least 2. */
export function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
