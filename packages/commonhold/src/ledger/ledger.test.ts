import { createHash } from 'node:crypto';
import { copyFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Leaf, OutcomeLeaf } from '@commonhold/record';
import { systemClock } from '#base';
import { audit } from './audit/audit.ts';
import { homeForEach } from './each-home.fixture.ts';
import { allowed, recordCall, somebody, someAttempt, someCall, someResult } from './home.fixture.ts';

const place = homeForEach();

async function proved(expected: { opened?: number } = {}): Promise<void> {
  const report = await audit({ home: place.home, bodies: true });
  expect(report.findings).toEqual([]);
  expect(report.verdict).toBe('proved');
  if (expected.opened !== undefined) expect(report.bodies.opened).toBe(expected.opened);
}

describe('the ledger', () => {
  test('records a call that can be listed, shown, opened and proved', async () => {
    const { store, ledger } = await place.open();
    const call = await recordCall(ledger, someCall({ run: 'homework' }));
    const [summary] = (await ledger.calls({ limit: 10 })).calls;
    expect(summary).toMatchObject({
      id: call.id,
      status: 'completed',
      attempts: 1,
      asked: 'smollm2-135m-instruct',
      provider: 'local',
      inputTokens: 12,
      outputTokens: 34,
      totalMs: 12.25,
    });
    const detail = await ledger.call(call.id);
    expect(detail?.leaves.map(({ leaf }) => leaf.kind)).toEqual(['intent', 'outcome']);
    expect(detail?.attemptDetails[0]?.intent).toMatchObject({ principal: 'p_somebody', run: 'homework' });
    const bodies = await ledger.openBodies(call.id, somebody());
    expect(bodies.map(({ field, bytes }) => [field, Buffer.from(bytes).toString()])).toEqual([
      ['request', call.request.toString()],
      ['received', 'Hello.'],
    ]);
    const note = await ledger.checkpoint();
    expect(note.startsWith(`${ledger.origin}\n`)).toBe(true);
    expect((await ledger.call(call.id))?.checkpointSize).toBe(store.head().size);
    await ledger.close();
    await store.close();
    await proved({ opened: 2 });
  });

  test('keeps names, addresses and content out of the leaves', async () => {
    const { store, ledger } = await place.open();
    const call = someCall({ run: 'secret-run', asked: 'owner-alias' });
    const attempt = await ledger.intent(
      someAttempt({
        call,
        model: 'owner-model',
        modelIsBuiltIn: false,
        destination: { ...someAttempt().destination, provider: 'owner-provider', local: 'no', country: 'DE' },
        decision: {
          ...allowed,
          trail: ['deny:owner-rule', 'allow:valid-key'],
          labels: ['personal', 'owner-label'],
        },
      }),
    );
    attempt.received(Buffer.from('content-of-answer'));
    await attempt.outcome(someResult());
    const leaves = await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM leaf');
    const log = leaves.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n');
    for (const hidden of [
      'owner-',
      'secret-run',
      'content-of-answer',
      'p_somebody',
      'Some Body',
      '"input":12',
    ]) {
      expect(log).not.toContain(hidden);
    }
    for (const clear of ['"personal"', 'allow:valid-key', '"input":16', '"DE"']) expect(log).toContain(clear);
    await ledger.close();
    await store.close();
    await proved();
  });

  test('stores what was sent only where it differs from the request', async () => {
    const { store, ledger } = await place.open();
    const call = someCall();
    const first = await ledger.intent(someAttempt({ call, sent: Buffer.from('changed') }));
    await first.outcome(
      someResult({ status: 'failed', error: 'upstream_unreachable', http: undefined, usage: undefined }),
    );
    expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({
      status: 'failed',
      error: 'upstream_unreachable',
    });
    const second = await ledger.intent(someAttempt({ call, number: 2 }));
    expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({ status: 'open', attempts: 2 });
    second.received(Buffer.from('yes'));
    await second.outcome(someResult());
    const bodies = await ledger.openBodies(call.id, somebody());
    expect(bodies.map(({ attempt, field }) => `${attempt} ${field}`)).toEqual([
      '1 request',
      '1 sent',
      '2 received',
    ]);
    expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({ status: 'completed', attempts: 2 });
    await ledger.close();
    await store.close();
    await proved({ opened: 3 });
  });

  test('writes an outcome whatever a destination says', async () => {
    const { store, ledger } = await place.open();
    const attempt = await ledger.intent(someAttempt());
    const raw = { odd: 'half \ud800 character', huge: Number.POSITIVE_INFINITY };
    await attempt.outcome(
      someResult({
        http: 999,
        servedModel: 'half \udc00',
        usage: { inputTokens: 1.5, outputTokens: -1, source: 'reported', raw },
        warnings: ['\ud800'],
      }),
    );
    const [summary] = (await ledger.calls({ limit: 1 })).calls;
    expect(summary).toMatchObject({ status: 'completed', usageSource: 'reported' });
    expect(summary).not.toHaveProperty('inputTokens');
    const detail = await ledger.call(summary?.id ?? '');
    expect(detail?.attemptDetails[0]?.outcome).toMatchObject({ http: 999, repaired: true });
    await ledger.close();
    await store.close();
    await proved();
  });

  test('refuses a call whose names have no canonical text, before anything is written', async () => {
    const { store, ledger } = await place.open();
    const { size } = store.head();
    await expect(
      ledger.intent(someAttempt({ call: someCall({ asked: 'half \ud800' }) })),
    ).rejects.toMatchObject({ code: 'request_invalid' });
    expect(store.head().size).toBe(size);
    await ledger.close();
    await store.close();
  });

  test('an earlier attempt that ends late does not speak for the call', async () => {
    const { store, ledger } = await place.open();
    const call = someCall();
    const first = await ledger.intent(someAttempt({ call }));
    const second = await ledger.intent(someAttempt({ call, number: 2 }));
    await second.outcome(someResult());
    await first.outcome(someResult({ status: 'aborted', error: 'client_gone' }));
    expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({ status: 'completed' });
    await ledger.close();
    await store.close();
    await proved();
  });

  test('commits to an answer of many pieces, to an empty one, and to none', async () => {
    const { store, ledger } = await place.open();
    const pieces = Array.from({ length: 40 }, (_, at) => Buffer.alloc(5000, at));
    const long = await ledger.intent(someAttempt());
    for (const piece of pieces) {
      long.received(piece);
      long.replied(piece);
    }
    await long.outcome(someResult());
    const empty = await ledger.intent(someAttempt());
    await empty.outcome(someResult({ http: 204 }));
    const none = await ledger.intent(someAttempt());
    await none.outcome(someResult({ status: 'failed', error: 'upstream_unreachable', http: undefined }));
    const outcomes = (await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM leaf ORDER BY idx'))
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as Leaf)
      .filter((leaf): leaf is OutcomeLeaf => leaf.kind === 'outcome');
    expect(outcomes.map(({ commit }) => Object.keys(commit).join(' '))).toEqual([
      'detail received replied',
      'detail received',
      'detail',
    ]);
    await ledger.close();
    await store.close();
    await proved({ opened: 5 });
  });

  test('records a refusal with its request', async () => {
    const { store, ledger } = await place.open();
    const call = someCall();
    await ledger.refusal({ call, decision: { ...allowed, trail: ['deny:eu-only'] }, error: 'policy_denied' });
    expect((await ledger.calls({ limit: 1 })).calls[0]).toMatchObject({
      status: 'refused',
      error: 'policy_denied',
      attempts: 0,
    });
    expect((await ledger.openBodies(call.id, somebody()))[0]?.field).toBe('request');
    await ledger.close();
    await store.close();
    await proved({ opened: 1 });
  });

  test('takes 500 intents at once, each durable with an index of its own', async () => {
    const { store, ledger } = await place.open();
    const attempts = await Promise.all(Array.from({ length: 500 }, () => ledger.intent(someAttempt())));
    expect(new Set(attempts.map(({ intent }) => intent)).size).toBe(500);
    await Promise.all(attempts.map((attempt) => attempt.outcome(someResult())));
    const [{ domains } = { domains: 0 }] = await store.read<{ domains: number }>(
      'SELECT count(*) AS domains FROM domain',
    );
    expect(domains).toBe(1);
    await ledger.close();
    await store.close();
    await proved({ opened: 1000 });
  });

  test('filters and pages by the order of the log', async () => {
    const { store, ledger } = await place.open();
    const ids: string[] = [];
    for (const principal of ['p_a', 'p_b', 'p_a']) {
      ids.push((await recordCall(ledger, someCall({ principal: somebody(principal) }))).id);
    }
    const list = async (query: object) =>
      (await ledger.calls({ limit: 10, ...query })).calls.map(({ id }) => id);
    expect(await list({})).toEqual(ids.toReversed());
    expect(await list({ principal: 'p_a' })).toEqual([ids[2], ids[0]]);
    expect(await list({ before: ids[2] })).toEqual([ids[1], ids[0]]);
    expect(await list({ status: 'failed' })).toEqual([]);
    expect(await list({ model: 'smollm2-135m-instruct', limit: 1 })).toEqual([ids[2]]);
    expect(await ledger.call('0'.repeat(26))).toBeUndefined();
    await expect(ledger.openBodies('0'.repeat(26), somebody())).rejects.toMatchObject({
      code: 'call_unknown',
    });
    await ledger.close();
    await store.close();
  });

  test('gives what a stopped node left open the outcome unknown, once', async () => {
    const first = await place.open();
    const call = someCall();
    await first.ledger.intent(someAttempt({ call }));
    await recordCall(first.ledger);
    await first.store.close();
    for (const recovered of [1, 0]) {
      const { store, ledger } = await place.open();
      expect((await ledger.calls({ limit: 5 })).calls.map(({ status }) => status)).toEqual([
        'completed',
        'unknown',
      ]);
      const [session] = await store.read<{ bytes: Uint8Array }>(
        `SELECT bytes FROM leaf WHERE bytes LIKE '%"open"%' ORDER BY idx DESC LIMIT 1`,
      );
      expect(JSON.parse(Buffer.from(session?.bytes ?? []).toString())).toMatchObject({ recovered });
      await ledger.close();
      await store.close();
    }
    await proved();
    expect((await audit({ home: place.home, bodies: false })).pairs.unknown).toBe(1);
  });

  test('is proved beside a node that goes on writing', async () => {
    const { store, ledger } = await place.open();
    const stop = new AbortController();
    const writing = Array.from({ length: 8 }, async () => {
      while (!stop.signal.aborted) await recordCall(ledger);
    });
    for (let round = 0; round < 3; round++) await proved();
    stop.abort();
    await Promise.all(writing);
    await ledger.close();
    await store.close();
    await proved();
  });

  test('writes nothing after its closing leaf', async () => {
    const { store, ledger } = await place.open();
    const late = await ledger.intent(someAttempt());
    await ledger.close();
    await expect(late.outcome(someResult())).rejects.toMatchObject({ code: 'node_stopping' });
    await expect(ledger.intent(someAttempt())).rejects.toMatchObject({ code: 'node_stopping' });
    await store.close();
    expect(await audit({ home: place.home, bodies: true })).toMatchObject({
      verdict: 'proved',
      pairs: { open: 1 },
    });
  });

  test('a month change makes a new domain, and a key that is gone without an erasure is found', async () => {
    let now = Date.parse('2026-11-30T23:59:59Z');
    const clock = { ...systemClock, now: () => now };
    const { store, ledger } = await place.open(clock);
    const before = await recordCall(ledger);
    now = Date.parse('2026-12-01T00:00:01Z');
    const after = await recordCall(ledger);
    const domains = await store.read<{ month: string }>('SELECT month FROM domain ORDER BY month');
    expect(domains).toEqual([{ month: '2026-11' }, { month: '2026-12' }]);
    await ledger.close();
    await store.close();
    const database = new DatabaseSync(place.database);
    database.exec("DELETE FROM domain WHERE month = '2026-11'");
    database.close();
    const report = await audit({ home: place.home, bodies: true });
    expect(report).toMatchObject({ verdict: 'broken', bodies: { opened: 2, erased: 2 } });
    expect(report.findings).toEqual([
      expect.objectContaining({
        call: before.id,
        what: 'The key of this attempt is gone, and no erasure leaf says so.',
      }),
    ]);
    const again = await place.open(clock);
    await expect(again.ledger.openBodies(before.id, somebody())).rejects.toMatchObject({
      code: 'home_damaged',
    });
    expect(await again.ledger.openBodies(after.id, somebody())).toHaveLength(2);
    await again.ledger.close();
    await again.store.close();
  });

  test('goes on when the clock was set back, and the audit counts it', async () => {
    let now = Date.parse('2026-11-22T10:00:00Z');
    const clock = { ...systemClock, now: () => now };
    const { store, ledger } = await place.open(clock);
    const first = await recordCall(ledger);
    now -= 3_600_000;
    const second = await recordCall(ledger);
    expect((await ledger.calls({ limit: 2 })).calls.map(({ id }) => id)).toEqual([second.id, first.id]);
    await ledger.close();
    await store.close();
    const report = await audit({ home: place.home, bodies: true });
    expect(report).toMatchObject({ verdict: 'proved', clockSteps: 1 });
  });

  test('keeps its key files to their owner and refuses to start without them', async () => {
    const { store, ledger } = await place.open();
    await ledger.close();
    await store.close();
    for (const name of ['root.key', 'signing.key']) {
      const { mode, size } = await stat(join(place.home, 'keys', name));
      expect([mode & 0o777, size]).toEqual([0o600, 32]);
    }
    await rename(join(place.home, 'keys', 'root.key'), join(place.home, 'keys', 'elsewhere'));
    await expect(place.open()).rejects.toMatchObject({
      code: 'keys_missing',
      message: expect.stringContaining(join(place.home, 'keys')),
    });
    const report = await audit({ home: place.home, bodies: true });
    expect(report).toMatchObject({ verdict: 'proved', bodies: { checked: false } });
    expect(report.cannot.join(' ')).toContain(`root.key is not in ${join(place.home, 'keys')}`);
  });

  test('keys and credentials are held against the change leaves', async () => {
    const { store, ledger } = await place.open();
    const hash = createHash('sha256').update('key').digest();
    const created = '2026-11-22T10:00:00.000Z';
    await ledger.change({ actor: somebody(), subject: 'key', action: 'add', target: 'k_1' }, [
      {
        statement: 'insert-key',
        values: ['k_1', hash, 'p_1', 'Anna', 'person', 'owner', 'default', '[]', created],
      },
    ]);
    const sealed = ledger.sealCredential('elsewhere', Buffer.from('sk-1'));
    expect(Buffer.from(ledger.openCredential('elsewhere', sealed)).toString()).toBe('sk-1');
    expect(() => ledger.openCredential('another', sealed)).toThrow(/No credential/);
    await ledger.change({ actor: somebody(), subject: 'credential', action: 'add', target: 'elsewhere' }, [
      { statement: 'put-credential', values: ['elsewhere', sealed, created] },
    ]);
    await ledger.change({ actor: somebody(), subject: 'key', action: 'remove', target: 'k_1' }, [
      { statement: 'revoke-key', values: [created, 'k_1'] },
    ]);
    await expect(
      ledger.change({ actor: somebody(), subject: 'key', action: 'remove', target: 'k_2' }, [
        { statement: 'revoke-key', values: [created, 'k_2'] },
      ]),
    ).rejects.toThrow(/met no row/);
    await ledger.close();
    await store.close();
    await proved();
  });

  test('refuses to go on from a log that is not the one it signed', async () => {
    const { store, ledger } = await place.open();
    await recordCall(ledger);
    await ledger.close();
    await store.close();
    await copyFile(place.database, `${place.database}.intact`);
    for (const damage of [
      'UPDATE frontier SET nodes = zeroblob(length(nodes))',
      'DELETE FROM checkpoint',
      'DELETE FROM node',
      // One character of the signature, whatever it is, becomes another one.
      `UPDATE checkpoint SET note = substr(note, 1, length(note) - 12) ||
         CASE substr(note, length(note) - 11, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(note, length(note) - 10)`,
      'UPDATE checkpoint SET nodes = zeroblob(length(nodes))',
    ]) {
      await copyFile(`${place.database}.intact`, place.database);
      const database = new DatabaseSync(place.database);
      database.exec(damage);
      database.close();
      await expect(place.open(), damage).rejects.toMatchObject({ code: 'home_damaged' });
    }
  });
});
