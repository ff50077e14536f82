import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cost } from '#call';
import type { Store } from '#store';
import { erase, expectProved } from '../erasure/erasure.fixture.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { someAttempt, somebody, someCall, someResult } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import { readSpent, spentSince } from './spent.ts';

const place = homeForEach();

const day = '2026-11-22';
const expected = { day, input: 100, output: 50, nanos: 3000, currency: 'USD' };
const paid: Cost = { source: 'list', nanos: 1234, currency: 'USD', list: 'a list', priced: '2026-09-23' };
const told: Cost = { source: 'destination', nanos: 500, currency: 'USD' };
const free: Cost = { source: 'engine', nanos: 0, currency: '' };
const unpriced: Cost = { source: 'unknown', why: 'no-price' };
const whole = { from: day, to: day };

async function inHome<Result>(work: (ledger: Ledger, store: Store) => Promise<Result>): Promise<Result> {
  const { store, ledger } = await place.open();
  try {
    return await work(ledger, store);
  } finally {
    await ledger.close();
    await store.close();
  }
}

async function record(
  ledger: Ledger,
  cost: Cost | undefined,
  more = {},
  principal = 'p_one',
): Promise<string> {
  const call = someCall({ principal: somebody(principal) });
  const open = await ledger.intent(someAttempt({ call, spending: expected }));
  await open.outcome(someResult({ cost, ...more }));
  return call.id;
}

describe('what was used up', () => {
  test('counts by its estimate until the outcome says what it was', async () => {
    await inHome(async (ledger, store) => {
      const call = someCall({ principal: somebody('p_one') });
      const open = await ledger.intent(someAttempt({ call, spending: expected }));
      const row = { day, principal: 'p_one', project: 'default', currency: 'USD', calls: 1 };
      expect(await spentSince(store, day)).toEqual([{ ...row, tokens: 150, nanos: 3000 }]);
      await open.outcome(someResult({ cost: paid }));
      expect(await spentSince(store, day)).toEqual([{ ...row, tokens: 46, nanos: 1234 }]);
    });
    await expectProved(place);
  });

  test('is read since the month of the last call, though the clock was ahead at the start', async () => {
    await inHome(async (ledger, store) => {
      expect(await spentSince(store, '2027-05-01')).toEqual([]);
      await record(ledger, paid);
      expect(await spentSince(store, '2027-05-01')).toMatchObject([{ day, calls: 1, nanos: 1234 }]);
    });
  });

  test('can be read however much a destination claims, so that the node starts', async () => {
    await inHome(async (ledger, store) => {
      const most: Cost = { ...told, nanos: 9e15 };
      for (let at = 0; at < 2; at += 1) await record(ledger, most);
      expect(await spentSince(store, day)).toMatchObject([{ calls: 2, nanos: Number.MAX_SAFE_INTEGER }]);
      expect((await readSpent(store, whole)).groups).toMatchObject([{ nanos: Number.MAX_SAFE_INTEGER }]);
    });
  });

  test('goes on counting by its estimate when a crash cut the call off, and when a destination was silent', async () => {
    await inHome(async (ledger) => {
      await ledger.intent(
        someAttempt({ call: someCall({ principal: somebody('p_one') }), spending: expected }),
      );
      await record(
        ledger,
        { source: 'unknown', why: 'no-usage' },
        { countsByEstimate: true, usage: undefined },
      );
    });
    await inHome(async (_ledger, store) => {
      expect(await spentSince(store, day)).toMatchObject([{ calls: 2, tokens: 300, nanos: 6000 }]);
      expect((await readSpent(store, whole)).groups).toMatchObject([
        { attempts: 2, held: 2, input: 0, nanos: 0 },
      ]);
    });
    await expectProved(place);
  });

  test('is told apart by what is known of it: paid, free, without a price, without a count', async () => {
    await inHome(async (ledger, store) => {
      await record(ledger, paid);
      await record(ledger, free);
      await record(ledger, unpriced, { usage: { inputTokens: 1, outputTokens: 1, source: 'estimated' } });
      await record(ledger, { source: 'unknown', why: 'no-usage' }, { usage: undefined });
      const { groups: rows } = await readSpent(store, whole);
      expect(
        rows.map(({ currency, attempts, unpriced: no, unmetered, estimated, nanos }) => [
          currency,
          attempts,
          no,
          unmetered,
          estimated,
          nanos,
        ]),
      ).toEqual([
        ['', 3, 1, 1, 1, 0],
        ['USD', 1, 0, 0, 0, 1234],
      ]);
      expect((await readSpent(store, { ...whole, principal: 'p_other' })).groups).toEqual([]);
    });
    await expectProved(place);
  });

  test('has what destinations say that they took apart from what prices make of it, and by day', async () => {
    await inHome(async (ledger, store) => {
      await record(ledger, paid);
      await record(ledger, told);
      const sums = { currency: 'USD', attempts: 2, nanos: 1734, told: 1, toldNanos: 500 };
      expect(await readSpent(store, whole)).toMatchObject({ groups: [sums], days: [{ day, ...sums }] });
    });
    await expectProved(place);
  });

  test('loses what was erased, and nothing else', async () => {
    await inHome(async (ledger, store) => {
      const gone = await record(ledger, paid);
      await record(ledger, unpriced, {}, 'p_two');
      await erase(ledger, { kind: 'call', call: gone, later: true });
      expect((await readSpent(store, whole)).groups).toMatchObject([{ principal: 'p_two', attempts: 1 }]);
    });
    await expectProved(place);
  });

  test('is, whatever happens in whatever order, what the documents add up to', async () => {
    const one = fc.record({
      ends: fc.boolean(),
      attempts: fc.integer({ min: 1, max: 3 }),
      cost: fc.constantFrom(paid, told, free, unpriced, undefined),
      estimate: fc.constantFrom(undefined, expected, { day, input: 7, output: 0 }),
      held: fc.boolean(),
      erased: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 8 }), async (calls) => {
        await inHome(async (ledger) => {
          for (const { ends, attempts, cost, estimate, held, erased } of calls) {
            const call = someCall({ principal: somebody('p_one') });
            for (let number = 1; number <= attempts; number += 1) {
              const open = await ledger.intent(someAttempt({ call, number, spending: estimate }));
              if (ends || number < attempts) await open.outcome(someResult({ cost, countsByEstimate: held }));
            }
            if (erased && ends) await erase(ledger, { kind: 'call', call: call.id, later: true });
          }
        });
        await expectProved(place);
      }),
      { numRuns: 8 },
    );
  });
});
