import { type Clock, CommonholdError } from '#base';
import type { Principal } from '#call';
import type { CommitRow, Store } from '#store';
import { type WitnessKeys, witnessKeysOf } from './witness-keys.ts';

/**
 * The seed of the witness's keys, where the node keeps its secrets. With `mayMake` it is made when there is none, and is
 * durable before it is given out; otherwise undefined says that there is none.
 */
export type WitnessSeed = (mayMake: boolean) => Promise<Uint8Array | undefined>;

export interface WitnessIdentityOptions {
  readonly store: Store;
  readonly seed: WitnessSeed;
  /** The name of this node's own log. */
  readonly origin: string;
  readonly clock: Clock;
  /** Writes the row that settles the key, and in the same transaction the leaf that tells of it. */
  readonly record: (actor: Principal, row: CommitRow) => Promise<void>;
}

/** What the database knows of the key: its name never changes again, and no other key may take its place. */
interface Settled {
  readonly name: string;
  /** The Ed25519 key; the other one follows from the same seed. */
  readonly verifierKey: string;
}

const settingName = 'witness';

/** What stands between the node's origin and the kind of thing that this is; names of keys may hold it. */
const nameSuffix = '/witness';

/** The keys of this node as a witness; undefined before it was one. Throws `witness_key_lost`. */
export async function readWitnessKeys(options: WitnessIdentityOptions): Promise<WitnessKeys | undefined> {
  const settled = await readSettled(options.store);
  return settled === undefined ? undefined : settledKeys(options, settled);
}

/**
 * The keys of this node as a witness, made when it becomes one. After that they are never made again: a new key in the
 * place of a lost one would look like the same witness to nobody, and would hide that what vouched for others is gone.
 * Throws `witness_key_lost`.
 */
export async function makeWitnessKeys(
  options: WitnessIdentityOptions,
  actor: Principal,
): Promise<WitnessKeys> {
  const { store, origin } = options;
  const settled = await readSettled(store);
  if (settled !== undefined) return settledKeys(options, settled);
  const [head] = await store.read('SELECT origin FROM witnessed LIMIT 1');
  if (head !== undefined) throw lost('its database has heads that it cosigned and has lost its name');
  const seed = await options.seed(true);
  if (seed === undefined) throw new Error('A seed that may be made was not.');
  const keys = witnessKeysOf(seed, `${origin}${nameSuffix}`, posixClock(options.clock));
  // A crash before this leaves a seed that has signed nothing; the next time it is taken for what it is.
  await options.record(actor, settle(keys));
  return keys;
}

async function settledKeys(options: WitnessIdentityOptions, settled: Settled): Promise<WitnessKeys> {
  const seed = await options.seed(false);
  if (seed === undefined) throw lost('its file witness.key is missing');
  const keys = witnessKeysOf(seed, settled.name, posixClock(options.clock));
  if (keys.verifierKeys[0] !== settled.verifierKey) {
    throw lost('its file witness.key holds another key than the one that it cosigned with');
  }
  return keys;
}

function settle({ name, verifierKeys }: WitnessKeys): CommitRow {
  const settled: Settled = { name, verifierKey: verifierKeys[0] };
  return { statement: 'put-setting', values: [settingName, JSON.stringify(settled)] };
}

async function readSettled(store: Store): Promise<Settled | undefined> {
  const [row] = await store.read<{ value: string }>('SELECT value FROM setting WHERE name = ?', [
    settingName,
  ]);
  return row && (JSON.parse(row.value) as Settled);
}

function lost(detail: string): CommonholdError {
  return new CommonholdError('witness_key_lost', { detail });
}

function posixClock(clock: Clock): () => number {
  return () => Math.floor(clock.now() / 1000);
}
