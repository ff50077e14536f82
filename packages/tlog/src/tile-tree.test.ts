import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flipped, publishedLog, readerOf } from '../test/memory-log.ts';
import type { Files } from '../test/memory-log.ts';
import { sha256 } from '../test/node-crypto.ts';
import {
  consistencyProof,
  emptyRoot,
  Frontier,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  TileBuilder,
  TileError,
  tilePath,
  tilesBetween,
  TileTree,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';
import type { Hash, Head } from './index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leaves = Array.from({ length: 70_000 }, (_, index) => {
  const leaf = new Uint8Array(32);
  new DataView(leaf.buffer).setUint32(0, index);
  return leaf;
});

/** Mixes its input into 32 bytes; a tree of 65,536 leaves need not be safe to be laid out right. */
const cheapHash: Hash = (bytes) => {
  const state = new Uint32Array(8).fill(0x811c9dc5);
  for (let at = 0; at < bytes.length; at++) {
    const lane = at & 7;
    state[lane] = Math.imul((state[lane] ?? 0) ^ (bytes[at] ?? 0) ^ at, 0x01000193);
  }
  return new Uint8Array(state.buffer);
};

function build(hash: Hash, size: number): { files: Files; head: Head } {
  const builder = TileBuilder.create(hash);
  for (const leaf of leaves.slice(0, size)) builder.append(leaf);
  const files = new Map(builder.take().map(({ path, bytes }) => [path, bytes]));
  return { files, head: { size, root: builder.root() } };
}

async function faultOf(
  run: () => Promise<unknown>,
): Promise<{ fault: string; paths: readonly string[] } | 'none'> {
  try {
    await run();
    return 'none';
  } catch (error) {
    if (error instanceof TileError) return { fault: error.fault, paths: error.paths };
    throw error;
  }
}

describe('tiles that are built', () => {
  test.each([0, 1, 2, 255, 256, 257, 511, 512, 513, 3000])(
    'for %d leaves have the hashes and the root of the naive tree',
    async (size) => {
      const { files, head } = build(sha256, size);
      const all = leaves.slice(0, size);
      expect(hex(head.root)).toBe(hex(treeRoot(sha256, all)));
      expect([...files.keys()].sort()).toEqual([...tilesBetween(0, size)].map(tilePath).sort());
      for (const { level, index, width } of tilesBetween(0, size)) {
        const span = 256 ** level;
        const hashes = Array.from({ length: width }, (_, at) => {
          const start = (index * 256 + at) * span;
          return treeRoot(sha256, all.slice(start, start + span));
        });
        expect(hex(files.get(tilePath({ level, index, width })) ?? new Uint8Array())).toBe(
          hashes.map(hex).join(''),
        );
      }
    },
  );

  test.each([65_535, 65_536, 65_537])('for %d leaves reach the third level where they must', async (size) => {
    const { files, head } = build(cheapHash, size);
    expect([...files.keys()].sort()).toEqual([...tilesBetween(0, size)].map(tilePath).sort());
    const frontier = Frontier.create(cheapHash);
    for (const leaf of leaves.slice(0, size)) frontier.append(leaf);
    expect(hex(head.root)).toBe(hex(frontier.root()));
    const tree = await TileTree.open(cheapHash, head, readerOf(files));
    for (const index of [0, 255, 256, 65_279, 65_534]) {
      const proof = await tree.inclusionProof(index);
      const leaf = leaves[index] ?? new Uint8Array();
      expect(hex(await tree.leafHash(index))).toBe(hex(leaf));
      expect(verifyInclusion(cheapHash, { index, size, leafHash: leaf, proof, root: head.root })).toBe(true);
    }
  });

  test('in steps are those that are new at each step, whoever goes on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(700), { minLength: 1, maxLength: 4 }), async (steps) => {
        const files: Files = new Map();
        let head: Head = { size: 0, root: emptyRoot(sha256) };
        for (const step of steps) {
          const builder = await TileBuilder.resume(sha256, head, readerOf(files));
          for (const leaf of leaves.slice(head.size, head.size + step)) builder.append(leaf);
          const taken = builder.take();
          const expected = [...tilesBetween(head.size, builder.size)].map(tilePath);
          expect(taken.map(({ path }) => path).sort()).toEqual(expected.sort());
          expect(builder.take()).toEqual([]);
          for (const { path, bytes } of taken) files.set(path, bytes);
          head = { size: builder.size, root: builder.root() };
        }
        const whole = build(sha256, head.size);
        expect(hex(head.root)).toBe(hex(whole.head.root));
        for (const [path, bytes] of whole.files)
          expect(hex(files.get(path) ?? new Uint8Array())).toBe(hex(bytes));
      }),
      { numRuns: 15 },
    );
  });

  test('are copies that later appends do not change', () => {
    const builder = TileBuilder.create(sha256);
    builder.append(leaves[0] ?? new Uint8Array());
    const [first] = builder.take();
    const before = hex(first?.bytes ?? new Uint8Array());
    first?.bytes.fill(7);
    builder.append(leaves[1] ?? new Uint8Array());
    expect(hex(builder.take()[0]?.bytes.subarray(0, 32) ?? new Uint8Array())).toBe(before);
    expect(hex(builder.frontier().root())).toBe(hex(treeRoot(sha256, leaves.slice(0, 2))));
  });

  test('are not built of anything but hashes', () => {
    expect(() => TileBuilder.create(sha256).append(new Uint8Array(31))).toThrow('32 bytes');
  });

  test('go on only from tiles that make the root', async () => {
    const { files, head } = build(sha256, 300);
    const resume = (change: Files) => faultOf(() => TileBuilder.resume(sha256, head, readerOf(change)));
    expect(await resume(files)).toBe('none');
    const edge = ['tile/0/001.p/44', 'tile/1/000.p/1'];
    expect(await resume(flipped(files, edge[0] ?? '', 5))).toEqual({ fault: 'wrong-hash', paths: edge });
    expect(await resume(flipped(files, edge[1] ?? '', 31))).toEqual({ fault: 'wrong-hash', paths: edge });
  });
});

describe('a tree that is read from tiles', () => {
  test('gives the proofs of the naive tree, at its size and at every earlier one', async () => {
    const size = 1500;
    const { files, head } = build(sha256, size);
    const tree = await TileTree.open(sha256, head, readerOf(files));
    const earlier = fc.integer({ min: 1, max: size });
    await fc.assert(
      fc.asyncProperty(earlier, fc.nat(), fc.nat(), async (to, a, b) => {
        const index = a % to;
        const from = b % (to + 1);
        const all = leaves.slice(0, to);
        const options = { size: to };
        expect((await tree.inclusionProof(index, options)).map(plain)).toEqual(
          inclusionProof(sha256, all, index).map(plain),
        );
        const proof = await tree.consistencyProof(from, options);
        expect(proof.map(plain)).toEqual(consistencyProof(sha256, all, from).map(plain));
        const fromRoot = await tree.root({ size: from });
        const toRoot = await tree.root(options);
        expect(hex(toRoot)).toBe(hex(treeRoot(sha256, all)));
        expect(verifyConsistency(sha256, { fromSize: from, fromRoot, toSize: to, toRoot, proof })).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('takes the full tile where the partial one of an older checkpoint is gone', async () => {
    const grown = build(sha256, 600);
    const older = build(sha256, 300);
    const files = new Map([
      ...grown.files,
      ['tile/1/000.p/1', older.files.get('tile/1/000.p/1') ?? new Uint8Array()],
    ]);
    const tree = await TileTree.open(sha256, older.head, readerOf(files));
    expect((await tree.inclusionProof(299)).map(plain)).toEqual(
      inclusionProof(sha256, leaves.slice(0, 300), 299).map(plain),
    );
  });

  test('uses no byte that it has not held to the root', async () => {
    const { files, head } = build(sha256, 1100);
    const paths = [...files.keys()];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (which, at) => {
        const path = paths[which % paths.length] ?? '';
        const broken = flipped(files, path, at % (files.get(path)?.length ?? 1));
        const read = async () => {
          const tree = await TileTree.open(sha256, head, readerOf(broken));
          for (const index of [0, 256, 512, 768, 1099]) {
            const proof = await tree.inclusionProof(index);
            const leaf = leaves[index] ?? new Uint8Array();
            expect(
              verifyInclusion(sha256, { index, size: 1100, leafHash: leaf, proof, root: head.root }),
            ).toBe(true);
          }
          await tree.tile(0, 3);
        };
        expect(await faultOf(read)).toMatchObject({ fault: 'wrong-hash' });
      }),
      { numRuns: 60 },
    );
  });

  test('names the file that is missing or has another length', async () => {
    const { files, head } = build(sha256, 600);
    const open = async (change: Files) => {
      const tree = await TileTree.open(sha256, head, readerOf(change));
      await tree.leafHash(0);
    };
    const without = new Map(files);
    without.delete('tile/0/000');
    expect(await faultOf(() => open(without))).toEqual({ fault: 'missing', paths: ['tile/0/000'] });
    without.delete('tile/0/002.p/88');
    expect(await faultOf(() => open(without))).toEqual({ fault: 'missing', paths: ['tile/0/002.p/88'] });
    for (const length of [8191, 8193, 0]) {
      const cut = new Map(files).set('tile/0/000', new Uint8Array(length));
      expect(await faultOf(() => open(cut))).toEqual({ fault: 'wrong-length', paths: ['tile/0/000'] });
    }
  });

  test('keeps a bounded number of tiles and reads each other one again', async () => {
    const { files, head } = build(sha256, 256 * 80);
    let reads = 0;
    const reader = {
      read: async (path: string) => {
        reads += 1;
        return files.get(path);
      },
    };
    const tree = await TileTree.open(sha256, head, reader);
    await tree.leafHash(0);
    const after = reads;
    await tree.leafHash(1);
    expect(reads).toBe(after);
    for (let index = 0; index < 80; index++) await tree.leafHash(index * 256);
    expect(reads).toBe(after + 79);
    await tree.leafHash(0);
    expect(reads).toBe(after + 80);
  });

  test('stops when it is told to', async () => {
    const { files, head } = build(sha256, 600);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(TileTree.open(sha256, head, readerOf(files), signal)).rejects.toThrow('enough');
    const tree = await TileTree.open(sha256, head, readerOf(files));
    await expect(tree.leafHash(0, signal)).rejects.toThrow('enough');
  });

  test('without leaves needs no tile', async () => {
    const head = { size: 0, root: emptyRoot(sha256) };
    const tree = await TileTree.open(sha256, head, readerOf(new Map()));
    expect(hex(await tree.root())).toBe(hex(head.root));
    expect(await tree.consistencyProof(0)).toEqual([]);
    await expect(tree.leafHash(0)).rejects.toThrow('no leaf 0');
    const wrong = { size: 0, root: new Uint8Array(32) };
    expect(await faultOf(() => TileTree.open(sha256, wrong, readerOf(new Map())))).toMatchObject({
      fault: 'wrong-hash',
    });
  });

  test('has no trees larger than its checkpoint', async () => {
    const { files, head } = build(sha256, 3);
    const tree = await TileTree.open(sha256, head, readerOf(files));
    await expect(tree.root({ size: 4 })).rejects.toThrow('3 leaves, not 4');
    await expect(tree.inclusionProof(3)).rejects.toThrow('no leaf 3');
    await expect(tree.consistencyProof(4)).rejects.toThrow('not the beginning');
  });
});

const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

interface TesseraLog {
  readonly leafHashes: readonly string[];
  readonly checkpoints: readonly string[];
}

test('the log that Tessera publishes for tests is made of our tiles at every size', async () => {
  const file = new URL('../testdata/tessera-log.json', import.meta.url);
  const tessera = JSON.parse(readFileSync(file, 'utf8')) as TesseraLog;
  const builder = TileBuilder.create(sha256);
  for (const [size, note] of tessera.checkpoints.entries()) {
    const leaf = tessera.leafHashes[size - 1];
    if (leaf !== undefined) builder.append(Buffer.from(leaf, 'hex'));
    const checkpoint = parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1));
    const files = new Map(builder.take().map(({ path, bytes }) => [path, bytes]));
    expect([...files.keys()]).toEqual(size === 0 ? [] : [`tile/0/000.p/${size}`]);
    const tree = await TileTree.open(sha256, checkpoint, readerOf(files));
    expect(hex(await tree.root())).toBe(hex(checkpoint.root));
  }
});

test('a published log of this package has the leaf hashes of its entries', async () => {
  const files = publishedLog(5);
  const tile = files.get('tile/0/000.p/5') ?? new Uint8Array();
  expect(hex(tile.subarray(0, 32))).toBe(hex(leafHash(sha256, Buffer.from('entry 0'))));
});
