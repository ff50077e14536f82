import { verifyReceipt } from '@commonhold/record';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#base';
import { sha256 } from '#store';
import { audit } from '../audit/audit.ts';
import { makeTestHome, recordCall, someAttempt, someCall, type TestHome } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import { verifySignature } from '../keys/node-keys.ts';

let place: TestHome;
/** Just after midnight at the beginning of a month, so that a day back is another day, month and erasure domain. */
let now: number;
beforeEach(async () => {
  place = await makeTestHome();
  now = Date.parse('2026-12-01T00:10:00Z');
});
afterEach(() => place.remove());

const dayMs = 86_400_000;
const minuteMs = 60_000;

interface Running {
  readonly ledger: Ledger;
  beat(): void;
  end(): Promise<void>;
  cutOff(): Promise<void>;
}

async function start(): Promise<Running> {
  let beat = (): void => undefined;
  const schedule = (then: () => void) => {
    beat = then;
    return () => undefined;
  };
  const { store, ledger } = await place.open(
    { ...systemClock, now: () => now },
    { heartbeats: { schedule } },
  );
  return {
    ledger,
    beat: () => beat(),
    async end() {
      await ledger.close();
      await store.close();
    },
    cutOff: () => store.close(),
  };
}

async function call(ledger: Ledger): Promise<string> {
  now += minuteMs;
  return (await recordCall(ledger, someCall({ received: now }))).id;
}

const verified = () => audit({ home: place.home, bodies: true });

describe('a clock that goes back by a day', () => {
  test('within a session breaks nothing: the order of the log is the order of events', async () => {
    const running = await start();
    const { ledger } = running;
    const ids = [await call(ledger)];
    const open = await ledger.intent(someAttempt({ call: someCall({ received: now }) }));
    now -= dayMs;
    ids.push(await call(ledger));
    running.beat();
    await open.outcome({
      status: 'failed',
      error: 'upstream_broke',
      http: undefined,
      finish: undefined,
      servedModel: undefined,
      usage: undefined,
      engine: undefined,
      labels: [],
      firstByteMs: undefined,
      totalMs: 1,
      warnings: [],
    });
    ids.push(await call(ledger));
    const listed = (await ledger.calls({ limit: 10 })).calls.map(({ id }) => id);
    expect(listed.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
    const trust = { hash: sha256, verifySignature, trustedKeys: [ledger.verifierKey] };
    for (const id of ids) expect(verifyReceipt(await ledger.receipt(id), trust).verdict).toBe('proven');
    await running.end();
    const report = await verified();
    expect(report).toMatchObject({ verdict: 'proved', findings: [], clockSteps: 1 });
    expect(report.completeness.grade).toBe('complete');
    // A clock that ran backwards hides a silence and makes none.
    expect(report.sessions.silences).toBe(0);
  });

  test('between sessions breaks nothing, also where the one before was cut off during a call', async () => {
    const first = await start();
    await call(first.ledger);
    await first.ledger.intent(someAttempt({ call: someCall({ received: now }) }));
    await first.cutOff();
    now -= dayMs;
    const second = await start();
    await call(second.ledger);
    await second.end();
    now -= dayMs;
    const third = await start();
    await call(third.ledger);
    await third.end();
    const report = await verified();
    expect(report).toMatchObject({ verdict: 'proved', findings: [], clockSteps: 2 });
    expect(report.pairs).toMatchObject({ unknown: 1, open: 0 });
    expect(report.completeness.grade).toBe('complete');
    const again = await start();
    expect(again.ledger.origin).toBe(third.ledger.origin);
    await again.end();
  });

  test('and on again to the right time leaves one silence that nobody is blamed for', async () => {
    const running = await start();
    await call(running.ledger);
    now -= dayMs;
    running.beat();
    await call(running.ledger);
    now += dayMs;
    await call(running.ledger);
    await running.end();
    const report = await verified();
    expect(report).toMatchObject({ verdict: 'proved', findings: [], clockSteps: 1 });
    expect(report.sessions.silences).toBe(1);
  });
});
