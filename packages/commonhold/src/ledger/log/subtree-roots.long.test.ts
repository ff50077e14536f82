import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { consistencyProof, inclusionProof, leafHash, treeRoot } from '@commonhold/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseFile, openStore, sha256, type Store } from '#store';
import { SubtreeRoots } from './subtree-roots.ts';

/** Beyond 256², so that there are hashes on two kept levels, and with a part of a block at the end. */
const size = 66_000;
const leavesAtOnce = 4_000;
const entry = (index: number): Uint8Array => Buffer.from(`leaf ${index}`);

describe('proofs from kept roots of subtrees', () => {
  let folder: string;
  let store: Store;
  let hashes: readonly Uint8Array[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonhold-roots-'));
    const fail = (error: Error): never => {
      throw error;
    };
    store = await openStore({ path: join(folder, databaseFile), spaceReserveBytes: 0, onFatal: fail });
    const entries = Array.from({ length: size }, (_, index) => entry(index));
    hashes = entries.map((bytes) => leafHash(sha256, bytes));
    for (let at = 0; at < size; at += leavesAtOnce) {
      const leaves = entries.slice(at, at + leavesAtOnce);
      await store.commit({ leaves, bodies: [], rows: [], urgency: 'closing' });
    }
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const hex = (proof: readonly Uint8Array[]): string[] =>
    proof.map((hash) => Buffer.from(hash).toString('hex'));

  test('are those of the definition, for first, last and middle leaves of growing and of smaller trees', async () => {
    const roots = new SubtreeRoots(store);
    for (const leaves of [1, 2, 255, 256, 257, 511, 512, 700, 40_000, 65_535, 65_536, 65_537, size, 300]) {
      const indexes = [...new Set([0, Math.floor(leaves / 2), Math.floor(leaves * 0.99), leaves - 1])];
      const proofs = await roots.proofs(indexes, leaves);
      for (const [at, index] of indexes.entries()) {
        const expected = inclusionProof(sha256, hashes, index, leaves);
        expect(hex(proofs?.[at] ?? []), `leaf ${index} of ${leaves}`).toEqual(hex(expected));
      }
    }
  });

  test('of growth are those of the definition, from and to sizes on and beside the edges of what is kept', async () => {
    const roots = new SubtreeRoots(store);
    const small = [1, 2, 3, 255, 256, 257, 512, 700];
    const steps = small.flatMap((from, at) => small.slice(at).map((to) => ({ from, to })));
    for (const { from, to } of [...steps, { from: 700, to: 65_537 }, { from: 65_536, to: size }]) {
      const growth = await roots.growth(from, to);
      const expected = consistencyProof(sha256, hashes, from, to);
      expect(hex(growth?.proof ?? []), `${from} to ${to}`).toEqual(hex(expected));
      const fromRoot = treeRoot(sha256, hashes.slice(0, from));
      expect(hex([growth?.fromRoot ?? new Uint8Array()])).toEqual(hex([fromRoot]));
    }
  });

  test('are right also when many ask at once before anything is kept', async () => {
    const roots = new SubtreeRoots(store);
    const sizes = [size, 1000, 30_000, 512, 65_536];
    const proofs = await Promise.all(sizes.map((leaves) => roots.proofs([123], leaves)));
    for (const [at, leaves] of sizes.entries()) {
      expect(hex(proofs[at]?.[0] ?? [])).toEqual(hex(inclusionProof(sha256, hashes, 123, leaves)));
    }
  });

  test('are not made where a leaf or a root is lost, and are again when it is back', async () => {
    const database = new DatabaseSync(join(folder, databaseFile));
    const expected = hex(inclusionProof(sha256, hashes, 5001, size));
    const lost = [
      { table: 'leaf', key: 'idx', value: 5000 },
      { table: 'subtree', key: 'block', value: 7 },
    ];
    for (const { table, key, value } of lost) {
      const roots = new SubtreeRoots(store);
      database.exec(`UPDATE ${table} SET ${key} = -1 WHERE ${key} = ${value}`);
      expect(await roots.proofs([5001], size)).toBeUndefined();
      database.exec(`UPDATE ${table} SET ${key} = ${value} WHERE ${key} = -1`);
      expect(hex((await roots.proofs([5001], size))?.[0] ?? [])).toEqual(expected);
    }
    database.close();
  });

  test('are those of the definition also in a log that is older than the kept roots', async () => {
    const database = new DatabaseSync(join(folder, databaseFile));
    database.exec('DELETE FROM subtree');
    database.close();
    const path = join(folder, databaseFile);
    const again = await openStore({
      path,
      spaceReserveBytes: 0,
      onFatal: (error) => expect.fail(error.message),
    });
    const proofs = await new SubtreeRoots(again).proofs([40_000], size);
    await again.close();
    expect(hex(proofs?.[0] ?? [])).toEqual(hex(inclusionProof(sha256, hashes, 40_000, size)));
  });
});
