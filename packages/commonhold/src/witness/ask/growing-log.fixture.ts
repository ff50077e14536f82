import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#base';
import { type Ledger, openLedger } from '#ledger';
import { databaseFile, openStore } from '#store';

/** The log of a node, with a real store, that grows when a test wants it to. */
export interface GrowingLog {
  readonly ledger: Ledger;
  /** Appends entries and signs the head over them. */
  grow(entries?: number): Promise<void>;
  close(): Promise<void>;
}

export async function growingLog(): Promise<GrowingLog> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-witnessed-'));
  const fail = (error: Error): never => {
    throw error;
  };
  const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal: fail });
  const ledger = await openLedger({
    home,
    store,
    clock: systemClock,
    randomness: (count) => randomBytes(count),
    software: 'commonhold test',
    onTrouble: fail,
    heartbeats: 'none',
  });
  const actor = {
    id: 'p_owner',
    kind: 'person',
    name: 'Owner',
    role: 'owner',
    project: 'default',
    key: 'k_1',
    labels: [],
  } as const;
  return {
    ledger,
    async grow(entries = 1) {
      for (let entry = 0; entry < entries; entry++) {
        await ledger.change({ actor, subject: 'model', action: 'replace', target: 'some-model' }, []);
      }
      await ledger.checkpoint();
    },
    async close() {
      await ledger.close();
      await store.close();
      await rm(home, { recursive: true });
    },
  };
}
