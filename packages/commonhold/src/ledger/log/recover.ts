import { encodeLeaf, type OutcomeLeaf } from '@commonhold/record';
import type { Store } from '#store';
import type { LeafMaker } from './leaves.ts';
import { finishRows } from '../calls/rows.ts';

/** Attempts closed in one go; a start after a crash has as many as calls were under way. */
const atOnce = 256;

/** How many attempts earlier sessions left without an outcome. */
export async function countOpenAttempts(store: Store): Promise<number> {
  const [row] = await store.read<{ count: number }>(
    'SELECT count(*) AS count FROM attempt WHERE outcome IS NULL',
  );
  return row?.count ?? 0;
}

/**
 * Gives every attempt that an earlier session left open the outcome `unknown`: it was cut off, and nobody can know
 * any more what the destination did. A crash in here leaves the rest to the next start.
 */
export async function closeOpenAttempts(store: Store, leaves: LeafMaker): Promise<void> {
  for (;;) {
    const open = await store.read<{
      call: string;
      number: number;
      intent: number;
      origin: OutcomeLeaf['origin'];
    }>(
      `SELECT attempt.call, attempt.number, attempt.intent, call.origin FROM attempt JOIN call ON call.id = attempt.call
       WHERE attempt.outcome IS NULL ORDER BY attempt.intent LIMIT ?`,
      [atOnce],
    );
    if (open.length === 0) return;
    await Promise.all(
      open.map((attempt) =>
        store.commit({
          leaves: [encodeLeaf(leaves.unknown(attempt))],
          bodies: [],
          rows: finishRows(attempt, null, {
            status: 'unknown',
            error: undefined,
            usage: undefined,
            totalMs: undefined,
            labels: [],
          }),
          urgency: 'closing',
        }),
      ),
    );
  }
}
