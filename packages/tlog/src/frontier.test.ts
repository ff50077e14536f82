import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../test/node-crypto.ts';
import { Frontier, leafHash, treeRoot } from './index.ts';

function leaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => leafHash(sha256, Buffer.from(`leaf ${index}`)));
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the frontier of a growing tree', () => {
  test('has the root of the definition at every size', () => {
    const all = leaves(130);
    const frontier = Frontier.create(sha256);
    expect(hex(frontier.root())).toEqual(hex(treeRoot(sha256, [])));
    for (const [index, leaf] of all.entries()) {
      frontier.append(leaf);
      expect(frontier.size).toBe(index + 1);
      expect(hex(frontier.root())).toEqual(hex(treeRoot(sha256, all.slice(0, index + 1))));
    }
  });

  test('goes on after being kept as size and nodes, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const all = leaves(before + after);
        const first = Frontier.create(sha256);
        for (const leaf of all.slice(0, before)) first.append(leaf);
        const second = Frontier.from(sha256, first.size, first.nodes);
        for (const leaf of all.slice(before)) second.append(leaf);
        expect(hex(second.root())).toEqual(hex(treeRoot(sha256, all)));
      }),
      { numRuns: 25 },
    );
  });

  test('tells of every complete subtree of the definition as its last leaf comes, smallest first', () => {
    const all = leaves(64);
    const frontier = Frontier.create(sha256);
    for (const [index, leaf] of all.entries()) {
      const told: [number, string][] = [];
      frontier.append(leaf, (count, root) => told.push([count, hex(root)]));
      const end = index + 1;
      const expected = [2, 4, 8, 16, 32, 64].filter((count) => end % count === 0);
      expect(told).toEqual(
        expected.map((count) => [count, hex(treeRoot(sha256, all.slice(end - count, end)))]),
      );
    }
  });

  test('keeps one node for each 1 bit of the size, largest subtree first', () => {
    const all = leaves(11);
    const frontier = Frontier.create(sha256);
    for (const leaf of all) frontier.append(leaf);
    expect(frontier.nodes).toEqual([
      treeRoot(sha256, all.slice(0, 8)),
      treeRoot(sha256, all.slice(8, 10)),
      treeRoot(sha256, all.slice(10)),
    ]);
  });

  test('counts beyond 32 bits', () => {
    const size = 2 ** 40 + 1;
    const frontier = Frontier.from(sha256, size, leaves(2));
    frontier.append(leaves(1)[0] ?? new Uint8Array());
    expect(frontier.size).toBe(size + 1);
    expect(frontier.nodes).toHaveLength(2);
  });

  test('cannot be changed through the nodes that it was made from or gives out', () => {
    const nodes = leaves(1);
    const frontier = Frontier.from(sha256, 1, nodes);
    const root = hex(frontier.root());
    nodes[0]?.fill(0);
    frontier.root().fill(0);
    expect(hex(frontier.root())).toBe(root);
  });

  test('refuses sizes and nodes that cannot belong together', () => {
    expect(() => Frontier.from(sha256, 3, leaves(1))).toThrow('has 2 frontier nodes, not 1');
    expect(() => Frontier.from(sha256, 1, [new Uint8Array(31)])).toThrow('32 bytes');
    expect(() => Frontier.from(sha256, -1, [])).toThrow('-1 leaves');
    expect(() => Frontier.from(sha256, 1.5, [])).toThrow('1.5 leaves');
    expect(() => Frontier.create(sha256).append(new Uint8Array(33))).toThrow('32 bytes');
  });
});
