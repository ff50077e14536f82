import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '#base';
import type { SqlValue, Store } from '#store';
import { openForReading } from '#store';
import type { CallQuery } from './call-query.ts';
import { findCalls } from './find-calls.ts';
import {
  allowed,
  makeTestHome,
  someAttempt,
  somebody,
  someCall,
  someResult,
  type TestHome,
} from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import type { CallIdentity, NewAttempt } from '../recorder.ts';

/** A day of calls, one a minute: every third at a vendor, every fifth in a run, and some of what goes wrong. */
const count = 60;
const startMs = Date.parse('2026-11-20T08:30:00.000Z');

let place: TestHome;
let store: Store;
let ledger: Ledger;
let now = startMs;
const clock: Clock = { now: () => now, monotonic: () => now };
const ids: string[] = [];

beforeAll(async () => {
  place = await makeTestHome();
  ({ store, ledger } = await place.open(clock));
  for (let at = 0; at < count; at++) {
    now = startMs + at * 60_000;
    const call = someCall({
      principal: somebody(at % 2 === 0 ? 'p_even' : 'p_odd'),
      asked: at % 4 === 0 ? 'default' : 'small',
      ...(at % 5 === 0 ? { run: `talk-${Math.floor(at / 10)}` } : {}),
      ...(at === 7 ? { origin: 'probe' as const } : {}),
    });
    ids.push(call.id);
    await recordOne(call, at);
  }
});
afterAll(async () => {
  await ledger.close();
  await store.close();
  await place.remove();
});

async function recordOne(call: CallIdentity, at: number): Promise<void> {
  const labels = at % 6 === 0 ? ['code'] : [];
  const decision = { ...allowed, labels };
  if (at === 11) return ledger.refusal({ call, decision, error: 'concurrency_exceeded' });
  const rented: Partial<NewAttempt> =
    at % 3 === 0
      ? { model: 'large', destination: { ...someAttempt().destination, provider: 'vendor', local: 'no' } }
      : { model: 'small' };
  const attempt = await ledger.intent(someAttempt({ call, decision, ...rented }));
  if (at === count - 1) return;
  await attempt.outcome(
    someResult({
      ...(at === 13 ? { status: 'failed', error: 'upstream_failed' } : {}),
      labels: at === 20 ? ['secret'] : [],
    }),
  );
}

async function found(query: Partial<CallQuery>): Promise<number[]> {
  const { calls } = await ledger.calls({ limit: 1000, ...query });
  return calls.map(({ id }) => ids.indexOf(id));
}

/** The same, worked out without the search: numbers of calls, latest first. */
const those = (fits: (at: number) => boolean): number[] =>
  Array.from({ length: count }, (_, at) => at)
    .filter(fits)
    .reverse();

describe('a search for calls', () => {
  test.each<[string, Partial<CallQuery>, (at: number) => boolean]>([
    ['nothing asked', {}, () => true],
    ['a principal', { principal: 'p_odd' }, (at) => at % 2 === 1],
    ['a provider', { provider: 'vendor' }, (at) => at % 3 === 0 && at !== 11],
    ['a model that answered', { model: 'large' }, (at) => at % 3 === 0],
    ['a name asked for', { model: 'default' }, (at) => at % 4 === 0],
    ['a model by either', { model: 'small' }, (at) => at % 4 !== 0 || at % 3 !== 0],
    ['a status that is rare', { status: 'failed' }, (at) => at === 13],
    ['a status that is not', { status: 'completed' }, (at) => ![11, 13, count - 1].includes(at)],
    ['what is still open', { status: 'open' }, (at) => at === count - 1],
    ['what went wrong', { trouble: true }, (at) => at === 11 || at === 13],
    ['what is not live', { origin: 'probe' }, (at) => at === 7],
    ['rented machines', { local: 'no' }, (at) => at % 3 === 0],
    ['a run', { run: 'talk-2' }, (at) => at === 20 || at === 25],
    ['a label of the request', { label: 'code' }, (at) => at % 6 === 0],
    ['a label of the answer', { label: 'secret' }, (at) => at === 20],
    ['an operation that nobody used', { operation: 'embed' }, () => false],
    ['a wire', { wire: 'openai-chat' }, () => true],
    [
      'a time',
      { from: '2026-11-20T08:40:00.000Z', to: '2026-11-20T09:00:00.000Z' },
      (at) => at >= 10 && at <= 30,
    ],
    ['a time without calls', { from: '2026-11-21T00:00:00.000Z' }, () => false],
    ['text in a run', { text: { text: 'ALK-3', principals: [] } }, (at) => at === 30 || at === 35],
    ['text in a name', { text: { text: 'who', principals: ['p_odd'] } }, (at) => at % 2 === 1],
    ['several at once', { principal: 'p_even', provider: 'vendor', label: 'code' }, (at) => at % 6 === 0],
    ['two that never meet', { run: 'talk-2', status: 'refused' }, () => false],
  ])('finds by %s what has it, and all of that', async (_what, query, fits) => {
    expect(await found(query)).toEqual(those(fits));
  });

  test('finds the one call whose id is the text, and calls whose ids begin with it', async () => {
    const id = ids[17] ?? '';
    expect(await found({ text: { text: id.toUpperCase(), principals: [] } })).toEqual([17]);
    const beginning = id.slice(0, 20);
    expect(await found({ text: { text: beginning, principals: [] } })).toEqual(
      those((at) => (ids[at] ?? '').startsWith(beginning)),
    );
  });

  test('goes through all calls by pages of any size, older and back to newer, without a gap or a double', async () => {
    const query = { limit: 7, provider: 'vendor' };
    const pages: number[][] = [];
    let before: number | undefined;
    do {
      const page = await ledger.calls({ ...query, before });
      pages.push(page.calls.map(({ id }) => ids.indexOf(id)));
      before = page.older;
    } while (before !== undefined);
    expect(pages.flat()).toEqual(those((at) => at % 3 === 0));
    const oldest = await ledger.calls({ limit: 1, provider: 'vendor', before: ids[3] });
    const back: number[][] = [];
    let after = oldest.newer;
    for (;;) {
      const page = await ledger.calls({ ...query, after });
      back.unshift(page.calls.map(({ id }) => ids.indexOf(id)));
      after = page.newer;
      if (page.complete) break;
    }
    expect(back.flat()).toEqual(those((at) => at % 3 === 0 && at >= 3));
    expect((await ledger.calls({ limit: 5, after })).calls).toEqual([]);
  });

  test('refuses to page from a call that is not on record', async () => {
    await expect(ledger.calls({ limit: 1, before: '0'.repeat(26) })).rejects.toMatchObject({
      code: 'call_unknown',
    });
  });

  test('that stops at its bound says so, and going on from there finds the rest', async () => {
    const query = { limit: 10, operation: 'generate', wire: 'nothing' };
    const bounds = { byIndex: 5, inLog: 40, forText: 40 };
    const first = await findCalls(store, query, bounds);
    expect(first).toMatchObject({ calls: [], complete: false, stopped: true });
    expect(first.to).toMatch(/^2026-11-20T09:/);
    let page = first;
    let searches = 1;
    while (page.older !== undefined) {
      page = await findCalls(store, { ...query, before: page.older }, bounds);
      searches += 1;
    }
    expect(page).toMatchObject({ complete: true, stopped: false });
    expect(searches).toBeGreaterThan(2);
    const rare: number[] = [];
    let before: number | undefined;
    do {
      const next = await findCalls(store, { limit: 10, principal: 'p_odd', label: 'secret', before }, bounds);
      rare.push(...next.calls.map(({ id }) => ids.indexOf(id)));
      before = next.older;
    } while (before !== undefined);
    expect(rare).toEqual([]);
    const pages = [];
    before = undefined;
    do {
      const next = await findCalls(store, { limit: 10, principal: 'p_even', model: 'large', before }, bounds);
      pages.push(...next.calls.map(({ id }) => ids.indexOf(id)));
      before = next.older;
    } while (before !== undefined);
    expect(pages).toEqual(those((at) => at % 6 === 0));
  });

  test('never reads a table from end to end, and never sorts, whatever is asked', async () => {
    const asked: [string, readonly SqlValue[]][] = [];
    const watched: Store = {
      commit: (commit) => store.commit(commit),
      read: (sql, parameters = []) => {
        asked.push([sql, parameters]);
        return store.read(sql, parameters);
      },
      head: () => store.head(),
      clean: (how) => store.clean(how),
      close: () => Promise.resolve(),
    };
    const filters: Partial<CallQuery>[] = [
      {},
      { principal: 'p_odd' },
      { provider: 'vendor' },
      { model: 'small' },
      { status: 'failed' },
      { status: 'completed' },
      { status: 'open' },
      { trouble: true },
      { origin: 'probe' },
      { origin: 'live' },
      { operation: 'embed' },
      { local: 'no' },
      { wire: 'native' },
      { run: 'talk-2' },
      { label: 'code' },
      { text: { text: 'x', principals: ['p_odd'] } },
      { text: { text: ids[3] ?? '', principals: [] } },
      { from: '2026-11-20T08:40:00.000Z', to: '2026-11-20T09:00:00.000Z' },
    ];
    for (const one of filters) {
      for (const other of filters) {
        await findCalls(watched, { limit: 3, ...one, ...other });
        await findCalls(watched, { limit: 3, ...one, ...other, after: 4 });
      }
    }
    const database = openForReading(place.database);
    const plans = new Map<string, string>();
    for (const [sql] of asked) {
      if (plans.has(sql)) continue;
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      plans.set(sql, steps.map(({ detail }) => String(detail)).join('; '));
    }
    database.close();
    expect(plans.size).toBeGreaterThan(100);
    for (const [sql, plan] of plans) {
      // Hours of a span of time: some thousand a year. What is open: as much as is under way.
      const unbounded = plan
        .replaceAll(/SCAN json_each VIRTUAL TABLE INDEX \d+:/g, '')
        .replaceAll(/SCAN attempt USING (COVERING )?INDEX attempt_open/g, '')
        .match(/SCAN (?!CONSTANT)\w+|USE TEMP B-TREE/);
      expect(unbounded?.[0], `${sql}\n${plan}`).toBeUndefined();
    }
  });
});
