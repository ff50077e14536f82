import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe } from '#base';
import { openHomeDatabase } from '#ledger';
import { databaseFile, expectedSchema, schemaOf, schemaVersion } from '#store';

export type RecordFacts =
  | { readonly type: 'absent' }
  /** The folder may not be entered, so that nothing can be said of what is in it. */
  | { readonly type: 'hidden'; readonly detail: string }
  | { readonly type: 'unreadable'; readonly detail: string }
  /** Made by another version, so that nothing but its number means what it means here. */
  | { readonly type: 'other-version'; readonly version: number; readonly known: number }
  | ReadRecord;

export interface ReadRecord {
  readonly type: 'read';
  readonly version: number;
  readonly bytes: number;
  readonly hasExpectedTables: boolean;
  readonly leaves: number;
  /** When the newest leaf was written, in milliseconds; undefined in an empty log. */
  readonly newestLeafMs: number | undefined;
  /** Leaves that the newest checkpoint covers; undefined when nothing was signed. */
  readonly signed: number | undefined;
  /** Attempts whose outcome is not written. */
  readonly open: number;
  /** Providers that a credential is stored for. */
  readonly credentials: readonly string[];
  /** What `PRAGMA quick_check` complains of; undefined when it was not asked. */
  readonly complaints: readonly string[] | undefined;
}

/** The first complaints name the place; a thousand more would not help. */
const complaintsMax = 5;

/** Reads what a quick look at the database tells. Nothing is proved by it; that is what `verify` is for. */
export function readRecord(home: string, thorough: boolean): RecordFacts {
  const path = join(home, databaseFile);
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return { type: 'absent' };
  } catch (thrown) {
    return { type: 'hidden', detail: describe(thrown) };
  }
  let database: DatabaseSync | undefined;
  try {
    database = openHomeDatabase(home);
    const version = numberIn(database, 'PRAGMA user_version', 'user_version');
    if (version !== schemaVersion) return { type: 'other-version', version, known: schemaVersion };
    return factsOf(database, version, bytesOf(path) + bytesOf(`${path}-wal`), thorough);
  } catch (thrown) {
    return { type: 'unreadable', detail: describe(thrown) };
  } finally {
    database?.close();
  }
}

/** What is new stands in the write-ahead log beside the database. */
function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function factsOf(database: DatabaseSync, version: number, bytes: number, thorough: boolean): ReadRecord {
  const newest = database.prepare('SELECT idx, bytes FROM leaf ORDER BY idx DESC LIMIT 1').get();
  const checkpoint = database.prepare('SELECT max(size) AS size FROM checkpoint').get();
  return {
    type: 'read',
    version,
    bytes,
    hasExpectedTables: schemaOf(database) === expectedSchema(),
    leaves: newest === undefined ? 0 : Number(newest['idx']) + 1,
    newestLeafMs: newest === undefined ? undefined : timeOf(newest['bytes']),
    signed: checkpoint?.['size'] === null ? undefined : Number(checkpoint?.['size']),
    open: numberIn(database, 'SELECT count(*) AS n FROM attempt WHERE outcome IS NULL', 'n'),
    credentials: database
      .prepare('SELECT provider FROM credential ORDER BY provider')
      .all()
      .map((row) => String(row['provider'])),
    complaints: thorough ? complaintsOf(database) : undefined,
  };
}

function complaintsOf(database: DatabaseSync): string[] {
  const rows = database.prepare(`PRAGMA quick_check(${complaintsMax})`).all();
  return rows.map((row) => String(row['quick_check'])).filter((text) => text !== 'ok');
}

function timeOf(leaf: unknown): number | undefined {
  const value: unknown = JSON.parse(Buffer.from(leaf as Uint8Array).toString('utf8'));
  const time = typeof value === 'object' && value !== null && 'time' in value ? value.time : undefined;
  const ms = Date.parse(String(time));
  return Number.isNaN(ms) ? undefined : ms;
}

function numberIn(database: DatabaseSync, sql: string, column: string): number {
  return Number(database.prepare(sql).get()?.[column]);
}
