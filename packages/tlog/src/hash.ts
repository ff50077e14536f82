/**
 * RFC 6962 hashing. The tree is a binary tree over entries; a leaf's hash and an inner node's hash begin with
 * different bytes, so that no entry can be passed off as an inner node:
 *
 *     leaf = SHA-256(0x00 ‖ entry)
 *     node = SHA-256(0x01 ‖ left ‖ right)
 *     root of the empty tree = SHA-256("")
 */

/**
 * SHA-256, synchronous. Injected, so that the package has no dependency and runs wherever one exists. The bytes given
 * to it are overwritten after it returns, so it must not keep them.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array;

/** Bytes in a SHA-256 digest. */
export const hashBytes = 32;

const leafPrefix = 0x00;
const nodePrefix = 0x01;

/**
 * Inputs are put together here: an array of more than 64 bytes is allocated outside of V8's heap, which costs a third
 * of the hash itself. Sharing one is safe because the hash is synchronous and each thread has its own module.
 */
const scratch = new Uint8Array(8192);

export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
  const length = 1 + entry.length;
  const input = length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length);
  input[0] = leafPrefix;
  input.set(entry, 1);
  return hash(input);
}

const nodeScratch = scratch.subarray(0, 1 + 2 * hashBytes);

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== hashBytes || right.length !== hashBytes) {
    // A shorter one would leave the bytes of an earlier input in its place.
    throw new RangeError(`A node is made of two hashes of ${hashBytes} bytes.`);
  }
  nodeScratch[0] = nodePrefix;
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + hashBytes);
  return hash(nodeScratch);
}

export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array(0));
}

/** Nothing here is secret, so the comparison need not take constant time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index]) return false;
  }
  return true;
}
