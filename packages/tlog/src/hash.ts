/**
 * RFC 6962 hashing. The tree is a binary tree over entries; a leaf's hash and an inner node's hash begin with
 * different bytes, so that no entry can be passed off as an inner node:
 *
 *     leaf = SHA-256(0x00 ‖ entry)
 *     node = SHA-256(0x01 ‖ left ‖ right)
 *     root of the empty tree = SHA-256("")
 */

/** SHA-256, synchronous. Injected, so that the package has no dependency and runs wherever one exists. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

/** Bytes in a SHA-256 digest. */
export const hashBytes = 32;

const leafPrefix = 0x00;
const nodePrefix = 0x01;

export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = leafPrefix;
  input.set(entry, 1);
  return hash(input);
}

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * hashBytes);
  input[0] = nodePrefix;
  input.set(left, 1);
  input.set(right, 1 + hashBytes);
  return hash(input);
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
