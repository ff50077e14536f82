import type { Store } from '#store';

/**
 * The labels that calls of a run have carried, from their requests and their answers. Labels are few and are gone through
 * one by one, because the table is kept by label.
 */
const ofRun = `
WITH RECURSIVE known (label) AS (
  SELECT min(label) FROM call_label
  UNION ALL
  SELECT (SELECT min(label) FROM call_label WHERE label > known.label) FROM known WHERE known.label IS NOT NULL
)
SELECT label FROM known WHERE label IS NOT NULL AND EXISTS (
  SELECT 1 FROM call JOIN call_label ON call_label.leaf = call.leaf
  WHERE call.run = ? AND call.principal = ? AND call_label.label = known.label
)`;

/** A call that was erased is in no run any more. */
export async function labelsOfRun(store: Store, principal: string, run: string): Promise<readonly string[]> {
  const rows = await store.read<{ label: string }>(ofRun, [run, principal]);
  return rows.map(({ label }) => label);
}
