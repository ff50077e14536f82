import { rename, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { derivedTables } from '#store';
import { audit } from './audit/audit.ts';
import { homeForEach } from './each-home.fixture.ts';
import { allowed, recordCall, somebody, someAttempt, someCall, someResult } from './home.fixture.ts';

const place = homeForEach();

/** What version 1 had, beside indexes that SQLite makes by itself. */
const version1 = [
  'node',
  'leaf',
  'frontier',
  'checkpoint',
  'domain',
  'call',
  'attempt',
  'refusal',
  'body',
  'key',
  'credential',
  'setting',
  'checkpoint_grows',
  'attempt_open',
];

/** Puts the rows of a home into a database of version 1, as a node of that version had written them. */
async function goBackToVersion1(path: string): Promise<void> {
  const newer = `${path}.newer`;
  await rename(path, newer);
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA application_id = 0x43486c64; PRAGMA user_version = 1; ATTACH '${newer}' AS newer`);
  const parts = database.prepare("SELECT type, name, sql FROM newer.sqlite_schema ORDER BY type = 'trigger'");
  for (const part of parts.all()) {
    const [type, name, sql] = [String(part['type']), String(part['name']), String(part['sql'])];
    if (!version1.includes(name)) continue;
    database.exec(sql);
    // What later versions added to it, so that the steps can add it again.
    if (name === 'call') database.exec('ALTER TABLE main.call DROP COLUMN erased');
    if (type === 'table' && name === 'call') {
      database.exec('DROP INDEX newer.call_erased; ALTER TABLE newer.call DROP COLUMN erased');
    }
    if (type === 'table') database.exec(`INSERT INTO main.${name} SELECT * FROM newer.${name}`);
  }
  database.close();
  await rm(newer);
}

function contents(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return derivedTables.map(({ name, keyColumns }) => [
      name,
      database
        .prepare(`SELECT * FROM ${name} ORDER BY 1, ${keyColumns}`)
        .all()
        .map((row) => ({ ...row })),
    ]);
  } finally {
    database.close();
  }
}

describe('a home of version 1', () => {
  test('is brought to this version with the sums that this version would have kept, and is still proved', async () => {
    const first = await place.open();
    for (const run of ['a', 'b']) await recordCall(first.ledger, someCall({ run }));
    const again = await first.ledger.intent(someAttempt());
    await again.outcome(someResult({ status: 'failed', error: 'upstream_failed', labels: ['code'] }));
    const refused = someCall();
    await first.ledger.refusal({ call: refused, decision: allowed, error: 'concurrency_exceeded' });
    await first.ledger.openBodies(refused.id, somebody());
    await first.ledger.close();
    await first.store.close();
    const kept = contents(place.database);
    await goBackToVersion1(place.database);

    const second = await place.open();
    expect(await second.ledger.accesses.list({ limit: 9 })).toMatchObject([
      { action: 'open-body', call: refused.id, principal: somebody().id },
    ]);
    await second.ledger.close();
    await second.store.close();
    expect(contents(place.database)).toEqual(kept);
    expect(await audit({ home: place.home, bodies: true })).toMatchObject({
      findings: [],
      verdict: 'proved',
    });
  });
});

describe('the sums by day', () => {
  test('count a call that was tried again only as what it ended as', async () => {
    const { store, ledger } = await place.open();
    const call = someCall();
    const first = await ledger.intent(someAttempt({ call }));
    await first.outcome(someResult({ status: 'failed', error: 'upstream_failed', usage: undefined }));
    const sums = () => store.read('SELECT status, calls, metered, input, output FROM usage_day');
    expect(await sums()).toEqual([{ status: 'failed', calls: 1, metered: 0, input: 0, output: 0 }]);
    const second = await ledger.intent(someAttempt({ call, number: 2 }));
    expect(await sums()).toEqual([]);
    await second.outcome(someResult());
    expect(await sums()).toEqual([{ status: 'completed', calls: 1, metered: 1, input: 12, output: 34 }]);
    await ledger.close();
    await store.close();
  });

  test('that were changed by hand are found', async () => {
    const { store, ledger } = await place.open();
    await recordCall(ledger);
    await ledger.close();
    await store.close();
    for (const change of [
      'UPDATE usage_day SET output = output + 1',
      'DELETE FROM duration_day',
      "INSERT INTO call_label VALUES ('secret', 1)",
    ]) {
      const database = new DatabaseSync(place.database);
      database.exec(`BEGIN; ${change}; COMMIT;`);
      database.close();
      expect((await audit({ home: place.home, bodies: false })).verdict).toBe('broken');
    }
  });
});
