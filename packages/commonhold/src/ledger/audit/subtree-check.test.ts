import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { makeTestHome, recordCall } from '../home.fixture.ts';
import { audit } from './audit.ts';

test('a kept root that was changed, lost or put in is found, and it is no gap in the log', async () => {
  const place = await makeTestHome();
  try {
    const { store, ledger } = await place.open();
    for (let calls = 0; calls < 130; calls++) await recordCall(ledger);
    await ledger.close();
    await store.close();
    const changes = [
      {
        make: "UPDATE subtree SET root = x'00'",
        undo: 'UPDATE subtree SET root = :root',
        says: 'leaves 0 to 255',
      },
      { make: 'DELETE FROM subtree', undo: 'INSERT INTO subtree VALUES (0, :root)', says: 'leaves 0 to 255' },
      {
        make: 'INSERT INTO subtree SELECT 1, root FROM subtree',
        undo: 'DELETE FROM subtree WHERE block = 1 AND root = :root',
        says: 'subtree 1',
      },
    ];
    for (const { make, undo, says } of changes) {
      const database = new DatabaseSync(place.database);
      const root = database.prepare('SELECT root FROM subtree').get()?.['root'];
      database.exec(make);
      expect(await audit({ home: place.home, bodies: false })).toMatchObject({
        verdict: 'broken',
        findings: [{ what: expect.stringContaining(says) }],
      });
      database.prepare(undo).run({ root: root as Uint8Array });
      database.close();
    }
    expect(await audit({ home: place.home, bodies: false })).toMatchObject({ verdict: 'proved' });
  } finally {
    await place.remove();
  }
});
