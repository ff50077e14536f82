import { tileWidthMax } from './tile-path.ts';
import type { Bundle, Tile } from './tile-path.ts';

/** Hashes that a level has in a tree of `size` leaves: the roots of its full tiles of the level below. */
export function hashesAtLevel(size: number, level: number): number {
  checkSize(size);
  return Math.floor(size / tileWidthMax ** level);
}

/**
 * The tiles that a tree has after growing from `from` to `to` leaves and did not have before, from the lowest level
 * up and from left to right: new full tiles, and the partial tile at the right edge of each level that has grown.
 * With `from` 0, all tiles of a tree of `to` leaves. A level that has not grown keeps its partial tile, and an empty
 * tile is no tile.
 */
export function* tilesBetween(from: number, to: number): Generator<Tile> {
  if (from > to) throw new RangeError(`A tree of ${from} leaves cannot grow to ${to}.`);
  for (let level = 0; hashesAtLevel(to, level) > 0; level++) {
    yield* positionsBetween(hashesAtLevel(from, level), hashesAtLevel(to, level), level);
  }
}

/** The entry bundles that go with the new tiles of level 0. */
export function* bundlesBetween(from: number, to: number): Generator<Bundle> {
  if (from > to) throw new RangeError(`A tree of ${from} leaves cannot grow to ${to}.`);
  for (const { index, width } of positionsBetween(hashesAtLevel(from, 0), hashesAtLevel(to, 0), 0)) {
    yield { index, width };
  }
}

/** The partial tiles of a tree, at most one a level and the lowest first. They hold all that its root is made of. */
export function edgeTiles(size: number): Tile[] {
  const edge: Tile[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const hashes = hashesAtLevel(size, level);
    const width = hashes % tileWidthMax;
    if (width > 0) edge.push({ level, index: Math.floor(hashes / tileWidthMax), width });
  }
  return edge;
}

function* positionsBetween(before: number, after: number, level: number): Generator<Tile> {
  if (before === after) return;
  for (let index = Math.floor(before / tileWidthMax); index * tileWidthMax < after; index++) {
    yield { level, index, width: Math.min(tileWidthMax, after - index * tileWidthMax) };
  }
}

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A tree cannot have ${size} leaves.`);
}
