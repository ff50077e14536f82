import type { Principal } from '#call';
import type { Ledger, NewChange } from '#ledger';
import type { CommitRow } from '#store';

export interface PreparedChange extends Omit<NewChange, 'actor'> {
  /** Rows that are the new state, if it lives in the database. */
  readonly rows: readonly CommitRow[];
  /** Puts the new state in force in memory. Must not fail: the record already says that it holds. */
  readonly apply: () => void;
}

/**
 * The one function for changes of anything that decides about calls: keys, credentials, configuration, models.
 * The rows and the leaf that tells of them are one transaction, and only then does the change take effect. A crash
 * before the commit leaves everything as it was; after it, the next start loads the new state.
 */
export async function change(
  ledger: Pick<Ledger, 'change'>,
  actor: Principal,
  prepared: PreparedChange,
): Promise<void> {
  const { rows, apply, ...what } = prepared;
  await ledger.change({ actor, ...what }, rows);
  apply();
}
