import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#base';
import { audit } from '../audit/audit.ts';
import {
  allowed,
  makeTestHome,
  recordCall,
  somebody,
  someAttempt,
  someCall,
  someResult,
  type TestHome,
} from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import type { ErasureExtent, ErasureScope } from './terms.ts';

let place: TestHome;
beforeEach(async () => {
  place = await makeTestHome();
});
afterEach(() => place.remove());

const owner = somebody('p_owner');

function erase(ledger: Ledger, scope: ErasureScope, extent: ErasureExtent = 'everything') {
  return ledger.erasures.erase({ scope, extent, basis: 'request', actor: owner, compact: 'small' });
}

/** A home that is opened, used and closed, so that what follows looks at files. */
async function inHome<Result>(
  use: (ledger: Ledger, store: Awaited<ReturnType<TestHome['open']>>['store']) => Promise<Result>,
  now?: () => number,
): Promise<Result> {
  const { store, ledger } = await place.open(now === undefined ? systemClock : { ...systemClock, now });
  try {
    return await use(ledger, store);
  } finally {
    await ledger.close();
    await store.close();
  }
}

async function proved(): Promise<void> {
  const report = await audit({ home: place.home, bodies: true });
  expect(report.findings).toEqual([]);
  expect(report.verdict).toBe('proved');
}

function request(words: string): Buffer {
  return Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: words }] }));
}

/** Names of files of the home folder in which the bytes stand. */
async function filesWith(needle: Uint8Array): Promise<string[]> {
  const names = await readdir(place.home, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.includes(needle)) found.push(entry.name);
  }
  return found;
}

const readable = async (ledger: Ledger, call: string): Promise<boolean> =>
  ledger.openBodies(call, owner).then(
    () => true,
    (thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'body_erased' });
      return false;
    },
  );

describe('erasing a call', () => {
  test('takes the later calls of its run along, which repeat its words, and no others', async () => {
    await inHome(async (ledger) => {
      const before = await recordCall(ledger, someCall({ run: 'r' }));
      const first = await recordCall(ledger, someCall({ run: 'r' }));
      const other = await recordCall(ledger, someCall({ run: 's' }));
      const stranger = await recordCall(ledger, someCall({ run: 'r', principal: somebody('p_other') }));
      const later = await recordCall(ledger, someCall({ run: 'r' }));
      const scope = { kind: 'call', call: first.id, later: true } as const;
      expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({
        calls: 2,
        domains: 0,
        bodies: { count: 4 },
        runUnknown: false,
      });
      expect(await erase(ledger, scope)).toMatchObject({ calls: 2, leaves: 1, left: 0 });
      for (const { id } of [first, later]) expect(await readable(ledger, id)).toBe(false);
      for (const { id } of [before, other, stranger]) expect(await readable(ledger, id)).toBe(true);
      expect((await ledger.calls({ limit: 10, run: 'r' })).calls.map(({ id }) => id)).toEqual([
        stranger.id,
        before.id,
      ]);
    });
    await proved();
  });

  test('leaves in the index what the log says too, and keeps the sums of days whole', async () => {
    const { id } = await inHome(async (ledger) => {
      const kept = await recordCall(ledger, someCall({ run: 'a' }));
      const call = await recordCall(ledger, someCall({ run: 'b', asked: 'some-alias' }));
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      const overview = await ledger.calls({ limit: 10, principal: 'erased' });
      expect(overview.calls).toEqual([
        expect.objectContaining({
          id: call.id,
          principal: 'erased',
          asked: 'erased',
          status: 'completed',
          model: 'smollm2-135m-instruct',
          provider: 'local',
        }),
      ]);
      expect(overview.calls[0]).not.toHaveProperty('inputTokens');
      expect(overview.calls[0]).not.toHaveProperty('run');
      expect((await ledger.call(call.id))?.attemptDetails).toEqual([{ number: 1, intent: {}, outcome: {} }]);
      expect((await ledger.calls({ limit: 10, label: 'ward-7' })).calls.map((one) => one.id)).toEqual([
        kept.id,
      ]);
      return call;
    });
    const database = new DatabaseSync(place.database, { readOnly: true });
    const sums = database
      .prepare('SELECT principal, calls, metered, input FROM usage_day ORDER BY principal')
      .all();
    expect(sums.map((row) => ({ ...row }))).toEqual([
      { principal: 'erased', calls: 1, metered: 0, input: 0 },
      { principal: 'p_somebody', calls: 1, metered: 1, input: 12 },
    ]);
    database.close();
    expect(id).toHaveLength(26);
    await proved();
  });

  test('takes a refusal as well', async () => {
    await inHome(async (ledger) => {
      const call = someCall();
      await ledger.refusal({ call, decision: allowed, error: 'concurrency_exceeded' });
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      expect(await readable(ledger, call.id)).toBe(false);
    });
    await proved();
  });

  test('waits for nobody: a call under way is left whole, and the error says so', async () => {
    await inHome(async (ledger) => {
      const call = someCall();
      const attempt = await ledger.intent(someAttempt({ call }));
      await expect(erase(ledger, { kind: 'call', call: call.id, later: true })).rejects.toMatchObject({
        code: 'erasure_calls_open',
      });
      await attempt.outcome(someResult());
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      await expect(ledger.intent(someAttempt({ call, number: 2 }))).rejects.toThrow(/continue-call/);
    });
    await proved();
  });
});

describe('erasing a person', () => {
  test('destroys their keys, all or those of a project, and lets them go on under new ones', async () => {
    const [here, there] = [somebody('p_one'), { ...somebody('p_one'), project: 'ward' }];
    await inHome(async (ledger, store) => {
      const first = await recordCall(ledger, someCall({ principal: here }));
      const second = await recordCall(ledger, someCall({ principal: there }));
      const third = await recordCall(ledger, someCall({ principal: somebody('p_two') }));
      const scope = { kind: 'person', principals: ['p_one'], project: 'ward' } as const;
      expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({ calls: 1, domains: 1 });
      expect(await erase(ledger, scope)).toMatchObject({ calls: 1, domains: 1, leaves: 1 });
      expect(await readable(ledger, first.id)).toBe(true);
      expect(await readable(ledger, second.id)).toBe(false);
      await erase(ledger, { kind: 'person', principals: ['p_one'] });
      expect(await readable(ledger, first.id)).toBe(false);
      expect(await readable(ledger, third.id)).toBe(true);
      const next = await recordCall(ledger, someCall({ principal: here }));
      expect(await readable(ledger, next.id)).toBe(true);
      expect(await store.read('SELECT principal FROM erased_domain WHERE principal IS NOT NULL')).toEqual([]);
    });
    await proved();
  });

  test('is refused while a call of theirs is under way, and nothing is half erased', async () => {
    await inHome(async (ledger) => {
      const call = await recordCall(ledger);
      const attempt = await ledger.intent(someAttempt());
      await expect(erase(ledger, { kind: 'person', principals: ['p_somebody'] })).rejects.toMatchObject({
        code: 'erasure_calls_open',
      });
      expect(await readable(ledger, call.id)).toBe(true);
      await attempt.outcome(someResult());
    });
    await proved();
  });

  test('loses no call that comes at the same moment', async () => {
    await inHome(async (ledger) => {
      const calls = await Promise.all(
        Array.from({ length: 40 }, async (_, turn) => {
          if (turn === 20) {
            await erase(ledger, { kind: 'person', principals: ['p_somebody'] }).catch((thrown: unknown) =>
              expect(thrown).toMatchObject({ code: 'erasure_calls_open' }),
            );
          }
          return recordCall(ledger);
        }),
      );
      for (const { id } of calls) await readable(ledger, id);
      const after = await recordCall(ledger);
      expect(await readable(ledger, after.id)).toBe(true);
    });
    await proved();
  });
});

describe('erasing what is old', () => {
  test('destroys the keys of months that are over, and takes single calls of the month that is not', async () => {
    let now = Date.parse('2026-10-31T23:59:59Z');
    await inHome(
      async (ledger) => {
        const october = await recordCall(ledger);
        // Its second attempt is under the next month's key.
        const astride = someCall();
        await (
          await ledger.intent(someAttempt({ call: astride }))
        ).outcome(someResult({ status: 'failed', error: 'upstream_failed' }));
        now = Date.parse('2026-11-01T10:00:00Z');
        await (await ledger.intent(someAttempt({ call: astride, number: 2 }))).outcome(someResult());
        const early = await recordCall(ledger);
        now = Date.parse('2026-11-15T10:00:00Z');
        const late = await recordCall(ledger);
        const scope = { kind: 'before', time: '2026-11-10T00:00:00.000Z' } as const;
        expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({
          calls: 3,
          domains: 1,
          from: '2026-10-31T23:59:59.000Z',
          to: '2026-11-01T10:00:00.000Z',
        });
        expect(await erase(ledger, scope)).toMatchObject({ calls: 3, domains: 1, leaves: 2 });
        for (const { id } of [october, astride, early]) expect(await readable(ledger, id)).toBe(false);
        expect(await readable(ledger, late.id)).toBe(true);
      },
      () => now,
    );
    await proved();
  });
});

describe('a hold', () => {
  test.each([
    ['person', 'p_somebody'],
    ['project', 'default'],
  ] as const)('on a %s beats every erasure until it ends', async (kind, name) => {
    await inHome(async (ledger) => {
      const call = await recordCall(ledger);
      const hold = await ledger.erasures.addHold(owner, kind, name);
      for (const scope of [
        { kind: 'call', call: call.id, later: true },
        { kind: 'person', principals: ['p_somebody'] },
        { kind: 'before', time: '2100-01-01T00:00:00.000Z' },
      ] as const) {
        expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({ calls: 0, held: 1 });
        await expect(erase(ledger, scope)).rejects.toMatchObject({ code: 'erasure_held' });
      }
      expect(await readable(ledger, call.id)).toBe(true);
      await ledger.erasures.removeHold(owner, hold.id);
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      expect(await readable(ledger, call.id)).toBe(false);
    });
    await proved();
  });

  test('on a call keeps that call alone, also when everything else under its key goes', async () => {
    await inHome(async (ledger) => {
      const [kept, gone] = [await recordCall(ledger), await recordCall(ledger)];
      await ledger.erasures.addHold(owner, 'call', kept.id);
      const scope = { kind: 'person', principals: ['p_somebody'] } as const;
      expect(await erase(ledger, scope)).toMatchObject({ calls: 1, domains: 0, held: 1 });
      expect(await readable(ledger, kept.id)).toBe(true);
      expect(await readable(ledger, gone.id)).toBe(false);
    });
    await inHome(async (ledger) => expect(ledger.erasures.holds()).toHaveLength(1));
    await proved();
  });

  test('that was taken out of the database, or put there, is found', async () => {
    await inHome((ledger) => ledger.erasures.addHold(owner, 'project', 'ward'));
    const database = new DatabaseSync(place.database);
    database.exec("UPDATE hold SET name = 'other'");
    database.close();
    const report = await audit({ home: place.home, bodies: false });
    expect(report.verdict).toBe('broken');
  });
});

describe('conversations of the Ask page', () => {
  const document = (call: string): Buffer =>
    Buffer.from(
      JSON.stringify({ title: 'a secret', messages: [{ role: 'assistant', call, text: 'Hello.' }] }),
    );

  test('go whole with a call in them, and a page that is still open cannot bring them back', async () => {
    await inHome(async (ledger) => {
      const me = somebody();
      const [kept, gone] = [await recordCall(ledger), await recordCall(ledger)];
      await ledger.conversations.put(me, 'conversation-1', document(kept.id), Date.now());
      await ledger.conversations.put(me, 'conversation-2', document(gone.id), Date.now());
      const scope = { kind: 'call', call: gone.id, later: true } as const;
      expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({ conversations: 1 });
      expect(await erase(ledger, scope)).toMatchObject({ conversations: 1 });
      expect((await ledger.conversations.list(me)).map(({ id }) => id)).toEqual(['conversation-1']);
      await expect(
        ledger.conversations.put(me, 'conversation-2', document(gone.id), Date.now()),
      ).rejects.toMatchObject({ code: 'conversation_erased' });
    });
  });
});

describe('the files after an erasure', () => {
  test.each(['call', 'person'] as const)(
    'of a %s hold no byte of what was said, of the wrapped secret, of the row or of the key',
    async (kind) => {
      const words = `nobody-else-says-${'z'.repeat(40)}`;
      const needles: Uint8Array[] = [Buffer.from(words), Buffer.from('run-of-theirs')];
      await inHome(async (ledger, store) => {
        const principal = somebody('p_someone-in-particular');
        // So many that rows are moved between pages, which is when SQLite leaves copies of them behind.
        for (let turn = 0; turn < 40; turn += 1) {
          await Promise.all(
            ['p_other', principal.id].map((id) =>
              recordCall(
                ledger,
                someCall({
                  principal: { ...principal, id },
                  run: id === principal.id ? 'run-of-theirs' : `run-${turn}`,
                  asked: 'x'.repeat((turn * 37) % 400),
                  request: request(id === principal.id ? words : `${turn}`),
                }),
                'y'.repeat((turn * 91) % 900),
              ),
            ),
          );
        }
        needles.push(Buffer.from(principal.id));
        const secrets = await store.read<{ secret: Uint8Array }>(
          'SELECT attempt.secret FROM attempt JOIN call ON call.id = attempt.call WHERE call.principal = ?',
          [principal.id],
        );
        const domains = await store.read<{ secret: Uint8Array }>(
          'SELECT secret FROM domain WHERE principal = ?',
          [principal.id],
        );
        const bodies = await store.read<{ secret: Uint8Array }>(
          'SELECT bytes AS secret FROM body JOIN call ON body.place = call.leaf * 4 WHERE call.principal = ?',
          [principal.id],
        );
        expect([secrets.length, domains.length, bodies.length]).toEqual([40, 1, 40]);
        const first = (await ledger.calls({ limit: 100, run: 'run-of-theirs' })).calls.at(-1)?.id ?? '';
        const scope: ErasureScope =
          kind === 'call' ? { kind, call: first, later: true } : { kind, principals: [principal.id] };
        for (const { secret } of [...secrets, ...bodies, ...(kind === 'person' ? domains : [])]) {
          expect(await filesWith(secret)).not.toEqual([]);
          needles.push(secret.subarray(12, 44));
        }
        expect(await erase(ledger, scope)).toMatchObject({
          calls: 40,
          files: { logEmptied: true, compacted: true },
        });
        // The key of the caller's domain lives on when single calls go, and with it the name in its row.
        const gone = kind === 'call' ? needles.filter((_, at) => at !== 2) : needles;
        for (const needle of gone) expect(await filesWith(needle)).toEqual([]);
      });
      await proved();
    },
  );
});

describe('any erasures', () => {
  test('leave the log proved, and exactly what they named unreadable', async () => {
    const people = ['p_a', 'p_b'];
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('record' as const), who: fc.nat(1), run: fc.nat(2) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('call' as const), at: fc.nat(20), bodies: fc.boolean() }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('person' as const), who: fc.nat(1), bodies: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('later' as const), at: fc.nat(20) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        await place.remove();
        place = await makeTestHome();
        const recorded: { id: string; who: string; run: string }[] = [];
        const gone = new Set<string>();
        await inHome(async (ledger) => {
          for (const one of steps) {
            if (one.kind === 'record') {
              const [who, run] = [people[one.who] ?? '', `run-${one.run}`];
              const call = someCall({ principal: somebody(who), run, request: request(who) });
              recorded.push({ id: (await recordCall(ledger, call)).id, who, run });
              continue;
            }
            const extent = 'bodies' in one && one.bodies ? 'bodies' : 'everything';
            if (one.kind === 'person') {
              const who = people[one.who] ?? '';
              await erase(ledger, { kind: 'person', principals: [who] }, extent);
              for (const call of recorded) {
                if (call.who === who) gone.add(call.id);
              }
              continue;
            }
            const at = recorded.length === 0 ? 0 : one.at % recorded.length;
            const named = recorded[at];
            if (named === undefined) continue;
            const later = one.kind === 'later';
            // The name of a run goes with its call, so a run whose first call was erased before cannot be followed.
            const known = (await ledger.call(named.id))?.run;
            await erase(ledger, { kind: 'call', call: named.id, later }, extent);
            gone.add(named.id);
            if (!later || known === undefined) continue;
            for (const call of recorded.slice(at)) {
              if (call.run === named.run && call.who === named.who) gone.add(call.id);
            }
          }
          for (const { id } of recorded) expect(await readable(ledger, id)).toBe(!gone.has(id));
        });
        await proved();
      }),
      { numRuns: 5 },
    );
  }, 120_000);

  test('are found out when the rows say more than the log', async () => {
    const [kept, gone] = await inHome(async (ledger) => {
      const calls = [await recordCall(ledger), await recordCall(ledger)];
      await erase(ledger, { kind: 'call', call: calls[1]?.id ?? '', later: true });
      return calls.map(({ id }) => id);
    });
    await proved();
    const database = new DatabaseSync(place.database);
    // Cleared in the same way, and pointing to an erasure that is there, but is another call's.
    database.exec(`UPDATE call SET principal = 'erased', asked = 'erased', run = NULL, status = status, input_tokens = NULL,
        output_tokens = NULL, usage_source = NULL, total_ms = NULL, erased = (SELECT erased FROM call WHERE id = '${gone}') WHERE id = '${kept}';
      UPDATE attempt SET domain = '', secret = x'', detail = '{}', result = '{}' WHERE call = '${kept}';
      DELETE FROM call_label; DELETE FROM body;`);
    database.close();
    const report = await audit({ home: place.home, bodies: true });
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ call: kept, what: expect.stringMatching(/leaf does not say so/) as string }),
    );
  });
});
