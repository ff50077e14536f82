import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { lockWaitMs } from './open-database.ts';
import { sqliteFault } from './sqlite-failure.ts';
import type { Cleaned } from './store.ts';

/** Reads of the node are bounded to some 50 ms each. */
const ownReadMs = 200;

/** A copy of the database is written beside it and then, through the write-ahead log, in its place. */
const roomForCompacting = 2.5;

/**
 * Takes what was deleted out of the files. Deleting overwrites a row with zeros, but copies of it can be left in two
 * places: in the write-ahead log, until that is emptied, and in the unused part of pages from which SQLite once moved the
 * row (measured: one row in sixty), until the file is written anew. A crash in here loses nothing: SQLite finishes or
 * undoes its step at the next start.
 */
export function clean(database: DatabaseSync, path: string, compact: boolean): Cleaned {
  const compacted = compact && rewrite(database, path);
  return { logEmptied: emptyLog(database), compacted };
}

function rewrite(database: DatabaseSync, path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < sizeOf(database) * roomForCompacting) return false;
  try {
    database.exec('VACUUM');
    return true;
  } catch (thrown) {
    // No room after all, or another program writes: the database is as it was.
    if (sqliteFault(thrown) === 'full' || sqliteFault(thrown) === 'busy') return false;
    throw thrown;
  }
}

/** Waits for the node's own reads, and not for other programs that read (a backup, `verify`): calls wait with it. */
function emptyLog(database: DatabaseSync): boolean {
  database.exec(`PRAGMA busy_timeout = ${ownReadMs}`);
  try {
    const row = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    return row?.['busy'] === 0;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
  }
}

function sizeOf(database: DatabaseSync): number {
  const row = database
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get();
  return Number(row?.['bytes'] ?? 0);
}
