/** The arithmetic of budgets and of limits by the minute, against a model that adds up everything anew at each step. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { type Budget, parseBudget, type Principal } from '#call';
import type { SpentOfDay } from '#ledger';
import type { Candidate } from '../candidate.ts';
import { member } from '../gate.fixture.ts';
import { Calendar } from './calendar.ts';
import { Limits } from './limits.ts';
import { Rates } from './rates.ts';
import type { AttemptReservation, CallReservation } from './reservation.ts';

const budgets = (...texts: string[]): Budget[] =>
  texts.flatMap((text) => {
    const parsed = parseBudget(text);
    return parsed === undefined ? [] : [parsed];
  });

const named = new Map<string, string>();
/** Names of days by another way than the calendar's. */
function dayIn(timeZone: string, time: number): string {
  const key = `${timeZone} ${time}`;
  const name = named.get(key) ?? nameOf(timeZone, time);
  named.set(key, name);
  return name;
}
function nameOf(timeZone: string, time: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'short' }).formatToParts(time);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `20${of('year')}-${of('month').padStart(2, '0')}-${of('day').padStart(2, '0')}`;
}

const zone = 'Europe/Berlin';
/** Around the night in which Berlin's clocks go back, and around the end of the month, to the millisecond. */
const moments = [
  Date.parse('2026-10-24T22:00:00Z') - 1,
  Date.parse('2026-10-24T22:00:00Z'),
  Date.parse('2026-10-25T00:59:59.999Z'),
  Date.parse('2026-10-25T01:00:00Z'),
  Date.parse('2026-10-25T23:00:00Z') - 1,
  Date.parse('2026-10-25T23:00:00Z'),
  Date.parse('2026-10-31T23:00:00Z') - 1,
  Date.parse('2026-10-31T23:00:00Z'),
];

const nodeBudgets = budgets('9 calls/day', '14 calls/month', '900 tokens/day', '0.0012 USD/month');
const projectBudgets = budgets('6 calls/day', '700 tokens/month');
const callers: readonly Principal[] = [
  { ...member, id: 'p_a', project: 'x', limits: { budgets: budgets('3 calls/day', '0.0004 USD/day') } },
  { ...member, id: 'p_b', project: 'x', limits: { budgets: budgets('500 tokens/day') } },
  { ...member, id: 'p_c', project: 'y' },
];
const estimate = 100;
const nanosPerToken = 1000;
const priced = {
  price: {
    costOf: ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) => ({
      source: 'owner',
      nanos: (inputTokens + outputTokens) * nanosPerToken,
      currency: 'USD',
    }),
  },
} as unknown as Candidate;
const call = {
  operation: 'generate',
  model: 'm',
  messages: [],
  sampling: {},
  stream: false,
  maxOutputTokens: 75,
} as const;

/** What counts somewhere: of the record, or reserved and not yet sent. */
interface Counted {
  readonly day: string;
  readonly caller: Principal;
  calls: number;
  tokens: number;
}

interface Sending {
  readonly real: AttemptReservation;
  counted: Counted;
  isSent: boolean;
}

interface CallUnderWay {
  readonly real: CallReservation;
  readonly counted: Counted;
  readonly caller: Principal;
  sending: Sending | undefined;
  wasSent: boolean;
}

class Model {
  now = moments[0] ?? 0;
  /** What the ledger has on disk, and what of it was read at the last start. */
  readonly record = new Set<Counted>();
  seen = new Set<Counted>();
  readonly reserved = new Set<Counted>();
  readonly calls = new Map<number, CallUnderWay>();

  used(of: 'caller' | 'project' | 'node', caller: Principal, { unit, per }: Budget): number {
    const today = dayIn(zone, this.now);
    const length = per === 'day' ? 10 : 7;
    let sum = 0;
    for (const one of [...this.seen, ...this.reserved]) {
      if (one.day.slice(0, length) !== today.slice(0, length)) continue;
      if (of === 'caller' && one.caller.id !== caller.id) continue;
      if (of === 'project' && one.caller.project !== caller.project) continue;
      sum += unit === 'calls' ? one.calls : unit === 'tokens' ? one.tokens : one.tokens * nanosPerToken;
    }
    return sum;
  }

  budgetsOf(caller: Principal): readonly (readonly ['caller' | 'project' | 'node', Budget])[] {
    return [
      ...(caller.limits?.budgets ?? []).map((budget) => ['caller', budget] as const),
      ...(caller.project === 'x' ? projectBudgets : []).map((budget) => ['project', budget] as const),
      ...nodeBudgets.map((budget) => ['node', budget] as const),
    ];
  }

  /** Whether so much more goes into every budget of these units. */
  fits(caller: Principal, more: Readonly<Record<string, number>>, notIn: Counted | undefined): boolean {
    if (notIn !== undefined) this.reserved.delete(notIn);
    const fits = this.budgetsOf(caller).every(
      ([of, budget]) =>
        this.used(of, caller, budget) + (more[budget.unit] ?? 0) <= budget.amount || !more[budget.unit],
    );
    if (notIn !== undefined) this.reserved.add(notIn);
    return fits;
  }

  rows(): SpentOfDay[] {
    return [...this.record].map(({ day, caller, calls, tokens }) => ({
      day,
      principal: caller.id,
      project: caller.project,
      calls,
      tokens,
      currency: 'USD',
      nanos: tokens * nanosPerToken,
    }));
  }
}

interface Real {
  limits: Limits;
}

const noOutcome = { http: undefined, error: 'client_gone' } as const;

function start(model: Model): Limits {
  const limits = new Limits(
    { concurrentCalls: 1000, concurrentCallsPerKey: 1000, heldBytes: 1, labellingMs: 1 },
    { timeZone: zone, node: nodeBudgets, projects: { x: projectBudgets } },
    { now: () => model.now, monotonic: () => 0 },
  );
  // As the ledger reads it: since the month of now, or of the last call where that is earlier.
  const first = limits.budgets.firstDay();
  const last = model.rows().reduce((day, row) => (row.day > day ? row.day : day), '');
  const since = last === '' || first < last ? first : `${last.slice(0, 7)}-01`;
  limits.budgets.load(model.rows().filter(({ day }) => day >= since));
  model.seen = new Set([...model.record].filter(({ day }) => day >= since));
  return limits;
}

function check(model: Model, { limits }: Real): void {
  for (const caller of callers) {
    const told = (of: string, { unit, per }: Budget, used: number): string => `${of} ${unit}/${per}: ${used}`;
    const expected = model
      .budgetsOf(caller)
      .map(([of, budget]) => told(of, budget, model.used(of, caller, budget)));
    const standing = limits.budgets.standing(caller).map(({ of, budget, used }) => told(of, budget, used));
    expect(standing.toSorted()).toEqual(expected.toSorted());
  }
}

function refused(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'budget_spent') return true;
    throw thrown;
  }
}

type Step = fc.Command<Model, Real>;
const step = (text: string, run: (model: Model, real: Real) => void): Step => ({
  check: () => true,
  run: (model, real) => {
    run(model, real);
    check(model, real);
  },
  toString: () => text,
});

const open = (at: number, caller: Principal): Step =>
  step(`open ${at} for ${caller.id}`, (model, { limits }) => {
    if (model.calls.has(at)) return;
    const fits = model.fits(caller, { calls: 1 }, undefined);
    let made: CallReservation | undefined;
    expect(refused(() => (made = limits.reserve(caller)))).toBe(!fits);
    if (made === undefined) return;
    const counted: Counted = { day: dayIn(zone, model.now), caller, calls: 1, tokens: 0 };
    model.reserved.add(counted);
    model.calls.set(at, { real: made, counted, caller, sending: undefined, wasSent: false });
  });

const prepare = (at: number): Step =>
  step(`prepare ${at}`, (model) => {
    const one = model.calls.get(at);
    if (one === undefined || one.sending !== undefined) return;
    // It counts in the day of its call, so where the day has turned meanwhile only the real thing knows the rest.
    const isToday = one.counted.day === dayIn(zone, model.now);
    const fits = model.fits(one.caller, { tokens: estimate, USD: estimate * nanosPerToken }, undefined);
    let made: AttemptReservation | undefined;
    const no = refused(() => (made = one.real.attempt(call, estimate, priced, model.now)));
    if (isToday) expect(no).toBe(!fits);
    if (made === undefined) return;
    const counted: Counted = { day: one.counted.day, caller: one.caller, calls: 0, tokens: estimate };
    model.reserved.add(counted);
    one.sending = { real: made, counted, isSent: false };
  });

const send = (at: number): Step =>
  step(`send ${at}`, (model) => {
    const one = model.calls.get(at);
    const sending = one?.sending;
    if (one === undefined || sending === undefined || sending.isSent) return;
    sending.real.sent();
    sending.isSent = true;
    model.reserved.delete(sending.counted);
    if (!one.wasSent) {
      model.reserved.delete(one.counted);
      sending.counted.calls = 1;
      one.wasSent = true;
    }
    model.record.add(sending.counted);
    model.seen.add(sending.counted);
  });

/** `tokens` undefined: nobody told how many, and it may have worked. */
const end = (at: number, tokens: number | undefined): Step =>
  step(`end ${at} with ${tokens ?? 'nobody knows how many'}`, (model) => {
    const one = model.calls.get(at);
    const sending = one?.sending;
    if (one === undefined || sending === undefined || !sending.isSent) return;
    const usage = { inputTokens: tokens ?? 0, outputTokens: 0, source: 'reported' } as const;
    const result = tokens === undefined ? noOutcome : { usage, http: 200, error: undefined };
    sending.real.settle(sending.real.priced(result as never, model.now));
    if (tokens !== undefined) sending.counted.tokens = tokens;
    one.sending = undefined;
  });

const giveUp = (at: number): Step =>
  step(`give up ${at}`, (model) => {
    const one = model.calls.get(at);
    if (one === undefined || one.sending?.isSent === true) return;
    if (one.sending !== undefined) {
      one.sending.real[Symbol.dispose]();
      model.reserved.delete(one.sending.counted);
    }
    one.real[Symbol.dispose]();
    model.reserved.delete(one.counted);
    model.calls.delete(at);
  });

const crash = step('crash and start again', (model, real) => {
  model.calls.clear();
  model.reserved.clear();
  real.limits = start(model);
});

const setClock = (to: number): Step =>
  step(`the clock says ${new Date(to).toISOString()}`, (model) => {
    model.now = to;
  });

const which = fc.nat(5);
const steps = [
  fc.tuple(which, fc.constantFrom(...callers)).map(([at, caller]) => open(at, caller)),
  which.map(prepare),
  which.map(send),
  // Longer than what was reserved, too.
  fc.tuple(which, fc.option(fc.nat(400), { nil: undefined })).map(([at, tokens]) => end(at, tokens)),
  which.map(giveUp),
  fc.constant(crash),
  fc.constantFrom(...moments).map(setClock),
];

test('whatever is reserved, sent, told or not told, whatever the clock says and whenever the node dies, budgets have exactly what the record and the calls under way have', () => {
  fc.assert(
    fc.property(fc.commands(steps, { maxCommands: 60, size: 'max' }), (commands) => {
      const model = new Model();
      fc.modelRun(() => ({ model, real: { limits: start(model) } }), commands);
    }),
    { numRuns: 80 },
  );
});

describe('a day of the calendar', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Africa/Cairo',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
  ];
  const times = fc.date({
    min: new Date('2020-01-01T00:00:00Z'),
    max: new Date('2040-01-01T00:00:00Z'),
    noInvalidDate: true,
  });

  test('and a month end exactly when they are said to, wherever and whatever the clocks do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        times,
        fc.constantFrom('day', 'month'),
        (timeZone, time, per) => {
          const calendar = new Calendar(timeZone);
          const length = per === 'day' ? 10 : 7;
          const label = (at: number): string => dayIn(timeZone, at).slice(0, length);
          const now = time.getTime();
          const ends = now + calendar.untilNext(per, now);
          expect(calendar.day(now)).toBe(dayIn(timeZone, now));
          expect(label(ends - 1)).toBe(label(now));
          expect(label(ends) > label(now)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a limit by the minute', () => {
  const taking = fc.record({
    after: fc.oneof(fc.nat(70_000), fc.constantFrom(0, 1, 59_999, 60_000)),
    tokens: fc.integer({ min: 0, max: 60 }),
    real: fc.option(fc.nat(150), { nil: undefined }),
  });

  test('lets in exactly what fits into the minute before, and says when there is room again', () => {
    fc.assert(
      fc.property(fc.array(taking, { maxLength: 40 }), (all) => {
        let now = 0;
        const limit = 100;
        const rates = new Rates({ tokensPerMinute: limit }, { now: () => 0, monotonic: () => now });
        const taken: { readonly at: number; amount: number }[] = [];
        const within = (at: number): number =>
          taken.reduce((sum, one) => (one.at > at - 60_000 && one.at <= at ? sum + one.amount : sum), 0);
        for (const { after, tokens, real } of all) {
          now += after;
          const room = within(now) + tokens <= limit;
          try {
            const settle = rates.takeTokens(member, tokens);
            expect(room).toBe(true);
            const entry = { at: now, amount: tokens };
            taken.push(entry);
            if (real === undefined) continue;
            settle(real);
            entry.amount = real;
          } catch (thrown) {
            if (!(thrown instanceof CommonholdError)) throw thrown;
            expect(room).toBe(false);
            const seconds = Number(thrown.values['retryAfter']);
            expect(seconds).toBeGreaterThan(0);
            // By then what is in the way has left; a second earlier it has not.
            expect(within(now + seconds * 1000) + tokens).toBeLessThanOrEqual(limit);
            expect(within(now + (seconds - 1) * 1000) + tokens).toBeGreaterThan(limit);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
