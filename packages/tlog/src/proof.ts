import { emptyRoot, hashBytes, nodeHash, sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { splitPoint, subtreeRoot } from './tree.ts';

/**
 * RFC 6962 proofs. An inclusion proof is the list of hashes that, with a leaf, give the root; a consistency proof is
 * the list that shows a smaller tree to be the beginning of a larger one. Both run from the leaves towards the root.
 *
 * The makers here hash the leaves they are given: right for tests and small trees, while a log serves proofs from
 * its tiles. The verifiers need the proof alone.
 */

/** Proof that leaf `index` is in the tree of the first `size` leaves. */
export function inclusionProof(
  hash: Hash,
  leafHashes: readonly Uint8Array[],
  index: number,
  size: number = leafHashes.length,
): Uint8Array[] {
  if (!isSize(size) || size > leafHashes.length)
    throw new RangeError(`There is no tree of ${size} leaves here.`);
  return inclusionRanges(index, size).map(({ start, end }) => subtreeRoot(hash, leafHashes, start, end));
}

/** Leaves from `start` up to, not including, `end`: a subtree of the whole tree. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The subtrees whose roots are the inclusion proof of leaf `index`, in its order. For whoever has roots of subtrees
 * and not all leaves, and for showing what a hash of a proof stands for.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isSize(size) || !isSize(index) || index >= size)
    throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the leaf is at this index of the tree with this size and root. Malformed input is a no. */
export function verifyInclusion(hash: Hash, inclusion: Inclusion): boolean {
  const { index, size, proof } = inclusion;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![inclusion.leafHash, inclusion.root, ...proof].every(isHash)) return false;
  let node = inclusion.leafHash;
  let position = index;
  // Index of the last node on this level; a node that is last and on the left side has no sibling there.
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = nodeHash(hash, sibling, node);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(hash, node, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(node, inclusion.root);
}

/** Proof that the tree of the first `from` leaves is the beginning of the tree of the first `to`. */
export function consistencyProof(
  hash: Hash,
  leafHashes: readonly Uint8Array[],
  from: number,
  to: number = leafHashes.length,
): Uint8Array[] {
  if (!isSize(to) || to > leafHashes.length) throw new RangeError(`There is no tree of ${to} leaves here.`);
  return consistencyRanges(from, to).map(({ start, end }) => subtreeRoot(hash, leafHashes, start, end));
}

/** The subtrees whose roots are the consistency proof between two sizes, in its order. */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  if (!isSize(from) || !isSize(to) || from > to)
    throw new RangeError(`A tree of ${from} leaves is not the beginning of ${to}.`);
  if (from === 0 || from === to) return [];
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = to;
  // Whether the subtree in hand is still the whole of the older tree, whose root the verifier has already.
  let whole = true;
  while (from !== end) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push({ start, end });
  return ranges.reverse();
}

export interface Consistency {
  readonly fromSize: number;
  readonly fromRoot: Uint8Array;
  readonly toSize: number;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the first tree is the beginning of the second. Malformed input is a no. */
export function verifyConsistency(hash: Hash, consistency: Consistency): boolean {
  const { fromSize, fromRoot, toSize, toRoot, proof } = consistency;
  if (!isSize(fromSize) || !isSize(toSize) || fromSize > toSize) return false;
  // Everything begins with nothing, so there is nothing to prove; the root given for nothing must be nothing's.
  if (fromSize === 0 && !sameBytes(fromRoot, emptyRoot(hash))) return false;
  if (fromSize === toSize) return proof.length === 0 && sameBytes(fromRoot, toRoot);
  if (![fromRoot, toRoot, ...proof].every(isHash)) return false;
  if (fromSize === 0) return proof.length === 0;
  let position = fromSize - 1;
  let last = toSize - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  // A size that is a power of two is one complete subtree: its root starts the proof and is not repeated in it.
  const path = position === 0 ? [fromRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let older = first;
  let newer = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      older = nodeHash(hash, sibling, older);
      newer = nodeHash(hash, sibling, newer);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newer = nodeHash(hash, newer, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(older, fromRoot) && sameBytes(newer, toRoot);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: Uint8Array): boolean {
  return value.length === hashBytes;
}
