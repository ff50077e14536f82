import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

test('lets so many through at once, then one for each share of a second, and never saves up more than a second', () => {
  let now = 0;
  const limit = new RateLimit(10, { now: () => 0, monotonic: () => now });
  const taken = (): number => {
    let count = 0;
    while (limit.take()) count += 1;
    return count;
  };
  expect(taken()).toBe(10);
  now = 99;
  expect(taken()).toBe(0);
  now = 100;
  expect(taken()).toBe(1);
  now = 60_000;
  expect(taken()).toBe(10);
});

test('whenever they come, no stretch of time has more than its seconds and one more allow', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 1, max: 20 }), (waits, perSecond) => {
      let now = 0;
      const limit = new RateLimit(perSecond, { now: () => 0, monotonic: () => now });
      const passed: number[] = [];
      for (const wait of waits) {
        now += wait;
        if (limit.take()) passed.push(now);
      }
      for (const [first, from] of passed.entries()) {
        for (let last = first; last < passed.length; last++) {
          const seconds = ((passed[last] ?? 0) - from) / 1000;
          expect(last - first + 1).toBeLessThanOrEqual(perSecond * (seconds + 1) + 1e-6);
        }
      }
    }),
  );
});
