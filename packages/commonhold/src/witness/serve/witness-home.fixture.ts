import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '#base';
import { keysIn, loadWitnessSeed } from '#ledger';
import { databaseFile, openStore, type Store } from '#store';
import { type Contradiction, Witness } from './witness.ts';
import type { WitnessSeed } from './witness-identity.ts';

/** A folder for tests with the database of a witness in it, and its key. */
export interface WitnessHome {
  readonly home: string;
  readonly keyFile: string;
  open(options?: OpenOptions): Promise<OpenWitness>;
  remove(): Promise<void>;
}

interface OpenOptions {
  readonly accept?: readonly string[];
  readonly origin?: string;
  readonly clock?: Clock;
  readonly seed?: WitnessSeed;
  /** Takes the place of the store that the witness gets. */
  readonly store?: (store: Store) => Store;
}

export interface OpenWitness {
  readonly store: Store;
  readonly witness: Witness;
  readonly contradictions: readonly Contradiction[];
  /** Takes the place of the logs that are accepted, as a reload of the configuration does. */
  readonly accept: (...keys: readonly string[]) => void;
}

export async function makeWitnessHome(): Promise<WitnessHome> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-witness-'));
  const keys = keysIn(join(home, 'keys'));
  return {
    home,
    keyFile: join(home, 'keys', 'witness.key'),
    async open({ accept = [], origin = 'node.example', clock = systemClock, ...options } = {}) {
      const store = await openStore({
        path: join(home, databaseFile),
        spaceReserveBytes: 0,
        onFatal: (error) => {
          throw error;
        },
      });
      let accepted = accept.map((key) => ({ key }));
      const contradictions: Contradiction[] = [];
      const given = options.store?.(store) ?? store;
      const witness = await Witness.load({
        store: given,
        seed: options.seed ?? ((mayMake) => loadWitnessSeed(keys, mayMake, (count) => randomBytes(count))),
        origin,
        clock,
        record: async (_actor, row) => {
          await given.commit({ leaves: [], bodies: [], rows: [row], urgency: 'closing' });
        },
        accept: () => accepted,
        onContradiction: (contradiction) => contradictions.push(contradiction),
      });
      return {
        store,
        witness,
        contradictions,
        accept: (...next) => {
          accepted = next.map((key) => ({ key }));
        },
      };
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
