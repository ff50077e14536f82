import { describe, expect, test } from 'vitest';
import { monthOf, periodAddress, readPeriod } from './period.ts';

describe('the time in the address', () => {
  test('is what was chosen, and thirty days where nothing that is known stands there', () => {
    for (const chosen of [
      { type: 'days', days: 7 },
      { type: 'between', from: '2026-02-01', to: '2026-02-28' },
    ] as const) {
      expect(readPeriod(new URL(periodAddress('/where', chosen), 'http://node').search)).toEqual(chosen);
    }
    for (const search of [
      '',
      '?days=8',
      '?from=2026-02-01',
      '?from=2026-02-02&to=2026-02-01',
      '?from=x&to=y',
    ]) {
      expect(readPeriod(search)).toEqual({ type: 'days', days: 30 });
    }
  });

  test('knows months, over the turn of a year, and no day that is yet to come', () => {
    const now = Date.parse('2026-01-15T12:00:00Z');
    expect(monthOf(now, 0, 'UTC')).toEqual({ from: '2026-01-01', to: '2026-01-15' });
    expect(monthOf(now, 1, 'UTC')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  });

  test('begins a month where the days are counted, and not in UTC', () => {
    const now = Date.parse('2026-11-30T23:30:00Z');
    expect(monthOf(now, 0, 'Europe/Berlin')).toEqual({ from: '2026-12-01', to: '2026-12-01' });
    expect(monthOf(now, 1, 'Europe/Berlin')).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(monthOf(now, 0, 'UTC')).toEqual({ from: '2026-11-01', to: '2026-11-30' });
  });
});
