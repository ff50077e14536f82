import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bundlePath,
  bundlesBetween,
  edgeTiles,
  parseBundlePath,
  parseTilePath,
  tilePath,
  tilesBetween,
} from './index.ts';
import { hashesAtLevel } from './tile-layout.ts';

describe('the path of a tile', () => {
  test('is that of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 63, index: 0, width: 1 })).toBe('tile/63/000.p/1');
    expect(bundlePath({ index: 1000, width: 255 })).toBe('tile/entries/x001/000.p/255');
  });

  test('is read back as the same tile', () => {
    const position = { index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) };
    fc.assert(
      fc.property(fc.record({ level: fc.nat(63), ...position }), (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
        expect(parseBundlePath(tilePath(tile))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.record(position), (bundle) => {
        expect(parseBundlePath(bundlePath(bundle))).toEqual(bundle);
        expect(parseTilePath(bundlePath(bundle))).toBeUndefined();
      }),
    );
  });

  test.each([
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001/x002',
    'tile/0/X001/002',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p/1/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/8/0/000',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
    'tile/data/000',
    'tile/entries/1',
    'tile/entries/000.p/256',
    'tile/entries/x000/000',
  ])('is not %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
    expect(parseBundlePath(path)).toBeUndefined();
  });

  test('that is changed in one character is refused or is that of another tile', () => {
    const character = fc.constantFrom(...'0123456789x./pt\n '.split(''));
    fc.assert(
      fc.property(
        fc.nat(5_000_000),
        fc.integer({ min: 1, max: 256 }),
        fc.nat(),
        character,
        (index, width, at, to) => {
          const path = tilePath({ level: 1, index, width });
          const changed = path.slice(0, at % path.length) + to + path.slice((at % path.length) + 1);
          const tile = parseTilePath(changed);
          if (tile !== undefined) expect(tilePath(tile)).toBe(changed);
        },
      ),
    );
  });

  test('is not written for what is no tile', () => {
    const tile = { level: 0, index: 0, width: 1 };
    for (const wrong of [
      { level: 64 },
      { level: -1 },
      { index: -1 },
      { index: 0.5 },
      { width: 0 },
      { width: 257 },
    ]) {
      expect(() => tilePath({ ...tile, ...wrong })).toThrow(RangeError);
    }
  });
});

describe('the tiles of a tree', () => {
  test('of 70,000 leaves are those of the specification', () => {
    const tiles = [...tilesBetween(0, 70_000)];
    const count = (level: number, full: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
    expect([count(0, true), count(1, true), count(2, true)]).toEqual([273, 1, 0]);
    expect(edgeTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(tiles).toHaveLength(273 + 1 + 3);
  });

  test.each([
    [0, []],
    [1, ['tile/0/000.p/1']],
    [255, ['tile/0/000.p/255']],
    [256, ['tile/0/000', 'tile/1/000.p/1']],
    [257, ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']],
  ])('of %d leaves are %j', (size, paths) => {
    expect([...tilesBetween(0, size)].map(tilePath)).toEqual(paths);
  });

  test('of 65,536 leaves end in one tile of level 2, and nothing is partial below it', () => {
    expect(edgeTiles(65_536).map(tilePath)).toEqual(['tile/2/000.p/1']);
    expect([...tilesBetween(65_535, 65_536)].map(tilePath)).toEqual([
      'tile/0/255',
      'tile/1/000',
      'tile/2/000.p/1',
    ]);
  });

  test('of the largest log have seven levels', () => {
    expect(hashesAtLevel(Number.MAX_SAFE_INTEGER, 6)).toBe(31);
    expect(hashesAtLevel(Number.MAX_SAFE_INTEGER, 7)).toBe(0);
    expect(edgeTiles(Number.MAX_SAFE_INTEGER)).toHaveLength(7);
  });

  test('that are new after growing are those that the smaller tree did not have', () => {
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(3000), (from, more) => {
        const before = new Set([...tilesBetween(0, from)].map(tilePath));
        const after = [...tilesBetween(0, from + more)].map(tilePath);
        const added = [...tilesBetween(from, from + more)].map(tilePath);
        expect(added).toEqual(after.filter((path) => !before.has(path)));
        expect([...bundlesBetween(from, from + more)].map(bundlePath)).toEqual(
          added.filter((path) => path.startsWith('tile/0/')).map((path) => path.replace('/0/', '/entries/')),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('cannot be asked for trees that shrink or that cannot be', () => {
    expect(() => [...tilesBetween(2, 1)]).toThrow(RangeError);
    expect(() => [...bundlesBetween(2, 1)]).toThrow(RangeError);
    expect(() => edgeTiles(-1)).toThrow(RangeError);
    expect(() => edgeTiles(0.5)).toThrow(RangeError);
  });
});
