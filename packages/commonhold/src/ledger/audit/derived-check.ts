import type { DatabaseSync } from 'node:sqlite';
import { derivedTables } from '#store';

/**
 * Adds up again what lists and the overview read: sums by day, hours, labels. Everything in those tables follows from
 * rows that are held against the log elsewhere, so a table that differs was changed, or says what no call says.
 */
export function checkDerivedTables(database: DatabaseSync, find: (what: string) => void): void {
  for (const { name, keyColumns, source } of derivedTables) {
    const order = Array.from({ length: keyColumns }, (_, column) => column + 1).join(', ');
    const found = rowsOf(database, `SELECT * FROM ${name} ORDER BY ${order}`);
    const expected = rowsOf(database, `SELECT * FROM (${source}) ORDER BY ${order}`);
    for (;;) {
      const [one, other] = [found.next(), expected.next()];
      if (one.done === true && other.done === true) break;
      const [has, should] = [JSON.stringify(one.value), JSON.stringify(other.value)];
      if (has === should) continue;
      // After the first difference the rows no longer stand side by side, so nothing more can be said of them.
      find(
        `The table ${name} is not what the calls add up to: it has ${has ?? 'no row'} where ${should ?? 'no row'} belongs.`,
      );
      found.return?.();
      expected.return?.();
      break;
    }
  }
}

function rowsOf(database: DatabaseSync, sql: string): Iterator<unknown> {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement.iterate();
}
