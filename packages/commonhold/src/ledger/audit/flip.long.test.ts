import { randomBytes } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { audit } from './audit.ts';

/** So that the table of bases has rows to be changed. */
const labelReach = { found: ['personal'], own: ['ward-7'] };

/** A home with something in every column of every table, closed properly, so that all of it is in one file. */
let place: TestHome;
let intact: string;

beforeAll(async () => {
  place = await makeTestHome();
  const { store, ledger } = await place.open();
  const created = '2026-11-22T10:00:00.000Z';
  for (const id of ['k_1', 'k_2']) {
    await ledger.change({ actor: somebody(), subject: 'key', action: 'add', target: id }, [
      {
        statement: 'insert-key',
        values: [id, randomBytes(32), 'p_1', 'Anna', 'person', 'owner', 'default', '["code"]', created],
      },
    ]);
  }
  await ledger.change({ actor: somebody(), subject: 'key', action: 'remove', target: 'k_2' }, [
    { statement: 'revoke-key', values: [created, 'k_2'] },
  ]);
  await ledger.change({ actor: somebody(), subject: 'credential', action: 'add', target: 'elsewhere' }, [
    {
      statement: 'put-credential',
      values: ['elsewhere', ledger.sealCredential('elsewhere', Buffer.from('sk-1')), created],
    },
  ]);
  await ledger.change({ actor: somebody(), subject: 'configuration', action: 'add', target: 'now' }, [
    { statement: 'put-setting', values: ['recorded-configuration', '{"configuration":"digest"}'] },
  ]);
  await recordCall(ledger, someCall({ run: 'homework', labelReach }));
  await ledger.checkpoint();
  const call = someCall({ parent: someCall().id });
  const failed = await ledger.intent(someAttempt({ call, sent: Buffer.from('changed on the way') }));
  await failed.outcome(someResult({ status: 'failed', error: 'upstream_broke' }));
  const second = await ledger.intent(someAttempt({ call, number: 2 }));
  second.received(Buffer.from('{"error":"no"}'));
  await second.outcome(someResult({ status: 'failed', error: 'upstream_failed', http: 500 }));
  await ledger.refusal({ call: someCall({ labelReach }), decision: allowed, error: 'policy_denied' });
  await ledger.openBodies(call.id, somebody());
  await ledger.openBodies(call.id, somebody(), { reason: 'a complaint' });
  await ledger.intent(someAttempt());
  await ledger.close();
  await store.close();
  intact = `${place.database}.intact`;
  await copyFile(place.database, intact);
});
afterAll(async () => {
  await place.remove();
});

async function damaged(change: (database: DatabaseSync) => void) {
  await copyFile(intact, place.database);
  const database = new DatabaseSync(place.database);
  change(database);
  database.close();
  return audit({ home: place.home, bodies: true });
}

interface Cell {
  readonly table: string;
  readonly column: string;
  readonly row: number;
}

function cellsOf(path: string): Cell[] {
  const database = new DatabaseSync(path);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const cells = tables.flatMap(({ name }) => {
    const table = String(name);
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    const rows = database.prepare(`SELECT * FROM ${table}`).all();
    return columns.flatMap(({ name: column }) =>
      rows.flatMap((row, at) =>
        row[String(column)] === null ? [] : [{ table, column: String(column), row: at }],
      ),
    );
  });
  database.close();
  return cells;
}

/** The value with one bit, letter or digit changed. */
function changed(value: unknown): string | number | Uint8Array {
  if (typeof value === 'number') return value + 1_000_000;
  if (value instanceof Uint8Array) {
    const bytes = Uint8Array.from(value);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  }
  const text = String(value);
  const middle = Math.floor(text.length / 2);
  // Within a string of a document where there is one: a document that is none is refused by the tables' own triggers.
  const quoted = text.slice(middle).search(/(?<=")[A-Za-z]/);
  const at = quoted < 0 ? middle : middle + quoted;
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
}

describe('the audit of a home in which something was changed', () => {
  test('proves the home as it was written', async () => {
    const report = await damaged(() => undefined);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'proved', pairs: { intents: 4, outcomes: 3, open: 1 } });
  });

  test('finds a change in any column of any row of any table', async () => {
    const missed: Cell[] = [];
    for (const cell of cellsOf(intact)) {
      // A table of one row says so itself; the number cannot be another.
      if (cell.column === 'one') continue;
      const report = await damaged((database) => {
        const rows = database.prepare(`SELECT * FROM ${cell.table}`).all();
        const row = rows[cell.row] ?? {};
        const names = Object.keys(row).filter((name) => row[name] !== null);
        const condition = names.map((name) => `${name} = ?`).join(' AND ');
        const { changes } = database
          .prepare(`UPDATE ${cell.table} SET ${cell.column} = ? WHERE ${condition}`)
          .run(changed(row[cell.column]), ...names.map((name) => row[name] as string));
        expect(changes).toBe(1);
      });
      if (report.verdict === 'proved') missed.push(cell);
      const nameable = ['leaf', 'attempt', 'refusal', 'call'].includes(cell.table);
      if (nameable && report.findings.every(({ leaf }) => leaf === undefined)) missed.push(cell);
    }
    expect(missed).toEqual([]);
  }, 60_000);

  test('finds any row that was taken away, from any table', async () => {
    const missed: string[] = [];
    for (const { table, row } of cellsOf(intact).filter(({ row }) => row < 2)) {
      // A domain without a row is an erased one; the report says how many that concerns.
      if (table === 'domain') continue;
      // A node that lost a setting records it anew at its next start; nothing is proved by it.
      if (table === 'setting') continue;
      const report = await damaged((database) => {
        const key = String(database.prepare(`PRAGMA table_info(${table})`).get()?.['name']);
        const value = database.prepare(`SELECT ${key} AS value FROM ${table}`).all()[row]?.['value'];
        database.prepare(`DELETE FROM ${table} WHERE ${key} = ?`).run(value as string);
      });
      if (report.verdict === 'proved') missed.push(`${table} ${row}`);
    }
    // Without the newest checkpoint the one before it still signs what it covers; see docs/formats/bodies.md.
    expect([...new Set(missed)].filter((name) => !name.startsWith('checkpoint'))).toEqual([]);
  }, 60_000);

  test('names the leaf whose bytes were changed together with the hash beside them', async () => {
    const report = await damaged((database) => {
      const leaf = database.prepare('SELECT bytes FROM leaf WHERE idx = 8').get();
      const bytes = Buffer.from(leaf?.['bytes'] as Uint8Array);
      database
        .prepare('UPDATE leaf SET bytes = ? WHERE idx = 8')
        .run(Buffer.from(bytes.toString().replace('live', 'prob')));
    });
    expect(report.findings.some(({ leaf }) => leaf === 8)).toBe(true);
  });

  test('a flipped byte of the file is found, or lies where SQLite keeps nothing', async () => {
    const original = await readFile(intact);
    const before = dump(intact);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: original.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const flipped = Buffer.from(original);
          flipped[at] = (flipped[at] ?? 0) ^ mask;
          await writeFile(place.database, flipped);
          const report = await audit({ home: place.home, bodies: true });
          if (report.verdict === 'proved') expect(dump(place.database) === before).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);

  test('a name that no log can have is a finding and no exception', async () => {
    const report = await damaged((database) => database.exec("UPDATE node SET origin = 'two words +'"));
    expect(report.verdict).toBe('broken');
  });

  test('a home without a database, or with garbage in its place, is broken and no exception', async () => {
    await writeFile(place.database, randomBytes(20_000));
    expect((await audit({ home: place.home, bodies: true })).verdict).toBe('broken');
    expect((await audit({ home: `${place.home}/nowhere`, bodies: true })).verdict).toBe('broken');
  });
});

/** Everything that can be read back: schema and rows of every table. */
function dump(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const schema = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
    const rows = schema
      .filter(({ type }) => type === 'table')
      .map(({ name }) => database.prepare(`SELECT * FROM ${String(name)}`).all());
    return JSON.stringify([schema, rows], (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    );
  } finally {
    database.close();
  }
}
