import type { CostSumsView } from 'commonhold/api';
import { describe, expect, test } from 'vitest';
import { amountIn, barsOf, endOf, isByMonth, startOf } from './days.ts';

function sums(amount: string, currency = 'USD'): CostSumsView {
  return {
    calls: 1,
    attempts: 1,
    inputTokens: 0,
    outputTokens: 0,
    money: [{ currency, amount }],
    told: 0,
    toldMoney: [],
    free: 0,
    unpriced: 0,
    unmetered: 0,
    estimated: 0,
    open: 0,
  };
}

describe('the bars', () => {
  test('are one for each day, also for those without anything', () => {
    const bars = barsOf({
      from: '2026-02-27',
      to: '2026-03-02',
      days: [
        { day: '2026-02-28', ...sums('1.5') },
        { day: '2026-03-02', ...sums('2', 'EUR') },
      ],
    });
    expect(bars.map(({ name }) => name)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(bars.map((bar) => amountIn(bar, 'USD'))).toEqual([0, 1.5, 0, 0]);
    expect(bars.map((bar) => amountIn(bar, 'EUR'))).toEqual([0, 0, 0, 2]);
  });

  test('are months where there would be too many days', () => {
    const time = { from: '2026-01-15', to: '2026-06-01' };
    expect(isByMonth(time)).toBe(true);
    const days = [
      { day: '2026-03-01', ...sums('1') },
      { day: '2026-03-31', ...sums('2') },
    ];
    const bars = barsOf({ ...time, days });
    expect(bars.map((bar) => [bar.name, amountIn(bar, 'USD')])).toEqual([
      ['2026-01', 0],
      ['2026-02', 0],
      ['2026-03', 3],
      ['2026-04', 0],
      ['2026-05', 0],
      ['2026-06', 0],
    ]);
  });
});

describe('a day of a time zone', () => {
  test.each([
    ['2026-11-22', 'UTC', '2026-11-22T00:00:00.000Z', '2026-11-22T23:59:59.999Z'],
    ['2026-11-22', 'Asia/Tokyo', '2026-11-21T15:00:00.000Z', '2026-11-22T14:59:59.999Z'],
    // The day on which clocks go forward has 23 hours there.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'],
  ])('%s at %s begins and ends at the moments at which it does there', (day, zone, start, end) => {
    expect([startOf(day, zone), endOf(day, zone)]).toEqual([start, end]);
  });
});
