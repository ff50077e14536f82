import { sameBytes } from '@commonhold/tlog';
import { CommonholdError } from '#base';
import type { Store } from '#store';
import {
  checkAgainstCheckpoint,
  checkNothingToSign,
  latestCheckpoint,
  type StoredCheckpoint,
} from './checkpoints.ts';
import { type EndedName, nameAt, readEndedNames } from './log-names.ts';
import { signingKeyOf } from '../keys/node-keys.ts';

/** A log that goes on from what this node signed, as far as its own database can tell. */
export interface CheckedLog {
  /** The newest head that was signed, if need be under an earlier name. */
  readonly latest: StoredCheckpoint | undefined;
  /** The same, if it was signed under the present name. */
  readonly newest: StoredCheckpoint | undefined;
  readonly ended: readonly EndedName[];
  /** The name that ended last, while nothing is written yet under the one after it. */
  readonly continues: EndedName | undefined;
}

/** What this node signed before it was opened, as far as its database knows. */
export interface SignedSoFar {
  readonly origin: string;
  /** The newest head under this name, if there is one. */
  readonly newest: { readonly size: number; readonly note: string } | undefined;
}

/** Throws `home_damaged`. */
export async function checkLog(
  store: Store,
  seed: Uint8Array,
  origin: string,
  home: string,
): Promise<CheckedLog> {
  const damaged = (detail: string): CommonholdError => new CommonholdError('home_damaged', { home, detail });
  const ended = await readEndedNames(store);
  const last = ended.at(-1);
  const head = store.head();
  if (last !== undefined && last.size > head.size) {
    throw damaged(`the name ${last.origin} ended after ${last.size} leaves and the log has ${head.size}`);
  }
  const continues = last?.size === head.size ? last : undefined;
  if (continues !== undefined && !sameBytes(continues.root, head.root)) {
    throw damaged(`the name ${continues.origin} ended over other leaves than the log has`);
  }
  const latest = await latestCheckpoint(store);
  if (latest === undefined) {
    await checkNothingToSign(store, home);
    return { latest, newest: undefined, ended, continues };
  }
  const signedAs = nameAt(ended, origin, latest.size);
  await checkAgainstCheckpoint(store, latest, signingKeyOf(seed, signedAs), signedAs, home);
  return { latest, newest: signedAs === origin ? latest : undefined, ended, continues };
}
