import type { Logger } from 'pino';
import { type Clock, CommonholdError, type Outbound, type Randomness } from '#base';
import type { Ledger, LogPublisher } from '#ledger';
import { formatPolicy, policyOf, type WitnessOptions, WitnessRounds } from '#witness';
import type { NodeStatus } from '../api/node-status.ts';
import type { HeadsView } from '../api/witnesses-view.ts';
import { seenElsewhere } from './ask-before-signing.ts';

export interface WitnessingMeans {
  readonly ledger: Pick<
    Ledger,
    'cosigned' | 'origin' | 'verifierKey' | 'signingHeld' | 'holdSigning' | 'releaseSigning'
  >;
  /** Undefined where the log is not kept as files. */
  readonly publisher: Pick<LogPublisher, 'wake' | 'size'> | undefined;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Logger;
  /** As commonhold.yaml says now. */
  readonly options: () => WitnessOptions;
}

/**
 * The heads of this node's log on their way to its witnesses, and from there into the folder.
 *
 * A witness that claims to have cosigned more than this log has stops the signing and not the node: it is a word without
 * proof, and people's work must not hang on it. If it is true, each further head would be one more that forks the name;
 * the entries that are written meanwhile are whole and can be signed under a new one. If it is not, nothing is lost when
 * signing goes on.
 */
export class Witnessing {
  readonly #means: WitnessingMeans;
  readonly #rounds: WitnessRounds;
  /** Keys of the witnesses that claim it, with the size that they name. */
  readonly #claims = new Map<string, number>();

  private constructor(means: WitnessingMeans) {
    this.#means = means;
    const { ledger, publisher, outbound, clock, randomness, log, options } = means;
    this.#rounds = new WitnessRounds({
      heads: ledger.cosigned,
      logKey: ledger.verifierKey,
      outbound,
      options,
      clock,
      random: () => Buffer.from(randomness(4)).readUInt32BE() / 2 ** 32,
      onCosigned: () => {
        publisher?.wake();
        this.#reconsider();
      },
      onAhead: (witness, size) => this.#stopSigning(witness, size),
      onTrouble: (witness, detail) =>
        log.warn({ witness, detail }, 'a witness did not cosign; it is asked again'),
    });
  }

  static async begin(means: WitnessingMeans): Promise<Witnessing> {
    const witnessing = new Witnessing(means);
    await witnessing.#rounds.begin();
    return witnessing;
  }

  /** Nobody who waits for a head's signature waits for what follows. */
  headIsSigned(): void {
    this.#means.publisher?.wake();
    this.#rounds.wake();
  }

  #stopSigning(witness: string, size: number): void {
    const { ledger, options, log } = this.#means;
    const key = options().ask.find(({ name }) => name === witness)?.key;
    if (key !== undefined) this.#claims.set(key, size);
    if (ledger.signingHeld !== undefined) return;
    const error = new CommonholdError('signing_held', {
      origin: ledger.origin,
      seen: seenElsewhere([{ witness, size }]),
      size: ledger.cosigned.newestSigned()?.size ?? 0,
    });
    ledger.holdSigning(error);
    log.error({ err: error }, 'the log is not signed any more; calls go on and are written down');
  }

  /** Signs again once nobody who is asked claims any more to have seen what is not here. */
  #reconsider(): void {
    const { ledger, log } = this.#means;
    if (ledger.signingHeld === undefined) return;
    const size = ledger.cosigned.newestSigned()?.size ?? 0;
    const asked = new Map(this.#rounds.witnesses().map((witness) => [witness.key, witness]));
    for (const key of this.#claims.keys()) {
      const witness = asked.get(key);
      if (witness === undefined || (witness.cosigned?.size ?? 0) >= size) this.#claims.delete(key);
    }
    if (this.#claims.size > 0) return;
    ledger.releaseSigning();
    log.info('the log is signed again');
  }

  /** The options have changed. */
  changed(): void {
    this.#rounds
      .changed()
      .then(() => this.#reconsider())
      .catch((thrown: unknown) =>
        this.#means.log.error({ err: thrown }, 'cosigned heads could not be judged anew'),
      );
  }

  /** Asks now whoever lacks the newest head, instead of at the next round. */
  async askNow(): Promise<void> {
    await this.#rounds.askNow();
    this.#reconsider();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** The policy of this node as a file of the standard. */
  policy(): string {
    return formatPolicy(policyOf(this.#means.options(), this.#means.ledger.verifierKey));
  }

  async summary(): Promise<NodeStatus['witnesses']> {
    const { asked, quorum } = await this.view();
    const silent = asked.flatMap(({ failure }) => (failure === undefined ? [] : [failure.since]));
    return {
      asked: asked.length,
      silent: silent.length,
      silentSince: silent.sort()[0],
      waits: quorum.waits,
      signingHeld: this.#means.ledger.signingHeld?.message,
    };
  }

  /** How far the log is signed, cosigned and published. */
  async view(): Promise<HeadsView> {
    const { ledger, publisher, options } = this.#means;
    const { cosigned, origin, verifierKey } = ledger;
    const { quorum } = options();
    const met = await cosigned.newestWithQuorum();
    const signed = cosigned.newestSigned()?.size ?? 0;
    return {
      origin,
      verifierKey,
      signed,
      signingHeld: ledger.signingHeld?.message,
      published: publisher?.size,
      quorum: {
        rule: quorum,
        met: met && { size: met.size, time: met.time },
        waits: quorum !== 'none' && (met?.size ?? 0) < signed,
      },
      asked: this.#rounds.witnesses(),
    };
  }
}
