import { encodeLeaf } from '@commonhold/record';
import { CommonholdError, newId } from '#base';
import type { Store } from '#store';
import { checkLog } from './log/check-log.ts';
import { Checkpoints } from './log/checkpoints.ts';
import { keysInHome } from './keys/key-place.ts';
import { LeafMaker } from './log/leaves.ts';
import type { Ledger } from './ledger.ts';
import { LogSession } from './log/log-session.ts';
import { loadNodeKeys, signingKeyOf } from './keys/node-keys.ts';
import { createNodeRow, nameKeyOf, readNodeRow } from './log/node-row.ts';
import { OpaqueNames } from './log/opaque-names.ts';
import { checkPublishedHead } from './publish/check-published-head.ts';
import { closeOpenAttempts, countOpenAttempts } from './log/recover.ts';
import { CheckpointThinning } from './log/thin-checkpoints.ts';
import type { LedgerOptions } from './ledger-options.ts';
import { StoredLedger } from './stored-ledger.ts';

/**
 * Opens the record of a home folder: makes the keys of a new one, checks that the log goes on from what was signed,
 * opens a session, gives what an earlier session left open the outcome `unknown`, and signs that. Throws
 * `home_damaged`.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { home, store, clock, randomness, software } = options;
  const found = await readNodeRow(store);
  if (found === undefined && store.head().size > 0) {
    // A new name for an old log would let the same leaves be signed twice over.
    throw new CommonholdError('home_damaged', { home, detail: 'the log has leaves and has lost its name' });
  }
  const place = options.keys ?? keysInHome(home);
  const keys = await loadNodeKeys(place, found === undefined, randomness);
  const node = found ?? (await createNodeRow(store, keys.root, randomness, clock.now(), options.originName));
  const names = new OpaqueNames(nameKeyOf(node, keys.root, place.folder));
  const signing = signingKeyOf(keys.signing, node.origin);
  const log = await checkLog(store, keys.signing, node.origin, home);
  await checkPublishedHead({ home, store, seed: keys.signing, origin: node.origin, ...log });
  await options.beforeSigning?.({ origin: node.origin, newest: log.newest });
  const checkpoints = new Checkpoints(
    store,
    signing,
    node.origin,
    log.latest,
    (error) => options.onTrouble(error, 'checkpoint'),
    () => options.onCheckpoint?.(),
    new CheckpointThinning(store, clock),
  );
  const lastBefore = await timeOfLastLeaf(store);
  const leaves = new LeafMaker(clock, randomness, names);
  const session = new LogSession(leaves, {
    id: newId(clock.now(), randomness),
    software,
    recovered: await countOpenAttempts(store),
    declaresCoverage: options.heartbeats !== 'none',
    continues: log.continues,
  });
  await store.commit({
    leaves: [encodeLeaf(session.leaf('open'))],
    bodies: [],
    rows: [],
    urgency: 'closing',
  });
  // A crash between the session's leaf and these outcomes: the next session opens with what is still left to do.
  await closeOpenAttempts(store, leaves);
  session.hasRecovered();
  await checkpoints.current();
  const ledger = new StoredLedger(options, {
    root: keys.root,
    signing,
    origin: node.origin,
    names,
    leaves,
    checkpoints,
    session,
    lastBefore,
  });
  await ledger.erasures.begin((error) => options.onTrouble(error, 'erasure'));
  return ledger;
}

/** Undefined for a new log, and for a last leaf that is none: `verify` finds that, and a start does not read what it says. */
async function timeOfLastLeaf(store: Store): Promise<number | undefined> {
  const [row] = await store.read<{ time: string | null }>(
    "SELECT CASE WHEN json_valid(CAST(bytes AS TEXT)) THEN json_extract(CAST(bytes AS TEXT), '$.time') END AS time FROM leaf ORDER BY idx DESC LIMIT 1",
  );
  return typeof row?.time === 'string' ? Date.parse(row.time) : undefined;
}
