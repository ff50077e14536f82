import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { openHomeForEach } from '../each-home.fixture.ts';
import { allowed, somebody, someAttempt, someCall, someResult } from '../home.fixture.ts';

const home = openHomeForEach();

const reason = 'Not to a vendor that nobody knows';
const granted = {
  request: '01request1',
  call: '01call1',
  rules: ['ask-first'],
  decision: 'granted',
} as const;
const refused = { ...granted, request: '01request2', decision: 'refused', reason } as const;

async function decide(): Promise<void> {
  await home.ledger.approvals.record(somebody('p_anna'), granted);
  await home.ledger.approvals.record(somebody('p_ben'), refused);
}

describe('what was decided about approvals', () => {
  test('is read later, by who decided, latest first and page by page', async () => {
    await decide();
    const [latest, ...older] = await home.ledger.approvals.list(10);
    expect(latest).toMatchObject({ decision: 'refused', principal: 'p_ben', about: refused });
    expect(older).toMatchObject([{ decision: 'granted', principal: 'p_anna', about: granted }]);
    expect(await home.ledger.approvals.list(10, latest?.index)).toEqual(older);
  });

  test('stands in the log as a digest, and its words in no file', async () => {
    await decide();
    await home.close();
    const files = await Promise.all(
      [home.place.database, `${home.place.database}-wal`].map((path) =>
        readFile(path).catch(() => Buffer.alloc(0)),
      ),
    );
    for (const bytes of files) {
      for (const word of [reason, 'ask-first', granted.request]) expect(bytes.includes(word)).toBe(false);
    }
    expect(await audit({ home: home.place.home, bodies: true })).toMatchObject({ verdict: 'proved' });
  });

  test('goes when the key of whoever decided is destroyed, and that something was decided stays', async () => {
    await decide();
    await home.close();
    const database = new DatabaseSync(home.place.database);
    database.exec("DELETE FROM domain WHERE principal = 'p_ben'");
    database.close();
    await home.open();
    const [latest] = await home.ledger.approvals.list(1);
    expect(latest).toMatchObject({ decision: 'refused' });
    expect(latest).not.toHaveProperty('principal');
    expect(latest).not.toHaveProperty('about');
  });

  test.each([
    ['taken away', 'DELETE FROM approval WHERE leaf = (SELECT max(leaf) FROM approval)'],
    [
      'put in place of another',
      'UPDATE approval SET sealed = (SELECT sealed FROM approval ORDER BY leaf LIMIT 1)',
    ],
    ['told of a decision that never was', "INSERT INTO approval VALUES (0, x'00')"],
    ['changed', 'UPDATE approval SET sealed = zeroblob(length(sealed))'],
  ])('is noticed by verify when it was %s', async (_, change) => {
    await decide();
    await home.close();
    const database = new DatabaseSync(home.place.database);
    database.exec(change);
    database.close();
    expect((await audit({ home: home.place.home, bodies: false })).verdict).toBe('broken');
  });

  test('names in clear whom every node can ask, and nobody whom an owner has named', async () => {
    const trail = ['deny:ask-first', 'approve:owner', 'approve:another-owner', 'approve:Nurse Ada'];
    const attempt = await home.ledger.intent(
      someAttempt({ call: someCall(), decision: { ...allowed, trail } }),
    );
    await attempt.outcome(someResult());
    await home.close();
    const database = new DatabaseSync(home.place.database);
    const leaves = database.prepare('SELECT CAST(bytes AS TEXT) AS text FROM leaf').all();
    database.close();
    const texts = leaves.map(({ text }) => String(text));
    expect(texts.some((text) => text.includes('"approve:owner","approve:another-owner",'))).toBe(true);
    expect(texts.every((text) => !text.includes('Nurse') && !text.includes('ask-first'))).toBe(true);
  });
});
