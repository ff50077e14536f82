import { describe, expect, test } from 'vitest';
import type { Cost } from '#call';
import { homeForEach } from '../each-home.fixture.ts';
import { someAttempt, someCall, someResult } from '../home.fixture.ts';
import { costsOfCalls } from './call-costs.ts';

const place = homeForEach();
const paid: Cost = { source: 'owner', nanos: 1500, currency: 'USD' };
const unknown: Cost = { source: 'unknown', why: 'no-price' };
const free: Cost = { source: 'engine', nanos: 0, currency: '' };

describe('the cost of a call in a list', () => {
  test('adds up all its sendings, counts those that nobody knows, and has no call that is under way', async () => {
    const { store, ledger } = await place.open();
    const [sentTwice, inside, open] = [someCall(), someCall(), someCall()];
    for (const [number, cost] of [unknown, paid].entries()) {
      const attempt = await ledger.intent(someAttempt({ call: sentTwice, number: number + 1 }));
      await attempt.outcome(someResult({ cost }));
    }
    const attempt = await ledger.intent(someAttempt({ call: inside }));
    await attempt.outcome(someResult({ cost: free }));
    await ledger.intent(someAttempt({ call: open }));
    const costs = await costsOfCalls(store, [sentTwice.id, inside.id, open.id]);
    expect(Object.fromEntries(costs)).toEqual({
      [sentTwice.id]: { nanos: { USD: 1500 }, unknown: 1 },
      [inside.id]: { nanos: {}, unknown: 0 },
    });
    await ledger.close();
    await store.close();
  });
});
