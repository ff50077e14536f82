import type { DatabaseSync } from 'node:sqlite';
import { CommonholdError } from '#base';
import { schema } from './schema.ts';

/** One step a version, oldest first. A step that has been released is never edited; a change is a new step. */
const steps: readonly string[] = [schema];

/** Marks the file as ours for tools such as `file`: "CHld". */
const applicationId = 0x43486c64;

/**
 * Brings the database to this version, each step in a transaction of its own together with the number it reached:
 * a crash leaves the version before or after a step, and the next start goes on from there.
 */
export function migrate(database: DatabaseSync, path: string): void {
  const found = userVersion(database);
  if (found > steps.length) {
    throw new CommonholdError('home_damaged', {
      home: path,
      detail: `it was written by a newer version of Commonhold (schema ${found}; this version knows up to ${steps.length}), so start that version or a newer one`,
    });
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
