import { setImmediate as nextTurn } from 'node:timers/promises';
import { currentCoverage, heartbeatEveryMs, type LogSessionLeaf, parseLeaf } from '@commonhold/record';
import { expect, test } from 'vitest';
import type { Store } from '#store';
import { audit } from '../audit/audit.ts';
import { Heartbeats, type Schedule } from './heartbeats.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { allowed, recordCall, someAttempt, someCall, someResult } from '../home.fixture.ts';

const place = homeForEach();

/** A schedule that waits for the test instead of for the time. */
function byHand() {
  const waiting = new Set<{ readonly run: () => void; readonly afterMs: number }>();
  const schedule: Schedule = (then, afterMs) => {
    const one = { run: then, afterMs };
    waiting.add(one);
    return () => waiting.delete(one);
  };
  return {
    schedule,
    /** In milliseconds from now, each of them. */
    due: () => [...waiting].map(({ afterMs }) => afterMs),
    pass(): void {
      const all = [...waiting];
      waiting.clear();
      for (const { run } of all) run();
    },
  };
}

async function sessionLeaves(store: Store): Promise<LogSessionLeaf[]> {
  const rows = await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM leaf ORDER BY idx');
  return rows.map(({ bytes }) => parseLeaf(bytes)).filter((leaf) => leaf.kind === 'log-session');
}

test('a heartbeat is written when it is due, also when nothing has happened, with the counts so far', async () => {
  const time = byHand();
  const { store, ledger } = await place.open(undefined, { heartbeats: { schedule: time.schedule } });
  const beat = async (number: number): Promise<void> => {
    expect(time.due()).toEqual([heartbeatEveryMs]);
    time.pass();
    await expect.poll(time.due).toHaveLength(1);
    expect(await sessionLeaves(store)).toHaveLength(1 + number);
  };
  await beat(1);
  await recordCall(ledger);
  await ledger.refusal({ call: someCall(), decision: allowed, error: 'policy_denied' });
  for (let stranger = 0; stranger < 3; stranger++) ledger.countStranger();
  await beat(2);
  await beat(3);
  await ledger.close();
  const counts = (await sessionLeaves(store)).map((leaf) => [leaf.event, ...Object.values(leaf.counts)]);
  expect(counts).toEqual([
    ['open', 0, 0, 0, 0],
    ['heartbeat', 0, 0, 0, 0],
    ['heartbeat', 1, 1, 1, 3],
    ['heartbeat', 1, 1, 1, 3],
    ['close', 1, 1, 1, 3],
  ]);
  await store.close();
  const report = await audit({ home: place.home, bodies: true });
  expect(report).toMatchObject({ verdict: 'proved', completeness: { grade: 'complete' } });
  expect(report.sessions).toMatchObject({ heartbeats: 3, silences: 0 });
});

test('none is due once the ledger closes, and one under way at that moment is in the log before the close', async () => {
  const time = byHand();
  const { store, ledger } = await place.open(undefined, { heartbeats: { schedule: time.schedule } });
  time.pass();
  await ledger.close();
  expect(time.due()).toEqual([]);
  expect((await sessionLeaves(store)).map(({ event }) => event)).toEqual(['open', 'heartbeat', 'close']);
  await store.close();
});

test('one that cannot be written is told of and due again before it counts as a silence', async () => {
  const time = byHand();
  const trouble: string[] = [];
  const { store } = await place.open(undefined, {
    heartbeats: { schedule: time.schedule },
    onTrouble: (error, what) => trouble.push(`${what}: ${error.code}`),
  });
  await store.close();
  time.pass();
  await expect.poll(() => trouble.length > 0 && time.due().length).toBe(1);
  const [again = Infinity] = time.due();
  expect(heartbeatEveryMs + again).toBeLessThan(currentCoverage.silenceMs);
  expect(trouble).toContain('heartbeat: node_stopping');
});

test('a schedule slower than the one that sessions promise is refused', () => {
  const make = () =>
    new Heartbeats(
      async () => undefined,
      () => undefined,
      { everyMs: heartbeatEveryMs + 1 },
    );
  expect(make).toThrow(RangeError);
});

test('the counts at the close are exact however many attempts end while it closes', async () => {
  const { store, ledger } = await place.open();
  const attempts = await Promise.all(Array.from({ length: 200 }, () => ledger.intent(someAttempt())));
  const refused = Array.from({ length: 20 }, () =>
    ledger.refusal({ call: someCall(), decision: allowed, error: 'policy_denied' }),
  );
  let isClosed = false;
  const closed = ledger.close().then(() => (isClosed = true));
  const ended: Promise<boolean>[] = [];
  // One after the other, so that some of them are queued at every moment of the close; later ones are turned away.
  for (const attempt of attempts) {
    if (isClosed) break;
    ended.push(
      attempt.outcome(someResult()).then(
        () => true,
        () => false,
      ),
    );
    await nextTurn();
  }
  const outcomes = (await Promise.all(ended)).filter(Boolean).length;
  await Promise.all([...refused, closed]);
  expect(outcomes).toBeGreaterThan(0);
  expect((await sessionLeaves(store)).at(-1)).toMatchObject({
    event: 'close',
    counts: { intents: 200, outcomes, refusals: 20 },
  });
  await store.close();
  expect((await audit({ home: place.home, bodies: false })).findings).toEqual([]);
});

test('a log that no running node writes promises neither heartbeats nor exact counts', async () => {
  const { store, ledger } = await place.open(undefined, { heartbeats: 'none' });
  await ledger.close();
  expect((await sessionLeaves(store)).map(({ coverage }) => coverage)).toEqual([undefined, undefined]);
  await store.close();
  const { sessions } = await audit({ home: place.home, bodies: false });
  expect(sessions.coverage).toEqual({ versions: [], none: 1, unknown: 0 });
});
