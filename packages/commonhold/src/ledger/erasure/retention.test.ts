import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#base';
import { audit } from '../audit/audit.ts';
import { allowed, makeTestHome, someAttempt, someCall, someResult, type TestHome } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import { isReadable, owner } from './erasure.fixture.ts';
import { retain, type RetentionReport } from './retention.ts';
import { retentionOptions } from './retention-options.ts';

let place: TestHome;
let now: number;
beforeEach(async () => {
  place = await makeTestHome();
  now = Date.parse('2026-11-01T12:00:00Z');
});
afterEach(() => place.remove());

const dayMs = 86_400_000;

async function inHome(
  use: (
    ledger: Ledger,
    run: (asked: Record<string, unknown>) => Promise<RetentionReport>,
  ) => Promise<unknown>,
): Promise<void> {
  const { store, ledger } = await place.open({ ...systemClock, now: () => now });
  const run = (asked: Record<string, unknown>): Promise<RetentionReport> =>
    retain({
      store,
      erasures: ledger.erasures,
      options: retentionOptions.parse(asked),
      nowMs: now,
      actor: owner,
      signal: new AbortController().signal,
    });
  try {
    await use(ledger, run);
  } finally {
    await ledger.close();
    await store.close();
  }
  const report = await audit({ home: place.home, bodies: true });
  expect(report.findings).toEqual([]);
}

async function record(ledger: Ledger, label = 'code', bytes = 100): Promise<string> {
  const call = someCall();
  const attempt = await ledger.intent(someAttempt({ call, decision: { ...allowed, labels: [label] } }));
  attempt.received(Buffer.alloc(bytes, 'x'));
  await attempt.outcome(someResult());
  return call.id;
}

describe('retention', () => {
  test('goes on past calls that a clock set years too far on has dated, and takes those when their time has come', async () => {
    await inHome(async (ledger, run) => {
      const right = now;
      now += 3650 * dayMs;
      // More than are looked at in one step.
      await Promise.all(Array.from({ length: 510 }, () => record(ledger)));
      now = right;
      const old = await record(ledger);
      now += 40 * dayMs;
      expect(await run({ bodyDays: 30 })).toMatchObject({ byAge: 1 });
      expect(await isReadable(ledger, old)).toBe(false);
      now += 3650 * dayMs;
      expect(await run({ bodyDays: 30 })).toMatchObject({ byAge: 510 });
    });
  });

  test('takes what was said after so many days, and leaves who called whom and at what cost', async () => {
    await inHome(async (ledger, run) => {
      const old = await record(ledger);
      now += 20 * dayMs;
      const young = await record(ledger);
      now += 15 * dayMs;
      expect(await run({ bodyDays: 30 })).toMatchObject({ byAge: 1, byLabel: 0, bySize: 0 });
      expect(await isReadable(ledger, old)).toBe(false);
      expect(await isReadable(ledger, young)).toBe(true);
      expect(await ledger.call(old)).toMatchObject({ principal: 'p_somebody', inputTokens: 12 });
      expect(await run({ bodyDays: 30 })).toMatchObject({ byAge: 0 });
    });
  });

  test('takes what carries a label sooner than the rest', async () => {
    await inHome(async (ledger, run) => {
      const [plain, special] = [await record(ledger), await record(ledger, 'special')];
      now += 10 * dayMs;
      expect(await run({ bodyDays: 30, labelDays: { special: 7 } })).toMatchObject({ byAge: 0, byLabel: 1 });
      expect(await isReadable(ledger, plain)).toBe(true);
      expect(await isReadable(ledger, special)).toBe(false);
    });
  });

  test('takes the oldest until what is left fits, and no more', async () => {
    await inHome(async (ledger, run) => {
      const calls: string[] = [];
      for (let turn = 0; turn < 5; turn += 1) calls.push(await record(ledger, 'code', 500_000));
      expect(await run({ bodyBytes: 1_300_000 })).toMatchObject({ bySize: 3 });
      const left = await Promise.all(calls.map((call) => isReadable(ledger, call)));
      expect(left).toEqual([false, false, false, true, true]);
      expect(await run({ bodyBytes: 1_300_000 })).toMatchObject({ bySize: 0 });
    });
  });

  test('passes over what is held, and what is still under way', async () => {
    await inHome(async (ledger, run) => {
      const [held, gone] = [await record(ledger), await record(ledger)];
      const open = someCall();
      const attempt = await ledger.intent(someAttempt({ call: open }));
      await ledger.erasures.addHold(owner, 'call', held);
      now += 100 * dayMs;
      expect(await run({ bodyDays: 30 })).toMatchObject({ byAge: 1 });
      expect(await isReadable(ledger, held)).toBe(true);
      expect(await isReadable(ledger, gone)).toBe(false);
      await attempt.outcome(someResult());
      await ledger.erasures.addHold(owner, 'person', 'p_somebody');
      expect(await run({ bodyDays: 30, bodyBytes: 1024 * 1024 })).toMatchObject({ byAge: 0 });
    });
  });

  test('says why in the log, names every call there, and can be followed by an erasure of the rest', async () => {
    await inHome(async (ledger, run) => {
      const call = await record(ledger);
      now += 100 * dayMs;
      await run({ bodyDays: 30 });
      expect((await ledger.call(call))?.erased).toBeTypeOf('number');
      const report = await ledger.erasures.erase({
        scope: { kind: 'call', call, later: true },
        extent: 'everything',
        basis: 'request',
        actor: owner,
        compact: 'small',
      });
      expect(report).toMatchObject({ calls: 1 });
      expect(await ledger.call(call)).toMatchObject({ principal: 'erased' });
    });
  });

  test('keeps everything when nothing is asked for', async () => {
    await inHome(async (ledger, run) => {
      const call = await record(ledger);
      now += 10_000 * dayMs;
      expect(await run({})).toEqual({ byAge: 0, byLabel: 0, bySize: 0, conversations: 0 });
      expect(await isReadable(ledger, call)).toBe(true);
    });
  });
});
