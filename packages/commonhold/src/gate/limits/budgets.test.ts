import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { type Budget, parseBudget, type Principal } from '#call';
import type { Price } from '#prices';
import { Budgets, type BudgetOptions } from './budgets.ts';
import { Calendar } from './calendar.ts';
import type { Candidate } from '../candidate.ts';
import { member } from '../gate.fixture.ts';
import { Limits } from './limits.ts';
import type { AttemptReservation, CallReservation } from './reservation.ts';

function budget(text: string): Budget {
  const parsed = parseBudget(text);
  if (parsed === undefined) throw new Error(`${text} is no budget`);
  return parsed;
}

const noBudgets: BudgetOptions = { timeZone: 'UTC', node: [], projects: {} };
const many = { concurrentCalls: 10_000, concurrentCallsPerKey: 10_000, heldBytes: 1, labellingMs: 1 };
const call = {
  operation: 'generate',
  model: 'm',
  messages: [],
  sampling: {},
  stream: false,
  maxOutputTokens: 75,
} as const;
/** A hundred tokens with the answer, at a millionth of a dollar each. */
const bytes = 100;
const price: Price = {
  costOf: ({ inputTokens, outputTokens }) => ({
    source: 'owner',
    nanos: (inputTokens + outputTokens) * 1000,
    currency: 'USD',
  }),
};
const priced = { price } as unknown as Candidate;
const unpriced = {} as unknown as Candidate;

class World {
  now = Date.UTC(2026, 10, 22, 12);
  readonly clock = { now: () => this.now, monotonic: () => this.now };
  readonly limits: Limits;

  constructor(budgets: Partial<BudgetOptions> = {}, rates = {}) {
    this.limits = new Limits({ ...many, ...rates }, { ...noBudgets, ...budgets }, this.clock);
  }

  code(act: () => unknown): string | undefined {
    try {
      act();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof CommonholdError) return thrown.code;
      throw thrown;
    }
  }

  attempt(of: CallReservation, candidate = priced): AttemptReservation {
    return of.attempt(call, bytes, candidate, this.now);
  }
}

const settled = (tokens: number) => ({
  usage: { inputTokens: tokens, outputTokens: 0, source: 'reported' as const },
  http: 200,
  error: undefined,
});

function settle(sending: AttemptReservation, tokens: number): void {
  const result = sending.priced(settled(tokens) as never, 0);
  sending.settle(result);
}

describe('a budget', () => {
  test.each([
    ['100 calls/day', { unit: 'calls', amount: 100, per: 'day', over: 'refuse' }],
    ['2.5 EUR/month tell', { unit: 'EUR', amount: 2_500_000_000, per: 'month', over: 'tell' }],
    ['0 USD/day', { unit: 'USD', amount: 0, per: 'day', over: 'refuse' }],
  ])('is read as people write it: %s', (text, expected) => {
    expect(parseBudget(text)).toEqual(expected);
  });

  test.each([
    '100',
    '1.5 calls/day',
    '-1 USD/day',
    '1 usd/day',
    '1 USD/week',
    '99999999999 USD/day',
    '1 USD/day  tell',
  ])('that could mean something else is none: %s', (text) => expect(parseBudget(text)).toBeUndefined());

  test('of the caller, of the project and of the node each count, and each is told by its name', () => {
    const caller: Principal = { ...member, limits: { budgets: [budget('3 calls/day')] } };
    const world = new World({
      node: [budget('5 calls/month')],
      projects: { default: [budget('4 calls/day')] },
    });
    const take = (principal: Principal): CallReservation => {
      const one = world.limits.reserve(principal);
      world.attempt(one).sent();
      one[Symbol.dispose]();
      return one;
    };
    for (let at = 0; at < 3; at += 1) take(caller);
    expect(() => take(caller)).toThrow(
      'The budget of this caller (3 calls/day) has no room for this call: 0 calls are left.',
    );
    const other = { ...member, id: 'p_other' };
    take(other);
    expect(() => take(other)).toThrow('the project default (4 calls/day)');
    const elsewhere = { ...other, project: 'elsewhere' };
    take(elsewhere);
    expect(() => take(elsewhere)).toThrow('this node (5 calls/month)');
    world.now += 86_400_000;
    expect(() => take(caller)).toThrow('this node');
    world.now = Date.UTC(2026, 11, 1);
    take(caller);
  });

  test('counts a call that was sent twice once, and what both took', () => {
    const world = new World({ node: [budget('1 calls/day'), budget('250 tokens/day')] });
    const one = world.limits.reserve(member);
    for (const tokens of [100, 60]) {
      const sending = world.attempt(one);
      sending.sent();
      settle(sending, tokens);
    }
    expect(world.code(() => world.attempt(one))).toBe('budget_spent');
    one[Symbol.dispose]();
    expect(world.code(() => world.limits.reserve(member))).toBe('budget_spent');
  });

  test('is given back what was not sent, and keeps what may have been worked for', () => {
    const world = new World({ node: [budget('1 calls/day'), budget('100 tokens/day')] });
    const refused = world.limits.reserve(member);
    world.attempt(refused)[Symbol.dispose]();
    refused[Symbol.dispose]();
    const hungUp = world.limits.reserve(member);
    const sending = world.attempt(hungUp);
    sending.sent();
    sending.settle(sending.priced({ http: undefined, error: 'client_gone' } as never, 0));
    world.limits.budgets.options = { ...noBudgets, node: [budget('100 tokens/day')] };
    expect(world.code(() => world.attempt(world.limits.reserve(member)))).toBe('budget_spent');
  });

  test.each([
    ['half a token', { inputTokens: 0.5, outputTokens: 0 }],
    ['fewer than none', { inputTokens: -500, outputTokens: 0 }],
    ['more than there can be', { inputTokens: 1e17, outputTokens: 0 }],
  ])('goes by the estimate where the destination claims %s', (_what, claimed) => {
    const world = new World({ node: [budget('150 tokens/day'), budget('1 USD/day')] });
    const sending = world.attempt(world.limits.reserve(member));
    sending.sent();
    const usage = { ...claimed, source: 'reported' };
    const result = sending.priced({ usage, http: 200, error: undefined } as never, 0);
    expect(result).toMatchObject({ cost: { source: 'unknown', why: 'no-usage' }, countsByEstimate: true });
    sending.settle(result);
    expect(world.limits.budgets.standing(member).map(({ used }) => used)).toEqual([100, 100_000]);
  });

  test('of money goes by the estimate where what had a price has none when the answer is there', () => {
    const world = new World({ node: [budget('1 USD/day')] });
    let asked = 0;
    const costOf: Price['costOf'] = (...told) =>
      (asked += 1) === 1 ? price.costOf(...told) : { source: 'unknown', why: 'no-price' };
    const sending = world.attempt(world.limits.reserve(member), {
      price: { costOf },
    } as unknown as Candidate);
    sending.sent();
    settle(sending, 40);
    expect(world.limits.budgets.standing(member).map(({ used }) => used)).toEqual([100_000]);
  });

  test('is estimated by no more than any model answers, whatever bound the client gives', () => {
    const world = new World({ node: [budget('100000000 tokens/day')] });
    const bold = { ...call, maxOutputTokens: 1e15 };
    for (let at = 0; at < 20; at += 1) world.limits.reserve(member).attempt(bold, bytes, priced, world.now);
    expect(world.limits.budgets.standing(member)[0]?.used).toBe(20 * (2 ** 22 + 25));
  });

  test('that tells lets the call through and says so, and one without a price with it', () => {
    const world = new World({ node: [budget('1 calls/day tell'), budget('1 USD/day tell')] });
    const first = world.limits.reserve(member);
    expect(world.attempt(first).over).toBe(false);
    expect(world.attempt(first, unpriced).over).toBe(true);
    expect(world.limits.reserve(member).over).toBe(true);
  });

  test('of money refuses what nobody knows the price of, in its currency', () => {
    const world = new World({ node: [budget('1 EUR/day')] });
    const one = world.limits.reserve(member);
    expect(world.code(() => world.attempt(one, unpriced))).toBe('price_unknown');
    expect(world.code(() => world.attempt(one, priced))).toBe('price_unknown');
  });

  test('goes on from what the record has', () => {
    const world = new World({ node: [budget('10 calls/month')] });
    const row = { principal: 'p_a', project: 'x', tokens: 5, currency: '', nanos: 0 };
    world.limits.budgets.load([
      { ...row, day: '2026-11-01', calls: 4 },
      { ...row, day: '2026-11-22', calls: 6 },
    ]);
    expect(world.code(() => world.limits.reserve(member))).toBe('budget_spent');
  });

  test('begins anew when the day does where the node is, and says how long that is', () => {
    const berlin = new Calendar('Europe/Berlin');
    expect(berlin.day(Date.UTC(2026, 10, 22, 22, 59))).toBe('2026-11-22');
    expect(berlin.day(Date.UTC(2026, 10, 22, 23, 0))).toBe('2026-11-23');
    expect(berlin.untilNext('day', Date.UTC(2026, 10, 22, 22, 0))).toBe(3_600_000);
    // The clocks go back on the 25th of October: that day has 25 hours.
    expect(berlin.untilNext('day', Date.UTC(2026, 9, 24, 22, 0))).toBe(25 * 3_600_000);
    expect(new Calendar('UTC').untilNext('month', Date.UTC(2026, 1, 1))).toBe(28 * 86_400_000);
  });
});

describe('whatever is reserved, sent, settled and given up, in whatever order', () => {
  type Step = {
    readonly of: number;
    readonly act: 'open' | 'try' | 'send' | 'settle' | 'drop' | 'end';
    readonly tokens: number;
  };
  const step: fc.Arbitrary<Step> = fc.record({
    of: fc.nat(7),
    act: fc.constantFrom('open', 'try', 'send', 'settle', 'drop', 'end'),
    tokens: fc.nat(100),
  });

  test('no more goes through than the budget has, and no sum is ever less than what was sent', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 0, max: 6 }), (steps, allowed) => {
        const world = new World({
          node: [
            budget(`${allowed} calls/day`),
            budget(`${allowed * 100} tokens/day`),
            budget(`${(allowed * 0.0001).toFixed(4)} USD/day`),
          ],
        });
        const calls = new Map<
          number,
          { readonly call: CallReservation; sending?: AttemptReservation; isOut: boolean; wasSent: boolean }
        >();
        let sentCalls = 0;
        let tokens = 0;
        for (const { of, act, tokens: real } of steps) {
          const one = calls.get(of);
          switch (act) {
            case 'open': {
              if (one !== undefined) break;
              let call: CallReservation | undefined;
              const refused = world.code(() => (call = world.limits.reserve(member)));
              if (refused === undefined && call) calls.set(of, { call, isOut: false, wasSent: false });
              break;
            }
            case 'try':
              if (one === undefined || one.sending !== undefined) break;
              world.code(() => (one.sending = world.attempt(one.call)));
              break;
            case 'send':
              if (one?.sending === undefined || one.isOut) break;
              one.sending.sent();
              one.isOut = true;
              if (!one.wasSent) sentCalls += 1;
              one.wasSent = true;
              tokens += 100;
              break;
            case 'settle':
              if (one?.sending === undefined || !one.isOut) break;
              settle(one.sending, real);
              tokens += real - 100;
              delete one.sending;
              one.isOut = false;
              break;
            case 'drop':
              if (one?.sending === undefined || one.isOut) break;
              one.sending[Symbol.dispose]();
              delete one.sending;
              break;
            case 'end':
              if (one === undefined || one.sending !== undefined) break;
              one.call[Symbol.dispose]();
              calls.delete(of);
          }
          expect(sentCalls).toBeLessThanOrEqual(allowed);
          expect(tokens).toBeLessThanOrEqual(allowed * 100);
        }
        // Whatever is left is given up or settled: then exactly what was not used is free again.
        for (const { call: left, sending, isOut } of calls.values()) {
          if (sending !== undefined && isOut) settle(sending, 100);
          sending?.[Symbol.dispose]();
          left[Symbol.dispose]();
        }
        const room = allowed - sentCalls;
        for (let at = 0; at < room; at += 1) world.limits.reserve(member);
        expect(world.code(() => world.limits.reserve(member))).toBe('budget_spent');
      }),
      { numRuns: 300 },
    );
  });
});

describe('limits by the minute', () => {
  test('hold in every span of a minute, for requests and for tokens with their real number', () => {
    const world = new World({}, { requestsPerMinute: 3, tokensPerMinute: 250 });
    const first = world.limits.reserve(member);
    const sending = world.attempt(first);
    sending.sent();
    world.now += 30_000;
    const second = world.attempt(world.limits.reserve(member));
    const third = world.limits.reserve(member);
    expect(world.code(() => world.attempt(third))).toBe('tokens_per_minute_exceeded');
    settle(sending, 50);
    world.attempt(third);
    second[Symbol.dispose]();
    expect(() => world.limits.reserve(member)).toThrow(
      expect.objectContaining({ values: expect.objectContaining({ retryAfter: 30 }) as object }) as Error,
    );
    world.now += 30_000;
    world.limits.reserve(member);
    expect(world.code(() => world.limits.reserve(member))).toBe('requests_per_minute_exceeded');
  });

  test('tell what is left of the one that has least, and until when something of it is used', () => {
    const slow: Principal = { ...member, limits: { requestsPerMinute: 10, tokensPerMinute: 300 } };
    const world = new World({}, { requestsPerMinute: 11, projects: { default: { tokensPerMinute: 1000 } } });
    expect(world.limits.left(slow)).toEqual({
      requests: { limit: 10, remaining: 10, resetMs: 0 },
      tokens: { limit: 300, remaining: 300, resetMs: 0 },
    });
    for (let at = 0; at < 5; at += 1) world.limits.reserve({ ...member, id: 'p_other' });
    world.now += 20_000;
    const sending = world.attempt(world.limits.reserve(slow));
    sending.sent();
    expect(world.limits.left(slow)).toEqual({
      requests: { limit: 11, remaining: 5, resetMs: 60_000 },
      tokens: { limit: 300, remaining: 200, resetMs: 60_000 },
    });
    settle(sending, 500);
    expect(world.limits.left(slow).tokens?.remaining).toBe(0);
    expect(world.limits.left(member)).toEqual({
      requests: { limit: 11, remaining: 5, resetMs: 60_000 },
      tokens: { limit: 1000, remaining: 500, resetMs: 60_000 },
    });
    expect(new World().limits.left(member)).toEqual({});
  });

  test('give nothing to wait for to a call that is too large by itself', () => {
    const world = new World({}, { tokensPerMinute: 99 });
    const one = world.limits.reserve(member);
    expect(() => world.attempt(one)).toThrow(
      expect.objectContaining({
        values: expect.not.objectContaining({ retryAfter: expect.anything() as unknown }) as object,
      }) as Error,
    );
  });
});

test('budgets without any limit count all the same, for one that is made later', () => {
  const world = new World();
  const one = world.limits.reserve(member);
  world.attempt(one).sent();
  one[Symbol.dispose]();
  world.limits.budgets.options = { ...noBudgets, node: [budget('1 calls/day')] };
  expect(world.code(() => world.limits.reserve(member))).toBe('budget_spent');
  expect(world.limits.budgets).toBeInstanceOf(Budgets);
});
