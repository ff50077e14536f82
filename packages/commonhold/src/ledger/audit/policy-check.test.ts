import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTestHome, somebody, type TestHome } from '../home.fixture.ts';
import { audit } from './audit.ts';

let place: TestHome;
beforeEach(async () => {
  place = await makeTestHome();
  const { store, ledger } = await place.open();
  for (const [position, files] of ['the first rules', 'the second rules'].entries()) {
    const digest = createHash('sha256').update(files).digest('base64url');
    await ledger.change(
      {
        actor: somebody(),
        subject: 'policy',
        action: position === 0 ? 'add' : 'replace',
        target: digest,
        digest,
      },
      [{ statement: 'insert-policy-set', values: [digest, files, '2026-11-22T10:00:00.000Z'] }],
    );
  }
  await ledger.close();
  await store.close();
});
afterEach(() => place.remove());

const findings = async (): Promise<string> =>
  (await audit({ home: place.home, bodies: false })).findings.map(({ what }) => what).join('\n');

test('the rules that were in force are kept as the log says', async () => {
  expect(await findings()).toBe('');
});

test.each([
  [
    'another text',
    "UPDATE policy_set SET files = 'permit everything' WHERE number = 1",
    /not the one that was in force/,
  ],
  ['a set less', 'DELETE FROM policy_set WHERE number = 2', /2 changes of the rules and the database has 1/],
  [
    'a set more',
    'INSERT INTO policy_set (digest, files, since) SELECT digest, files, since FROM policy_set WHERE number = 1',
    /2 changes of the rules and the database has 3/,
  ],
  ['another order', 'UPDATE policy_set SET number = 9 WHERE number = 1', /did not take effect when/],
])('%s is found', async (_what, sql, finding) => {
  const database = new DatabaseSync(place.database);
  database.exec(sql);
  database.close();
  expect(await findings()).toMatch(finding);
});
