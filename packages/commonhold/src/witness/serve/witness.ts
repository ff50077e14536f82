/**
 * This node as a witness of other logs, C2SP tlog-witness (read at commit 5ba5ee83 of C2SP/C2SP). What is decided is in
 * `decideAddCheckpoint`; here is what makes it hold: one decision at a time for each log, and on disk before it is told.
 */
import {
  type AddCheckpointAnswer,
  cosign,
  decideAddCheckpoint,
  encodeUtf8,
  sameBytes,
  type Signer,
  type WitnessDecision,
  type WitnessState,
} from '@commonhold/tlog';
import type { Principal } from '#call';
import { ownerBySocket } from '#identity';
import { sha256 } from '#store';
import type { WitnessOptions } from '../witness-options.ts';
import { type AcceptedKeys, acceptedLogs } from './accepted-logs.ts';
import { makeWitnessKeys, readWitnessKeys, type WitnessIdentityOptions } from './witness-identity.ts';
import type { WitnessKeys } from './witness-keys.ts';
import { WitnessedHeads } from './witnessed-heads.ts';

/**
 * The standard wants monitors to see a cosignature that is no older than an hour, while the log asks. A log that asks
 * for the same head again gets a new cosignature each time, and costs a write once in this while.
 */
const storedForMs = 30 * 60 * 1000;

/** An origin that ML-DSA-44 cosignatures can name; a log with a longer one gets the Ed25519 one alone. */
const mlDsa44OriginBytesMax = 255;

export interface WitnessMeans extends WitnessIdentityOptions {
  /** Logs that the owner accepts, as the configuration has them now. */
  readonly accept: () => WitnessOptions['accept'];
  /**
   * Told when a log that is accepted signed a head that does not go on from the one cosigned last. Its own software may
   * be at fault; two roots for one size are a second history.
   */
  readonly onContradiction: (contradiction: Contradiction) => void;
}

export interface Contradiction {
  readonly origin: string;
  /** The size that was cosigned last, and why the head that was sent does not fit. */
  readonly cosigned: number;
  readonly message: string;
}

/** Answers of a witness of ours; it never says `failed`, it throws. */
export type WitnessAnswer = Exclude<AddCheckpointAnswer, { readonly kind: 'failed' }>;

/** A log that this node may cosign for, as its owner is shown it. */
export interface WitnessedLogFacts {
  readonly origin: string;
  readonly keys: readonly string[];
  readonly size: number | undefined;
  readonly time: string | undefined;
}

export class Witness {
  readonly #means: WitnessMeans;
  readonly #heads: WitnessedHeads;
  /** The last decision under way for each log; the next one waits for it. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #begun: WitnessKeys | undefined;
  #beginning: Promise<WitnessKeys> | undefined;
  #accepted: { from: WitnessOptions['accept']; logs: ReadonlyMap<string, AcceptedKeys> } | undefined;

  private constructor(means: WitnessMeans, heads: WitnessedHeads) {
    this.#means = means;
    this.#heads = heads;
  }

  static async load(means: WitnessMeans): Promise<Witness> {
    return new Witness(means, await WitnessedHeads.load(means.store));
  }

  /** Whether anybody is answered at all. */
  get isOpen(): boolean {
    return this.#means.accept().length > 0;
  }

  /** How many logs have a head that was cosigned. */
  get logCount(): number {
    return this.#heads.count;
  }

  /** The keys that cosign; undefined before the first log was accepted. Throws `witness_key_lost`. */
  async keys(): Promise<WitnessKeys | undefined> {
    // Kept, because sealed keys cost a second to open.
    return (this.#begun ??= await readWitnessKeys(this.#means));
  }

  /** The same, made if this node has just become a witness; `actor` made it one. Throws `witness_key_lost`. */
  async begin(actor: Principal): Promise<WitnessKeys> {
    if (this.#begun) return this.#begun;
    // Two that begin at once would make two seeds, and one of them would be lost.
    this.#beginning ??= makeWitnessKeys(this.#means, actor).finally(() => {
      this.#beginning = undefined;
    });
    return (this.#begun = await this.#beginning);
  }

  logs(): WitnessedLogFacts[] {
    return [...this.#logs()].map(([origin, { verifierKeys }]) => {
      const head = this.#heads.get(origin);
      return { origin, keys: verifierKeys, size: head?.size, time: head?.time };
    });
  }

  /**
   * Decides on the body of an `add-checkpoint` request. What is cosigned is on disk when this resolves. Throws
   * `witness_key_lost`, and what `Store.commit` rejects with; then nothing was cosigned.
   */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    const { decision, origin } = this.#decide(body);
    // What does not depend on the head cosigned last is answered at once: whoever cannot sign for a log waits for
    // nothing, writes nothing, and keeps nobody waiting.
    if (decision.kind === 'refused' && decision.reason !== 'not-consistent') return decision;
    if (origin === undefined) throw new Error('A log that is not accepted was not refused.');
    // Before anything is stored: a head that is kept as cosigned must be one that could be. As a rule the keys were made
    // when the log was accepted; if they could not be, it was the owner who accepted it.
    const keys = await this.begin(ownerBySocket);
    return this.#inTurn(origin, () => this.#decideAndStore(body, keys));
  }

  /** The head cosigned last for the log whose origin has this SHA-256, in hex; undefined when there is none. */
  async checkpoint(originDigest: string): Promise<string | undefined> {
    return this.#heads.note(originDigest);
  }

  async #decideAndStore(body: string, keys: WitnessKeys): Promise<WitnessAnswer> {
    // Anew: what came before in this log's turn may have been cosigned meanwhile, or the log refused.
    const { decision, origin } = this.#decide(body);
    if (decision.kind !== 'accepted') {
      if (decision.kind === 'refused' && decision.reason === 'not-consistent' && origin !== undefined) {
        const cosigned = this.#heads.get(origin)?.size ?? 0;
        this.#means.onContradiction({ origin, cosigned, message: decision.message });
      }
      return decision;
    }
    const { next } = decision;
    // Signed first, so that monitors get from the database what the log got. Until the head is on disk nobody sees it:
    // a signature that a crash takes with it has never been given.
    const lines = cosign(next, cosignersFor(keys, next.origin));
    if (this.#mustStore(next)) await this.#heads.put(next, lines, this.#now().toISOString());
    return { kind: 'cosigned', lines };
  }

  /** A log that asks again for the head cosigned last must not make the disk sync each time. */
  #mustStore({ origin, size, root }: WitnessState): boolean {
    const latest = this.#heads.get(origin);
    if (latest?.size !== size || !sameBytes(latest.root, root)) return true;
    return Math.abs(this.#now().getTime() - Date.parse(latest.time)) >= storedForMs;
  }

  /** By the heads of this moment. The origin is that of an accepted log; without one the decision is a refusal. */
  #decide(body: string): { readonly decision: WitnessDecision; readonly origin: string | undefined } {
    let origin: string | undefined;
    const decision = decideAddCheckpoint(sha256, body, (named) => {
      const log = this.#logs().get(named);
      if (log === undefined) return undefined;
      origin = named;
      return { verifiers: log.verifiers, latest: this.#heads.get(named) };
    });
    return { decision, origin };
  }

  async #inTurn<Result>(origin: string, decide: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(origin);
    // That the one before failed is told to whoever asked; the next decides by what is on disk all the same.
    const turn = (before ?? Promise.resolve()).then(decide, decide);
    this.#turns.set(origin, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(origin) === turn) this.#turns.delete(origin);
    }
  }

  #logs(): ReadonlyMap<string, AcceptedKeys> {
    const from = this.#means.accept();
    if (this.#accepted?.from !== from) this.#accepted = { from, logs: acceptedLogs(from) };
    return this.#accepted.logs;
  }

  #now(): Date {
    return new Date(this.#means.clock.now());
  }
}

function cosignersFor({ cosigners }: WitnessKeys, origin: string): readonly Signer[] {
  return encodeUtf8(origin).length > mlDsa44OriginBytesMax ? [cosigners[0]] : cosigners;
}
