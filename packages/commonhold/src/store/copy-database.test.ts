import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyDatabase } from './copy-database.ts';
import { openForReading, openForWriting } from './open-database.ts';

/** 32 MiB: a copy of many steps. */
const rows = 8000;

let folder: string;
let writer: DatabaseSync;
let from: string;
let to: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-copy-'));
  from = join(folder, 'from.db');
  to = join(folder, 'to.db');
  writer = openForWriting(from);
  writer.exec(`CREATE TABLE item (id INTEGER PRIMARY KEY, bytes BLOB);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO item SELECT i, zeroblob(4000) FROM n;`);
});
afterEach(async () => {
  writer.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a copy of a database', () => {
  test('ends although somebody commits between any two of its steps, and is of one moment', async () => {
    let steps = 0;
    await copyDatabase({
      from,
      to,
      signal: new AbortController().signal,
      onProgress: () => {
        steps += 1;
        // A copy that begins anew would never come to its end.
        if (steps > 1000) throw new Error('it began anew again and again');
        writer.exec('INSERT INTO item (bytes) VALUES (zeroblob(4000))');
      },
    });
    expect(steps).toBeGreaterThan(20);
    const copy = openForReading(to);
    expect(copy.prepare('SELECT count(*) AS count FROM item').get()).toEqual({ count: rows });
    expect(copy.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    copy.close();
    expect(writer.prepare('SELECT count(*) AS count FROM item').get()).toEqual({ count: rows + steps });
  });

  test('is one file, which reading does not add to', async () => {
    await copyDatabase({ from, to, signal: new AbortController().signal });
    const copy = openForReading(to);
    copy.prepare('SELECT count(*) FROM item').get();
    expect((await readdir(folder)).filter((name) => name.startsWith('to.db'))).toEqual(['to.db']);
    copy.close();
  });

  test('can be stopped in the middle', async () => {
    const stop = new AbortController();
    const copying = copyDatabase({
      from,
      to,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(copying).rejects.toThrow('enough');
    writer.exec('INSERT INTO item (bytes) VALUES (zeroblob(1))');
  });
});
