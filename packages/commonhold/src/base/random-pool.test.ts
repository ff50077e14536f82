import { randomFillSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pooledRandomness } from './random-pool.ts';

describe('pooled randomness', () => {
  test('hands out the bytes of its source in order, each once, whatever the sizes', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, (sizes) => {
        let next = 0;
        const take = pooledRandomness((bytes) => {
          for (let index = 0; index < bytes.length; index++) bytes[index] = next++ % 251;
        });
        const given = sizes.flatMap((size) => [...take(size)]);
        expect(given).toEqual(given.map((_, index) => index % 251));
      }),
    );
  });

  test('goes on with fresh bytes when the pool is empty, and for pieces larger than the pool', () => {
    let fills = 0;
    const take = pooledRandomness((bytes) => bytes.fill(++fills));
    expect(new Set(take(60_000))).toEqual(new Set([1]));
    expect(new Set(take(60_000))).toEqual(new Set([2]));
    expect(new Set(take(100_000))).toEqual(new Set([3]));
    expect(take(1)).toEqual(Uint8Array.of(2));
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
