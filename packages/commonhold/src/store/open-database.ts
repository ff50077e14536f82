import { DatabaseSync } from 'node:sqlite';

/**
 * How long a statement waits for a lock that another program holds (a backup tool, a database browser). Longer would
 * stall every call; shorter would refuse calls for the sake of a glance.
 */
export const lockWaitMs = 5000;

/** The one connection that writes. Every commit is an fsync; what is deleted is overwritten with zeros. */
export function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: lockWaitMs });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -32768;
  `);
  return database;
}

export function openForReading(path: string | URL): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: lockWaitMs });
  database.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;');
  return database;
}
