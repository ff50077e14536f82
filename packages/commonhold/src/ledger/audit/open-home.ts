import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { databaseFile, openForReading } from '#store';

/**
 * Opens the database of a home folder for reading, beside a running node or without one. A copy on a medium that
 * cannot be written (SQLite wants to keep its index of the write-ahead log there) is opened as it lies, provided that
 * there is no write-ahead log, in which the newest leaves would be.
 */
export function openHomeDatabase(home: string): DatabaseSync {
  const path = join(home, databaseFile);
  if (!existsSync(path)) throw new Error(`there is no ${databaseFile} in ${home}`);
  try {
    const database = openForReading(path);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (thrown) {
    const log = `${path}-wal`;
    if (existsSync(log) && statSync(log).size > 0) throw thrown;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    const database = openForReading(url);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  }
}
