import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { allowed, recordCall, somebody, someAttempt, someCall, someResult } from '../home.fixture.ts';
import { erase, expectProved, inHome, isReadable, owner } from './erasure.fixture.ts';

const place = homeForEach();

describe('erasing a call', () => {
  test('takes the later calls of its run along, which repeat its words, and no others', async () => {
    await inHome(place, async (ledger) => {
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
      for (const { id } of [first, later]) expect(await isReadable(ledger, id)).toBe(false);
      for (const { id } of [before, other, stranger]) expect(await isReadable(ledger, id)).toBe(true);
      expect((await ledger.calls({ limit: 10, run: 'r' })).calls.map(({ id }) => id)).toEqual([
        stranger.id,
        before.id,
      ]);
    });
    await expectProved(place);
  });

  test('leaves in the index what the log says too, and keeps the sums of days whole', async () => {
    const { id } = await inHome(place, async (ledger) => {
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
    await expectProved(place);
  });

  test('takes a refusal as well', async () => {
    await inHome(place, async (ledger) => {
      const call = someCall();
      await ledger.refusal({ call, decision: allowed, error: 'concurrency_exceeded' });
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      expect(await isReadable(ledger, call.id)).toBe(false);
    });
    await expectProved(place);
  });

  test('waits for nobody: a call under way is left whole, and the error says so', async () => {
    await inHome(place, async (ledger) => {
      const call = someCall();
      const attempt = await ledger.intent(someAttempt({ call }));
      await expect(erase(ledger, { kind: 'call', call: call.id, later: true })).rejects.toMatchObject({
        code: 'erasure_calls_open',
      });
      await attempt.outcome(someResult());
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      await expect(ledger.intent(someAttempt({ call, number: 2 }))).rejects.toThrow(/continue-call/);
    });
    await expectProved(place);
  });
});

describe('erasing a person', () => {
  test('destroys their keys, all or those of a project, and lets them go on under new ones', async () => {
    const [here, there] = [somebody('p_one'), { ...somebody('p_one'), project: 'ward' }];
    await inHome(place, async (ledger, store) => {
      const first = await recordCall(ledger, someCall({ principal: here }));
      const second = await recordCall(ledger, someCall({ principal: there }));
      const third = await recordCall(ledger, someCall({ principal: somebody('p_two') }));
      const scope = { kind: 'person', principals: ['p_one'], project: 'ward' } as const;
      expect(await ledger.erasures.preview(scope, 'everything')).toMatchObject({ calls: 1, domains: 1 });
      expect(await erase(ledger, scope)).toMatchObject({ calls: 1, domains: 1, leaves: 1 });
      expect(await isReadable(ledger, first.id)).toBe(true);
      expect(await isReadable(ledger, second.id)).toBe(false);
      await erase(ledger, { kind: 'person', principals: ['p_one'] });
      expect(await isReadable(ledger, first.id)).toBe(false);
      expect(await isReadable(ledger, third.id)).toBe(true);
      const next = await recordCall(ledger, someCall({ principal: here }));
      expect(await isReadable(ledger, next.id)).toBe(true);
      expect(await store.read('SELECT principal FROM erased_domain WHERE principal IS NOT NULL')).toEqual([]);
    });
    await expectProved(place);
  });

  test('is refused while a call of theirs is under way, and nothing is half erased', async () => {
    await inHome(place, async (ledger) => {
      const call = await recordCall(ledger);
      const attempt = await ledger.intent(someAttempt());
      await expect(erase(ledger, { kind: 'person', principals: ['p_somebody'] })).rejects.toMatchObject({
        code: 'erasure_calls_open',
      });
      expect(await isReadable(ledger, call.id)).toBe(true);
      await attempt.outcome(someResult());
    });
    await expectProved(place);
  });

  test('loses no call that comes at the same moment', async () => {
    await inHome(place, async (ledger) => {
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
      for (const { id } of calls) await isReadable(ledger, id);
      const after = await recordCall(ledger);
      expect(await isReadable(ledger, after.id)).toBe(true);
    });
    await expectProved(place);
  });
});

describe('erasing what is old', () => {
  test('destroys the keys of months that are over, and takes single calls of the month that is not', async () => {
    let now = Date.parse('2026-10-31T23:59:59Z');
    await inHome(
      place,
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
        for (const { id } of [october, astride, early]) expect(await isReadable(ledger, id)).toBe(false);
        expect(await isReadable(ledger, late.id)).toBe(true);
      },
      () => now,
    );
    await expectProved(place);
  });
});

describe('a hold', () => {
  test.each([
    ['person', 'p_somebody'],
    ['project', 'default'],
  ] as const)('on a %s beats every erasure until it ends', async (kind, name) => {
    await inHome(place, async (ledger) => {
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
      expect(await isReadable(ledger, call.id)).toBe(true);
      await ledger.erasures.removeHold(owner, hold.id);
      await erase(ledger, { kind: 'call', call: call.id, later: true });
      expect(await isReadable(ledger, call.id)).toBe(false);
    });
    await expectProved(place);
  });

  test('on a call keeps that call alone, also when everything else under its key goes', async () => {
    await inHome(place, async (ledger) => {
      const [kept, gone] = [await recordCall(ledger), await recordCall(ledger)];
      await ledger.erasures.addHold(owner, 'call', kept.id);
      const scope = { kind: 'person', principals: ['p_somebody'] } as const;
      expect(await erase(ledger, scope)).toMatchObject({ calls: 1, domains: 0, held: 1 });
      expect(await isReadable(ledger, kept.id)).toBe(true);
      expect(await isReadable(ledger, gone.id)).toBe(false);
    });
    await inHome(place, async (ledger) => expect(ledger.erasures.holds()).toHaveLength(1));
    await expectProved(place);
  });

  test('that was taken out of the database, or put there, is found', async () => {
    await inHome(place, (ledger) => ledger.erasures.addHold(owner, 'project', 'ward'));
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
    await inHome(place, async (ledger) => {
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
