import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '#base';
import type { Destination } from '#call';
import { openForReading, type Store } from '#store';
import { audit } from '../audit/audit.ts';
import { type Flow, readFlows } from './flows.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { allowed, someAttempt, somebody, someCall, someResult } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import type { DecisionTrail } from '../recorder.ts';

const place = homeForEach();

const dayMs = 86_400_000;
const startMs = Date.parse('2026-11-01T23:30:00.000Z');
const always = { from: '2026-10-01', to: '2026-12-31' };

const inside = someAttempt().destination;
const vendor: Destination = {
  provider: 'vendor',
  legalEntity: 'Vendor, Inc.',
  country: 'US',
  retentionDays: 30,
  trainsOnData: false,
  local: 'no',
};

function labelled(...labels: string[]): DecisionTrail {
  return { ...allowed, labels };
}

/** Sends what has these labels to each of these places in turn; all but the last fail. */
async function send(
  ledger: Ledger,
  principal: string,
  labels: readonly string[],
  ...places: readonly Destination[]
): Promise<string> {
  const call = someCall({ principal: somebody(principal) });
  for (const [at, destination] of places.entries()) {
    const open = await ledger.intent(
      someAttempt({ call, number: at + 1, destination, decision: labelled(...labels) }),
    );
    if (at === places.length - 1) {
      open.received(Buffer.alloc(1000));
      await open.outcome(someResult());
    } else {
      await open.outcome(someResult({ status: 'failed', error: 'upstream_failed', http: undefined }));
    }
  }
  return call.id;
}

function short({ principal, labels, end, sums }: Flow): string {
  const where = end.type === 'sent' ? `${end.provider} ${end.country ?? '?'} ${end.local}` : end.error;
  return `${principal}, ${labels?.join('+') ?? 'erased'}, ${where}: ${sums.calls} calls, ${sums.attempts} sendings`;
}

async function flowsOf(ledger: Ledger, query: Parameters<Ledger['flows']>[0] = always) {
  return (await ledger.flows(query)).map(short).sort();
}

describe('what went where', () => {
  test('counts each sending where it went, and each call where it ended', async () => {
    const { store, ledger } = await place.open();
    await send(ledger, 'p_a', ['personal'], inside);
    await send(ledger, 'p_a', ['personal'], vendor, inside);
    await send(ledger, 'p_b', [], vendor);
    const call = someCall({ principal: somebody('p_b') });
    await ledger.refusal({ call, decision: labelled('secret'), error: 'policy_denied' });
    const now = new Date().toISOString().slice(0, 10);
    const query = { from: now, to: now };
    expect(await flowsOf(ledger, query)).toEqual([
      'p_a, personal, local ? verified: 2 calls, 2 sendings',
      // Nobody's call ended there, and what was personal went there all the same.
      'p_a, personal, vendor US no: 0 calls, 1 sendings',
      'p_b, , vendor US no: 1 calls, 1 sendings',
      'p_b, secret, policy_denied: 1 calls, 0 sendings',
    ]);
    expect(await flowsOf(ledger, { ...query, principal: 'p_b' })).toHaveLength(2);
    const [toVendor] = (await ledger.flows(query)).filter(
      ({ principal, end }) => principal === 'p_b' && end.type === 'sent',
    );
    expect(toVendor?.end).toEqual({ type: 'sent', ...vendor });
    await ledger.close();
    await store.close();
  });

  test('knows sizes as coarsely as the padding of bodies shows them, and says of how many', async () => {
    const { store, ledger } = await place.open();
    await send(ledger, 'p_a', [], vendor, vendor);
    const [flow] = await ledger.flows({ from: '2000-01-01', to: '2099-01-01' });
    const exact = someCall().request.byteLength;
    expect(flow?.sums).toMatchObject({ sized: 2, answered: 1, receivedBytes: 1024 });
    expect(flow?.sums.sentBytes).toBeGreaterThanOrEqual(2 * exact);
    expect(flow?.sums.sentBytes).toBeLessThanOrEqual(2 * exact * 1.125);
    await ledger.close();
    await store.close();
  });

  test('takes a day whole, by when sending began, and both ends of the period belong to it', async () => {
    let now = startMs;
    const clock: Clock = { now: () => now, monotonic: () => now };
    const { store, ledger } = await place.open(clock);
    const overMidnight = await ledger.intent(someAttempt());
    now += dayMs / 24;
    await overMidnight.outcome(someResult());
    await send(ledger, 'p_a', [], inside);
    now += 40 * dayMs;
    await send(ledger, 'p_a', [], inside);
    const count = async (from: string, to: string) =>
      (await ledger.flows({ from, to })).reduce((sum, flow) => sum + flow.sums.attempts, 0);
    expect(await count('2026-11-01', '2026-11-01')).toBe(1);
    expect(await count('2026-11-01', '2026-11-02')).toBe(2);
    expect(await count('2026-11-02', '2026-12-11')).toBe(1);
    expect(await count('2026-11-02', '2026-12-12')).toBe(2);
    await ledger.close();
    await store.close();
  });

  test('counts a call that was tried again after midnight where it ended, also after it was erased', async () => {
    let now = startMs;
    const clock: Clock = { now: () => now, monotonic: () => now };
    const { store, ledger } = await place.open(clock);
    const call = someCall({ principal: somebody('p_a') });
    const first = await ledger.intent(someAttempt({ call, destination: vendor }));
    await first.outcome(someResult({ status: 'failed', error: 'upstream_failed', http: undefined }));
    now += dayMs / 24;
    const second = await ledger.intent(someAttempt({ call, number: 2, destination: vendor }));
    await second.outcome(someResult());
    const sums = async (day: string) => {
      const [flow] = await ledger.flows({ from: day, to: day });
      return [flow?.sums.calls, flow?.sums.attempts];
    };
    expect(await sums('2026-11-01')).toEqual([0, 1]);
    expect(await sums('2026-11-02')).toEqual([1, 1]);
    await ledger.erasures.erase({
      scope: { kind: 'call', call: call.id, later: false },
      extent: 'everything',
      basis: 'request',
      actor: somebody(),
      compact: 'never',
    });
    expect(await sums('2026-11-01')).toEqual([0, 1]);
    expect(await sums('2026-11-02')).toEqual([1, 1]);
    await ledger.close();
    await store.close();
    expect(await audit({ home: place.home, bodies: false })).toMatchObject({ findings: [] });
  });

  test('knows tools that agents ran by themselves from calls of somebody’s machine, also when they were erased', async () => {
    const { store, ledger } = await place.open();
    const nothingKnown = { legalEntity: undefined, country: undefined, local: 'no' } as const;
    const call = await send(ledger, 'p_a', [], { ...vendor, ...nothingKnown, provider: 'agent' });
    await ledger.erasures.erase({
      scope: { kind: 'call', call, later: false },
      extent: 'everything',
      basis: 'request',
      actor: somebody(),
      compact: 'never',
    });
    expect((await ledger.flows(always)).map(short)).toEqual([
      'erased, erased, agent ? no: 1 calls, 1 sendings',
    ]);
    const { uses } = await ledger.overview({ days: [new Date().toISOString().slice(0, 10)] });
    expect(uses.map(({ provider }) => provider)).toEqual(['agent']);
    await ledger.close();
    await store.close();
  });

  test('keeps of what was erased when it was and in which country, and nothing of who or what', async () => {
    const { store, ledger } = await place.open();
    const call = await send(ledger, 'p_a', ['ward-7'], vendor);
    const refused = someCall({ principal: somebody('p_a') });
    await ledger.refusal({ call: refused, decision: labelled('ward-7'), error: 'policy_denied' });
    for (const id of [call, refused.id]) {
      await ledger.erasures.erase({
        scope: { kind: 'call', call: id, later: false },
        extent: 'everything',
        basis: 'request',
        actor: somebody(),
        compact: 'never',
      });
    }
    const days = { from: '2000-01-01', to: '2099-01-01' };
    const flows = await ledger.flows(days);
    // The log's own name of the destination is as good as random, and with it its place among the others.
    const inOrder = flows.map(short).sort((left, right) => right.length - left.length);
    expect(inOrder).toEqual([
      expect.stringMatching(/^erased, erased, \S+ US no: 1 calls, 1 sendings$/),
      'erased, erased, policy_denied: 1 calls, 0 sendings',
    ]);
    expect(JSON.stringify(flows)).not.toMatch(/vendor|Vendor|ward-7|p_a/);
    expect(await store.read('SELECT * FROM flow_day WHERE calls = 0 AND attempts = 0')).toEqual([]);
    await ledger.close();
    await store.close();
    expect(await audit({ home: place.home, bodies: false })).toMatchObject({ verdict: 'proved' });
  });

  test('is proved with the rest: sums that were changed by hand are found', async () => {
    const { store, ledger } = await place.open();
    await send(ledger, 'p_a', ['personal'], vendor, inside);
    await ledger.close();
    expect((await audit({ home: place.home, bodies: false })).findings).toEqual([]);
    await store.close();
    const database = new DatabaseSync(place.database);
    database.exec("UPDATE flow_day SET country = 'DE' WHERE provider = 'vendor'");
    database.close();
    expect((await audit({ home: place.home, bodies: false })).verdict).toBe('broken');
  });

  test('is read from the sums and never from the calls', async () => {
    const { store, ledger } = await place.open();
    await ledger.close();
    const asked: string[] = [];
    const watched: Store = {
      commit: (commit) => store.commit(commit),
      read: (sql, parameters) => {
        asked.push(sql);
        return store.read(sql, parameters);
      },
      head: () => store.head(),
      clean: (how) => store.clean(how),
      close: () => Promise.resolve(),
    };
    await readFlows(watched, always);
    await readFlows(watched, { ...always, principal: 'p_a' });
    const database = openForReading(place.database);
    for (const sql of asked) {
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join('; ');
      expect(plan).toMatch(/SEARCH flow_day USING PRIMARY KEY \(day/);
    }
    database.close();
    await store.close();
  });
});

test('whatever was sent, tried again and refused, its calls and its attempts are all there, each once', async () => {
  const { store, ledger } = await place.open();
  const act = fc.record({
    principal: fc.constantFrom('p_a', 'p_b', 'p_c'),
    labels: fc.uniqueArray(fc.constantFrom('code', 'personal', 'secret')),
    places: fc.array(fc.constantFrom(inside, vendor, { ...vendor, country: undefined }), { maxLength: 3 }),
  });
  const acts = fc.sample(act, 60);
  for (const { principal, labels, places } of acts) {
    if (places.length > 0) await send(ledger, principal, labels.sort(), ...places);
    else {
      const call = someCall({ principal: somebody(principal) });
      await ledger.refusal({ call, decision: labelled(...labels.sort()), error: 'policy_denied' });
    }
  }
  const flows = await ledger.flows({ from: '2000-01-01', to: '2099-01-01' });
  const total = (of: (flow: Flow) => number) => flows.reduce((sum, flow) => sum + of(flow), 0);
  expect(total(({ sums }) => sums.calls)).toBe(acts.length);
  expect(total(({ sums }) => sums.attempts)).toBe(acts.reduce((sum, { places }) => sum + places.length, 0));
  await ledger.close();
  await store.close();
  expect(await audit({ home: place.home, bodies: false })).toMatchObject({ findings: [] });
});
