import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTestHome, recordCall, type TestHome } from '../home.fixture.ts';
import { audit } from './audit.ts';

let place: TestHome;
beforeEach(async () => {
  place = await makeTestHome();
  const { store, ledger } = await place.open();
  await recordCall(ledger);
  // The line of some witness, whose key nobody here knows.
  const line = `— witness.example ${Buffer.alloc(76, 1).toString('base64')}\n`;
  await ledger.cosigned.put((await ledger.checkpoint()) + line, true);
  await recordCall(ledger);
  await ledger.close();
  await store.close();
});
afterEach(() => place.remove());

function change(sql: string): void {
  const database = new DatabaseSync(place.database);
  database.exec(sql);
  database.close();
}

const findings = async (): Promise<string[]> =>
  (await audit({ home: place.home, bodies: false })).findings.map(({ what }) => what);

test('a cosigned head is held against the log like the one that it was signed with', async () => {
  expect(await findings()).toEqual([]);
});

test.each([
  ['of another size than its row', 'UPDATE cosigned SET size = size + 1', /kept for size/],
  [
    'whose root was changed',
    "UPDATE cosigned SET note = replace(note, substr(note, instr(note, '=') - 8, 4), 'AAAA')",
    /signature/,
  ],
  ['that is none', "UPDATE cosigned SET note = 'nothing'", /kept for size/],
])('a cosigned head is found that is one %s', async (_, sql, finding) => {
  change(sql);
  expect((await findings()).join('\n')).toMatch(finding);
});
