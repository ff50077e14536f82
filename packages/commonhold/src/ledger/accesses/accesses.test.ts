import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { openHomeForEach } from '../each-home.fixture.ts';
import { allowed, recordCall, somebody, someAttempt, someCall, someResult } from '../home.fixture.ts';

const home = openHomeForEach();

const never = new AbortController().signal;

/** A request in the protocol of clients, as they send it. */
function asking(content: string): Uint8Array {
  return Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }));
}

function search(words: string, more: object = {}) {
  return home.ledger.accesses.search({ words, among: more }, somebody('p_reader'), undefined, never);
}

describe('a reason', () => {
  const reason = 'Because of the complaint of 12 November';

  test('is read by whoever may see the list, and stands in the log as a digest only', async () => {
    const call = await recordCall(home.ledger);
    await home.ledger.openBodies(call.id, somebody('p_reader'), { reason });
    const [look] = await home.ledger.accesses.list({ limit: 10 });
    expect(look).toMatchObject({
      action: 'open-body',
      call: call.id,
      fields: ['received', 'request'],
      principal: 'p_reader',
      statement: { reason },
      statementErased: false,
    });
    await home.close();
    const files = await Promise.all(
      [home.place.database, `${home.place.database}-wal`].map((path) =>
        readFile(path).catch(() => Buffer.alloc(0)),
      ),
    );
    for (const bytes of files) expect(bytes.includes('complaint')).toBe(false);
    expect(await audit({ home: home.place.home, bodies: true })).toMatchObject({ verdict: 'proved' });
  });

  test.each([
    ['moved to another look', 'UPDATE access SET sealed = (SELECT max(sealed) FROM access WHERE leaf <> 0)'],
    ['taken away', 'UPDATE access SET sealed = NULL'],
    ['taken away with the look', 'DELETE FROM access WHERE leaf = (SELECT max(leaf) FROM access)'],
    ['told of another call', "UPDATE access SET call = '0'"],
    ['given to a look that never was', "INSERT INTO access VALUES (0, NULL, x'00')"],
  ])('that was %s is noticed by verify', async (_, change) => {
    const call = await recordCall(home.ledger);
    for (const why of [reason, 'another one'])
      await home.ledger.openBodies(call.id, somebody(), { reason: why });
    await home.close();
    const database = new DatabaseSync(home.place.database);
    database.exec(change);
    database.close();
    expect((await audit({ home: home.place.home, bodies: false })).verdict).toBe('broken');
  });

  test('goes when the key of the reader’s month is destroyed, and the list says so', async () => {
    const call = await recordCall(home.ledger);
    await home.ledger.openBodies(call.id, somebody('p_reader'), { reason });
    await home.close();
    const database = new DatabaseSync(home.place.database);
    database.exec("DELETE FROM domain WHERE principal = 'p_reader'");
    database.close();
    await home.open();
    const [look] = await home.ledger.accesses.list({ limit: 10 });
    expect(look).toMatchObject({ call: call.id, statementErased: true });
    expect(look).not.toHaveProperty('statement');
    expect(look).not.toHaveProperty('principal');
  });
});

describe('a search in what was said', () => {
  test('finds words in requests and in answers however they are written, latest call first', async () => {
    const first = await recordCall(home.ledger, someCall({ request: asking('Was für ein "Schöner" Tag') }));
    await recordCall(home.ledger, someCall({ request: asking('nothing of that') }), 'Nor here.');
    const last = await recordCall(home.ledger, someCall({ request: asking('?') }), 'ein "schöner" abend');
    const { found, searched, older } = await search('"SCHÖNER"');
    expect(found.map(({ call, field }) => [call.id, field])).toEqual([
      [last.id, 'received'],
      [first.id, 'request'],
    ]);
    expect(found[1]?.excerpt).toBe('Was für ein "Schöner" Tag');
    expect(searched).toMatchObject({ calls: 3, erased: 0, newest: last.id, oldest: first.id });
    expect(older).toBeUndefined();
  });

  test('finds words of a streamed answer that came in pieces', async () => {
    const piece = (text: string): string =>
      `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":null}]}\n\n`;
    const call = someCall({ request: asking('hello') });
    const attempt = await home.ledger.intent({
      ...someAttempt({ call }),
      providerWire: 'openai-chat',
    });
    attempt.received(Buffer.from(piece('diag') + piece('nosis')));
    await attempt.outcome(someResult({ status: 'aborted', error: 'client_gone' }));
    expect((await search('diagnosis')).found).toMatchObject([{ excerpt: 'diagnosis', field: 'received' }]);
  });

  test('takes the words as they stand, and not as a pattern', async () => {
    await recordCall(home.ledger, someCall({ request: asking('a.c and (x|y) cost $5') }));
    for (const words of ['a.c', '(x|y)', '$5']) expect((await search(words)).found).toHaveLength(1);
    for (const words of ['abc', '.', 'x|y)z']) {
      expect((await search(words)).found).toHaveLength(words === '.' ? 1 : 0);
    }
  });

  test('is one leaf, with the words sealed beside it, whatever it found', async () => {
    await recordCall(home.ledger, someCall({ request: asking('hello') }));
    const before = home.store.head().size;
    await search('absent');
    expect(home.store.head().size).toBe(before + 1);
    expect(await home.ledger.accesses.list({ limit: 2 })).toMatchObject([
      {
        action: 'search-bodies',
        principal: 'p_reader',
        statement: { search: { words: 'absent', calls: 1 } },
      },
    ]);
  });

  test('that is broken off shows nothing and leaves nothing', async () => {
    await recordCall(home.ledger, someCall({ request: asking('hello') }));
    const before = home.store.head().size;
    const gone = AbortSignal.abort(new Error('hung up'));
    await expect(
      home.ledger.accesses.search({ words: 'hello', among: {} }, somebody(), undefined, gone),
    ).rejects.toThrow('hung up');
    expect(home.store.head().size).toBe(before);
  });

  test('passes over what was erased and looks only among the calls asked for', async () => {
    const anna = somebody('p_anna');
    await recordCall(home.ledger, someCall({ request: asking('hello'), principal: anna }));
    const other = await recordCall(home.ledger, someCall({ request: asking('hello') }));
    await home.ledger.refusal({
      call: someCall({ request: asking('hello'), principal: anna }),
      decision: allowed,
      error: 'policy_denied',
    });
    expect((await search('hello', { principal: 'p_anna' })).found).toHaveLength(2);
    await home.ledger.erasures.erase({
      scope: { kind: 'person', principals: [anna.id] },
      extent: 'everything',
      basis: 'request',
      actor: somebody(),
      compact: 'never',
    });
    const { found, searched } = await search('hello');
    expect(found.map(({ call }) => call.id)).toEqual([other.id]);
    expect(searched).toMatchObject({ calls: 1, erased: 2 });
  });
});
