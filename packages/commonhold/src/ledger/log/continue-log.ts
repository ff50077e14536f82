import { CommonholdError, type Randomness } from '#base';
import type { Store } from '#store';
import { checkLog } from './check-log.ts';
import { type KeyPlace, keysInHome } from '../keys/key-place.ts';
import { loadNodeKeys, signingKeyOf } from '../keys/node-keys.ts';
import { nameKeyOf, readNodeRow, renamedNodeRow } from './node-row.ts';

export interface ContinueLogOptions {
  readonly home: string;
  /** Where the keys are; without it in `keys/` below the home folder, in clear. */
  readonly keys?: KeyPlace;
  readonly store: Store;
  readonly randomness: Randomness;
  readonly nowMs: number;
}

/** What a new name would mean for a log. */
export interface NewName {
  /** The name that ends. */
  readonly ended: string;
  /** The name after it. */
  readonly origin: string;
  /** The key that others must trust from then on: the same public key under the new name. */
  readonly verifierKey: string;
  /** Leaves that both names have in common: all that this database has. */
  readonly size: number;
  /** The newest head that this database knows under the name that ends. */
  readonly signed: number | undefined;
  /** The log has its new name already, and nothing was written under it yet: there is nothing left to do. */
  readonly isDone: boolean;
  /** Gives the log its new name. */
  carryOut(): Promise<void>;
}

/**
 * Prepares to give a log a new name, because heads under the old one are elsewhere that this database does not have, so
 * that to sign on under it would fork it. The leaves stay where they are, and the first one after them, at the next start,
 * says what it continues. No node may run. Throws `home_damaged`, and what the keys throw.
 */
export async function continueLog(options: ContinueLogOptions): Promise<NewName> {
  const { home, store, randomness, nowMs } = options;
  const found = await readNodeRow(store);
  if (found === undefined) {
    throw new CommonholdError('home_damaged', { home, detail: 'the database has no log' });
  }
  const place = options.keys ?? keysInHome(home);
  const keys = await loadNodeKeys(place, false, randomness);
  const nameKey = nameKeyOf(found, keys.root, place.folder);
  const { latest, continues } = await checkLog(store, keys.signing, found.origin, home);
  const { size, root } = store.head();
  const isDone = continues !== undefined;
  const next = isDone ? found : renamedNodeRow(found, nameKey, keys.root, randomness, nowMs);
  const ended = continues?.origin ?? found.origin;
  return {
    ended,
    origin: next.origin,
    verifierKey: signingKeyOf(keys.signing, next.origin).verifierKey,
    size,
    signed: latest?.size,
    isDone,
    async carryOut() {
      if (isDone) return;
      // One transaction: a crash leaves the old name in force, or the new one with all that the next start needs.
      await store.commit({
        leaves: [],
        bodies: [],
        rows: [
          {
            statement: 'rename-node',
            values: [next.origin, next.created, next.names, found.origin],
          },
          { statement: 'insert-earlier-origin', values: [ended, size, root] },
        ],
        urgency: 'closing',
      });
    },
  };
}
