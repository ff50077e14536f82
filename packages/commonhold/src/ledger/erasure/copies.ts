import type { Store } from '#store';

/** Ids of calls as they stand in a document; whatever else has their form is looked up and found to be none. */
const callId = /(?<![0-9a-z])[0-7][0-9a-hjkmnp-tv-z]{25}(?![0-9a-z])/g;

/** Ids of calls that a kept conversation may hold text of. */
export function callsNamedIn(document: Uint8Array): readonly string[] {
  return [...new Set(Buffer.from(document).toString().match(callId) ?? [])];
}

/** Whether any of the calls was erased, or is promised to be. */
export async function anyErased(store: Store, calls: readonly string[]): Promise<boolean> {
  if (calls.length === 0) return false;
  const rows = await store.read(
    `SELECT 1 FROM json_each(?) AS one JOIN call ON call.id = one.value
     WHERE call.erased IS NOT NULL OR call.leaf IN (SELECT leaf FROM erasure_left)
       OR EXISTS (SELECT 1 FROM attempt WHERE attempt.call = call.id
         AND (domain NOT IN (SELECT id FROM domain) OR domain IN (SELECT id FROM domain_left)))
     LIMIT 1`,
    [JSON.stringify(calls)],
  );
  return rows.length > 0;
}
