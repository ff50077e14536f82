import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../test/node-crypto.ts';
import {
  consistencyProof,
  decodeBase64,
  inclusionProof,
  leafHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';

function upstream<Case>(name: string): Case[] {
  const file = new URL(`../testdata/merkle-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Case[];
}

/** Some failing cases hold an empty text for a hash. */
function bytes(base64: string | null): Uint8Array {
  return decodeBase64(base64 ?? '') ?? new Uint8Array();
}

const leafHashes = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => leafHash(sha256, Buffer.from([index, index >> 8])));

describe('the cases of transparency-dev/merkle', () => {
  interface InclusionCase {
    file: string;
    leafIdx: number;
    treeSize: number;
    root: string;
    leafHash: string;
    proof: string[] | null;
    wantErr: boolean;
  }
  const inclusions = upstream<InclusionCase>('inclusion');

  test('are all here', () => {
    expect(inclusions).toHaveLength(98);
    expect(upstream('consistency')).toHaveLength(98);
    expect(inclusions.some((one) => one.wantErr) && inclusions.some((one) => !one.wantErr)).toBe(true);
  });

  test.each(inclusions)('give the same verdict: $file', (one) => {
    const verdict = verifyInclusion(sha256, {
      index: one.leafIdx,
      size: one.treeSize,
      leafHash: bytes(one.leafHash),
      proof: (one.proof ?? []).map(bytes),
      root: bytes(one.root),
    });
    expect(verdict).toBe(!one.wantErr);
  });

  interface ConsistencyCase {
    file: string;
    size1: number;
    size2: number;
    root1: string;
    root2: string;
    proof: string[] | null;
    wantErr: boolean;
  }

  test.each(upstream<ConsistencyCase>('consistency'))('give the same verdict: $file', (one) => {
    const verdict = verifyConsistency(sha256, {
      fromSize: one.size1,
      fromRoot: bytes(one.root1),
      toSize: one.size2,
      toRoot: bytes(one.root2),
      proof: (one.proof ?? []).map(bytes),
    });
    expect(verdict).toBe(!one.wantErr);
  });
});

describe('proofs that are made here', () => {
  test('verify for every leaf of every small tree, and for no other leaf or size', () => {
    const all = leafHashes(33);
    for (let size = 1; size <= all.length; size++) {
      const root = treeRoot(sha256, all.slice(0, size));
      for (let index = 0; index < size; index++) {
        const leaf = all[index] ?? new Uint8Array();
        const proof = inclusionProof(sha256, all, index, size);
        const inclusion = { index, size, leafHash: leaf, proof, root };
        expect(verifyInclusion(sha256, inclusion)).toBe(true);
        expect(verifyInclusion(sha256, { ...inclusion, index: index + 1 })).toBe(false);
        expect(verifyInclusion(sha256, { ...inclusion, proof: [...proof, root] })).toBe(false);
        expect(verifyInclusion(sha256, { ...inclusion, leafHash: root })).toBe(size === 1);
      }
    }
  });

  test('show every smaller tree to be the beginning of every larger one', () => {
    const all = leafHashes(33);
    for (let toSize = 0; toSize <= all.length; toSize++) {
      for (let fromSize = 0; fromSize <= toSize; fromSize++) {
        const consistency = {
          fromSize,
          toSize,
          fromRoot: treeRoot(sha256, all.slice(0, fromSize)),
          toRoot: treeRoot(sha256, all.slice(0, toSize)),
          proof: consistencyProof(sha256, all, fromSize, toSize),
        };
        expect(verifyConsistency(sha256, consistency)).toBe(true);
        const stranger = leafHash(sha256, Buffer.from('another'));
        expect(verifyConsistency(sha256, { ...consistency, fromRoot: stranger })).toBe(false);
      }
    }
  });

  test('fail when any bit of them is flipped', () => {
    const all = leafHashes(200);
    const root = treeRoot(sha256, all);
    fc.assert(
      fc.property(fc.nat(199), fc.nat(7), fc.nat(255), (index, node, bit) => {
        const proof = inclusionProof(sha256, all, index).map((hash) => Uint8Array.from(hash));
        const chosen = proof[node % proof.length];
        if (chosen === undefined) throw new Error('The proof of a leaf among 200 is not empty.');
        chosen[bit >> 3] = (chosen[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const leaf = all[index] ?? new Uint8Array();
        expect(verifyInclusion(sha256, { index, size: 200, leafHash: leaf, proof, root })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('are not made for leaves and trees that there are not', () => {
    const all = leafHashes(3);
    expect(() => inclusionProof(sha256, all, 3)).toThrow('no leaf 3');
    expect(() => inclusionProof(sha256, all, 0, 4)).toThrow('no tree of 4');
    expect(() => consistencyProof(sha256, all, 3, 2)).toThrow('not the beginning');
    expect(() => consistencyProof(sha256, all, 0, 4)).toThrow('no tree of 4');
  });
});
