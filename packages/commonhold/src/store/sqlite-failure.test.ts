import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { sqliteFault } from './sqlite-failure.ts';

const sqliteError = (errcode: number): Error => Object.assign(new Error('x'), { errcode });

test('a failed fsync, read or write and a damaged file leave the disk in an unknown state', () => {
  // SQLITE_IOERR, its FSYNC and WRITE forms, SQLITE_CORRUPT, SQLITE_READONLY, SQLITE_CANTOPEN.
  for (const code of [10, 10 | (4 << 8), 10 | (3 << 8), 11, 8, 14]) {
    expect(sqliteFault(sqliteError(code))).toBe('unknown');
  }
});

test('want of room and a foreign lock leave nothing of the commit and harm nothing else', () => {
  expect(sqliteFault(sqliteError(13))).toBe('full');
  for (const code of [5, 5 | (2 << 8)]) expect(sqliteFault(sqliteError(code))).toBe('busy');
});

test('what is wrong with a commit itself is its own fault', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
  for (const values of [
    [1, null],
    ['x', 'y'],
    [1, new Uint8Array(1)],
  ]) {
    let fault: string | undefined;
    try {
      insert.run(...values);
    } catch (error) {
      fault = sqliteFault(error);
    }
    expect(fault).toBe('commit');
  }
  database.close();
  expect(sqliteFault(new TypeError('x'))).toBe('commit');
});
