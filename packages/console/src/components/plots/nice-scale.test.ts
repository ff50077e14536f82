import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceScale } from './nice-scale.ts';

test('an axis begins at zero, holds every value and has few, evenly spaced, whole steps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (most) => {
      const { top, steps } = niceScale(most);
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBe(top);
      expect(top).toBeGreaterThanOrEqual(most);
      expect(steps.length).toBeLessThanOrEqual(5);
      expect(steps.every(Number.isInteger)).toBe(true);
    }),
  );
});

test.each([
  [0, [0, 1]],
  [3, [0, 1, 2, 3]],
  [10, [0, 5, 10]],
  [1204, [0, 500, 1000, 1500]],
])('up to %d it shows %j', (most, steps) => {
  expect(niceScale(most).steps).toEqual(steps);
});
