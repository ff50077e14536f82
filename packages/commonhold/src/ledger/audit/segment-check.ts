import type { DatabaseSync } from 'node:sqlite';

/**
 * Texts that carry labels are known by keyed hashes, which the log does not commit to: a row that was taken out leaves no
 * trace, and the labels that it gave to calls are on record with those. What can be held against the index is held: a row is of a
 * call that is there and was not erased, under a key of that call, and with labels that the call has.
 */
export function checkSegments(database: DatabaseSync, find: (what: string) => void): void {
  const statement = database.prepare(misplaced);
  for (const row of statement.iterate()) {
    find(
      `The table segment has ${String(row['count'])} texts of the call at leaf ${String(row['leaf'])} that cannot be there: the call is missing or erased, or has another key or other labels.`,
    );
  }
}

const misplaced = `SELECT segment.leaf, count(*) AS count FROM segment LEFT JOIN call ON call.leaf = segment.leaf
  WHERE call.leaf IS NULL OR call.erased IS NOT NULL
    OR (NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id AND attempt.domain = segment.domain)
      AND NOT EXISTS (SELECT 1 FROM refusal WHERE refusal.call = call.id AND refusal.domain = segment.domain))
    OR EXISTS (SELECT 1 FROM json_each('["' || replace(segment.labels, ' ', '","') || '"]') AS one
      WHERE NOT EXISTS (SELECT 1 FROM call_label WHERE call_label.label = one.value AND call_label.leaf = call.leaf))
  GROUP BY segment.leaf ORDER BY segment.leaf`;
