import { randomFillSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pooledRandomness } from './random-pool.ts';

describe('pooled randomness', () => {
  test('hands out every byte of its source once, in order, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 20 }), (sizes) => {
        let next = 0;
        const seen: number[] = [];
        const take = pooledRandomness((bytes) => {
          for (let index = 0; index < bytes.length; index++) bytes[index] = next++ % 251;
        });
        for (const size of sizes) {
          const piece = take(size);
          expect(piece.length).toBe(size);
          if (size > 0 && size <= 65_536) seen.push(piece[0] ?? -1);
        }
        expect(seen.every((byte) => byte >= 0 && byte < 251)).toBe(true);
      }),
    );
  });

  test('never gives the same piece twice', () => {
    const take = pooledRandomness((bytes) => randomFillSync(bytes));
    const pieces = Array.from({ length: 20_000 }, () => Buffer.from(take(16)).toString('hex'));
    expect(new Set(pieces).size).toBe(pieces.length);
  });

  test('gives memory of its own, so that a later refill cannot change a piece', () => {
    const take = pooledRandomness((bytes) => randomFillSync(bytes));
    const first = take(32);
    const copy = Uint8Array.from(first);
    for (let index = 0; index < 5000; index++) take(32);
    expect(first).toEqual(copy);
  });
});
