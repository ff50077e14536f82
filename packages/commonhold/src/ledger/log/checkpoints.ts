import { formatCheckpoint, openNote, parseCheckpoint, sameBytes, signNote } from '@commonhold/tlog';
import { asCommonholdError, CommonholdError } from '#base';
import { frontierOf, type Store } from '#store';
import type { SigningKey } from '../keys/node-keys.ts';
import type { CheckpointThinning } from './thin-checkpoints.ts';

/**
 * While the log grows it is signed once a second: what a crash leaves unsigned is a second's worth, and a signature
 * with its fsync costs next to nothing at that pace.
 */
const checkpointEveryMs = 1000;
/** Leaf hashes read at a time when a start follows the log from its last checkpoint. */
const hashesAtOnce = 10_000;

export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly nodes: Uint8Array;
}

/**
 * Signs the log's head. A note is on disk before anybody sees it, and the database refuses a second one for a size or
 * a smaller one, so no two signed heads of this log can contradict each other, whatever crashes in between.
 */
export class Checkpoints {
  readonly #store: Store;
  readonly #key: SigningKey;
  readonly #origin: string;
  readonly #onTrouble: (error: CommonholdError) => void;
  readonly #onSigned: () => void;
  #latest: StoredCheckpoint | undefined;
  #signing: Promise<StoredCheckpoint> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #thinning: CheckpointThinning;
  #held: CommonholdError | undefined;
  /** What the timer began. */
  #begun: Promise<void> = Promise.resolve();

  constructor(
    store: Store,
    key: SigningKey,
    origin: string,
    latest: StoredCheckpoint | undefined,
    onTrouble: (error: CommonholdError) => void,
    onSigned: () => void,
    thinning: CheckpointThinning,
  ) {
    this.#store = store;
    this.#key = key;
    this.#origin = origin;
    this.#latest = latest;
    this.#onTrouble = onTrouble;
    this.#onSigned = onSigned;
    this.#thinning = thinning;
  }

  /** The newest that is signed and on disk; undefined before the first. */
  get latest(): StoredCheckpoint | undefined {
    return this.#latest;
  }

  /** Why nothing is signed at present; undefined while it is. */
  get held(): CommonholdError | undefined {
    return this.#held;
  }

  /**
   * From here on nothing is signed, and whoever asks for a head over newer leaves gets the reason. Leaves go on being
   * written: what calls depend on is that they are on disk, and not that they are signed.
   */
  hold(reason: CommonholdError): void {
    this.#held = reason;
  }

  /** Signs again, and what was written meanwhile. */
  release(): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    this.grew();
  }

  /** Told after every commit; makes sure that a checkpoint follows. */
  grew(): void {
    if (this.#timer !== undefined || this.#held !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // The leaves stay unsigned until the next try; whoever asks for a checkpoint meanwhile gets the error itself.
      const begun = this.#signAndThin().catch((error: unknown) => this.#onTrouble(asCommonholdError(error)));
      this.#begun = Promise.all([this.#begun, begun]).then(() => undefined);
    }, checkpointEveryMs);
    this.#timer.unref();
  }

  /** What the timer began has ended when this resolves. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#begun;
  }

  async #signAndThin(): Promise<void> {
    // What stopped it after the timer began has been told already.
    if (this.#held !== undefined) return;
    await this.current();
    await this.#thinning.step();
  }

  /** A checkpoint over at least everything that was acknowledged when this was called. */
  async current(): Promise<StoredCheckpoint> {
    const { size } = this.#store.head();
    while (this.#signing !== undefined) {
      const signed = await this.#signing;
      if (signed.size >= size) return signed;
    }
    if (this.#latest !== undefined && this.#latest.size >= size) return this.#latest;
    if (this.#held !== undefined) throw this.#held;
    this.#signing = this.#sign();
    try {
      return await this.#signing;
    } finally {
      this.#signing = undefined;
    }
  }

  /** A checkpoint over a leaf; while nothing is signed, one from before will do. */
  async over(index: number): Promise<StoredCheckpoint> {
    if (this.#held !== undefined && this.#latest !== undefined && this.#latest.size > index)
      return this.#latest;
    return this.current();
  }

  async #sign(): Promise<StoredCheckpoint> {
    const { size, root, nodes } = this.#store.head();
    const note = signNote(formatCheckpoint({ origin: this.#origin, size, root }), [this.#key.signer]);
    // A crash before this commit leaves a note that nobody has seen and that cannot come back with another root: the
    // leaves it covers are on disk already.
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [{ statement: 'insert-checkpoint', values: [size, note, nodes] }],
      urgency: 'closing',
    });
    this.#latest = { size, note, nodes };
    this.#onSigned();
    return this.#latest;
  }
}

export async function latestCheckpoint(store: Store): Promise<StoredCheckpoint | undefined> {
  const [row] = await store.read<{ size: number; note: string; nodes: Uint8Array }>(
    'SELECT size, note, nodes FROM checkpoint ORDER BY size DESC LIMIT 1',
  );
  return row;
}

/**
 * A log without a checkpoint is one whose first start was cut off: calls are taken only after the first signature. With
 * calls in it, its checkpoints were lost, and to sign it anew would pass over that.
 */
export async function checkNothingToSign(store: Store, home: string): Promise<void> {
  const calls = await store.read('SELECT leaf FROM call LIMIT 1');
  if (calls.length === 0) return;
  throw new CommonholdError('home_damaged', {
    home,
    detail: 'the log has calls and has lost its checkpoints',
  });
}

/**
 * What a start checks: that this node signed the newest checkpoint, that the frontier kept with it has the root that
 * was signed, and that the leaf hashes since then lead from it to the frontier that the log goes on from. So nothing is
 * ever signed that contradicts what was signed before. It reads what was written since the checkpoint, about a
 * second's worth; everything before is for `verify`.
 */
export async function checkAgainstCheckpoint(
  store: Store,
  checkpoint: StoredCheckpoint,
  key: SigningKey,
  origin: string,
  home: string,
): Promise<void> {
  const damaged = (detail: string): CommonholdError => new CommonholdError('home_damaged', { home, detail });
  const head = store.head();
  let signed: ReturnType<typeof parseCheckpoint>;
  try {
    signed = parseCheckpoint(openNote(checkpoint.note, [key.verifier]).text);
  } catch (cause) {
    throw damaged(`the newest checkpoint is not signed by keys/signing.key (${String(cause)})`);
  }
  if (signed.origin !== origin || signed.size !== checkpoint.size) {
    throw damaged('the newest checkpoint is of another log or size');
  }
  if (signed.size > head.size) {
    throw damaged(`a checkpoint was signed over ${signed.size} leaves and the log has ${head.size}`);
  }
  let frontier: ReturnType<typeof frontierOf>;
  try {
    frontier = frontierOf(checkpoint.size, checkpoint.nodes);
  } catch (cause) {
    throw damaged(`the newest checkpoint has lost its frontier (${String(cause)})`);
  }
  if (!sameBytes(frontier.root(), signed.root))
    throw damaged('the newest checkpoint has another frontier than was signed');
  while (frontier.size < head.size) {
    const rows = await store.read<{ hash: Uint8Array }>(
      'SELECT hash FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx',
      [frontier.size, Math.min(head.size, frontier.size + hashesAtOnce)],
    );
    if (rows.length === 0) throw damaged(`leaf ${frontier.size} is missing`);
    for (const { hash } of rows) frontier.append(hash);
  }
  if (!sameBytes(frontier.root(), head.root)) {
    throw damaged('the leaves since the newest checkpoint do not lead to the end of the log');
  }
}
