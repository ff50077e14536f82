import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { schema } from './schema.ts';
import { schema2 } from './schema-2.ts';
import { schema3 } from './schema-3.ts';
import { schema4 } from './schema-4.ts';
import { schema5 } from './schema-5.ts';
import { StoreFailure } from './sqlite-failure.ts';

/** One step a version, oldest first. A step that has been released is never edited; a change is a new step. */
const steps: readonly string[] = [schema, schema2, schema3, schema4, schema5];

/** The number that a database of this version carries. */
export const schemaVersion = steps.length;

/** Marks the file as ours for tools such as `file`: "CHld". */
const applicationId = 0x43486c64;

/**
 * Brings the database to this version, each step in a transaction of its own together with the number it reached:
 * a crash leaves the version before or after a step, and the next start goes on from there.
 */
export function migrate(database: DatabaseSync, path: string): void {
  const found = userVersion(database);
  if (found > steps.length) {
    const detail = `it was written by a newer version of Commonhold (schema ${found}; this version knows up to ${steps.length}), so start that version or a newer one`;
    throw new StoreFailure({ code: 'home_damaged', values: { home: dirname(path), detail } });
  }
  for (const [position, step] of steps.entries()) {
    if (position < found) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${step} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${position + 1}; COMMIT;`,
    );
  }
}

function userVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version'] ?? 0);
}

/** Tables, indexes and triggers of a database, as text; an audit compares it with `expectedSchema`. */
export function schemaOf(database: DatabaseSync): string {
  const rows = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all();
  return JSON.stringify(rows);
}

/** What `schemaOf` gives for a database of this version. */
export function expectedSchema(): string {
  const database = new DatabaseSync(':memory:');
  try {
    migrate(database, ':memory:');
    return schemaOf(database);
  } finally {
    database.close();
  }
}
