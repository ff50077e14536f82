import { randomFillSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { CommonholdError, hasCode, pooledRandomness, systemClock } from '#base';
import { homePaths } from '#config';
import { ownerBySocket } from '#identity';
import { type KeyPlace, type Ledger, type NewChange, openLedger } from '#ledger';
import { openHome } from '#server';
import { openStore, spaceReserveDefaultBytes } from '#store';
import { withNode } from './node-client.ts';
import type { Terminal } from './terminal.ts';
import { software } from './version.ts';

/** An act with the keys of the node itself, as the log tells of it. */
export type KeyAct = Pick<NewChange, 'action'> & {
  readonly target: 'passphrase' | 'recovery' | 'copy' | 'restored';
};

/** Keeps the home folder locked, so that no node runs meanwhile. Throws `home_locked`, `key_act_refused`. */
export async function withLockedHome<Result>(
  terminal: Terminal,
  use: () => Promise<Result>,
): Promise<Result> {
  const paths = homePaths(terminal.environment);
  const hasRecord = await stat(paths.database).then(
    () => true,
    (thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return false;
      throw thrown;
    },
  );
  if (!hasRecord) {
    const detail = `there is no record in ${paths.home} yet; start the node once before`;
    throw new CommonholdError('key_act_refused', { detail });
  }
  const home = await openHome(paths);
  try {
    return await use();
  } finally {
    await home.release();
  }
}

/** Writes an act down while the home folder is locked: a session of its own, with the same checks as a start. */
export async function recordOffline(terminal: Terminal, place: KeyPlace, act: KeyAct): Promise<void> {
  const paths = homePaths(terminal.environment);
  const fail = (error: CommonholdError): never => {
    throw error;
  };
  const store = await openStore({
    path: paths.database,
    spaceReserveBytes: spaceReserveDefaultBytes,
    onFatal: fail,
  });
  try {
    const ledger = await openLedger({
      home: paths.home,
      keys: place,
      store,
      clock: systemClock,
      randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
      software,
      onTrouble: fail,
    });
    try {
      await recordIn(ledger, act);
    } finally {
      await ledger.close();
    }
  } finally {
    await store.close();
  }
}

/** Writes an act down through the running node, or without one. */
export async function recordAct(terminal: Terminal, place: KeyPlace, act: KeyAct): Promise<void> {
  try {
    await withNode(terminal, (node) => node.post('/api/node-keys', act));
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError) || thrown.code !== 'node_not_running') throw thrown;
    await withLockedHome(terminal, () => recordOffline(terminal, place, act));
  }
}

async function recordIn(ledger: Ledger, { target, action }: KeyAct): Promise<void> {
  await ledger.change({ actor: ownerBySocket, subject: 'node-keys', action, target }, []);
}
