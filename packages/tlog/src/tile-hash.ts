import { hashBytes, nodeHash } from './hash.ts';
import type { Hash } from './hash.ts';
import { tileWidthMax } from './tile-path.ts';

/** Bytes of a full tile. */
export const tileBytesMax = tileWidthMax * hashBytes;

/** The hash at a place of a tile. It shares the tile's memory. */
export function hashAt(tile: Uint8Array, at: number): Uint8Array {
  return tile.subarray(at * hashBytes, (at + 1) * hashBytes);
}

/** The root over `count` hashes of a tile from `start` on; `count` is a power of two. */
export function rootInTile(hash: Hash, tile: Uint8Array, start: number, count: number): Uint8Array {
  if (count === 1) return hashAt(tile, start);
  const half = count / 2;
  return nodeHash(hash, rootInTile(hash, tile, start, half), rootInTile(hash, tile, start + half, half));
}

/** The root of a full tile: its hash in the level above. */
export function fullTileRoot(hash: Hash, tile: Uint8Array): Uint8Array {
  if (tile.length !== tileBytesMax) throw new RangeError(`A full tile has ${tileBytesMax} bytes.`);
  return rootInTile(hash, tile, 0, tileWidthMax);
}
