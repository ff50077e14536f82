import { expect, test } from 'vitest';
import { periodOfTrial } from './trial-period.ts';

const now = Date.parse('2026-11-22T10:00:00.000Z');

test('is the last thirty days unless told otherwise', () => {
  expect(periodOfTrial({}, now)).toEqual({
    from: '2026-10-23T10:00:00.000Z',
    to: '2026-11-22T10:00:00.000Z',
  });
});

test('takes a day whole where it ends, and a moment as it is, whatever its offset', () => {
  expect(periodOfTrial({ since: '2026-11-01', until: '2026-11-02' }, now)).toEqual({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-02T23:59:59.999Z',
  });
  expect(periodOfTrial({ since: '2026-11-01T10:00:00+02:00' }, now).from).toBe('2026-11-01T08:00:00.000Z');
});

test.each([
  [{ since: '2026-11-03', until: '2026-11-01' }, /is after/],
  [{ since: '2027-01-01' }, /is after now/],
  [{ since: '1990-01-01' }, /at most 3660 days/],
])('%j is refused', (asked, why) => {
  expect(() => periodOfTrial(asked, now)).toThrow(why);
});
