import type { Logger } from 'pino';
import type { Clock, CommonholdError, Outbound, Randomness } from '#base';
import type { Ledger, LogPublisher } from '#ledger';
import { formatPolicy, policyOf, type WitnessOptions, WitnessRounds } from '#witness';
import type { NodeStatus } from './api/node-status.ts';
import type { HeadsView } from './api/witnesses-view.ts';
import { logBehind } from './ask-before-signing.ts';

export interface WitnessingMeans {
  readonly ledger: Pick<Ledger, 'cosigned' | 'origin' | 'verifierKey'>;
  /** Undefined where the log is not kept as files. */
  readonly publisher: Pick<LogPublisher, 'wake' | 'size'> | undefined;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Logger;
  /** As commonhold.yaml says now. */
  readonly options: () => WitnessOptions;
  /** A witness has cosigned what this log does not have: whatever is signed from now on forks the name further. */
  readonly onBehind: (error: CommonholdError) => void;
}

/** The heads of this node's log on their way to its witnesses, and from there into the folder. */
export class Witnessing {
  readonly #means: WitnessingMeans;
  readonly #rounds: WitnessRounds;

  private constructor(means: WitnessingMeans) {
    this.#means = means;
    const { ledger, publisher, outbound, clock, randomness, log, options, onBehind } = means;
    this.#rounds = new WitnessRounds({
      heads: ledger.cosigned,
      logKey: ledger.verifierKey,
      outbound,
      options,
      clock,
      random: () => Buffer.from(randomness(4)).readUInt32BE() / 2 ** 32,
      onCosigned: () => publisher?.wake(),
      onAhead: (witness, size) =>
        onBehind(logBehind(ledger.origin, ledger.cosigned.newestSigned()?.size ?? 0, [{ witness, size }])),
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

  /** The options have changed. */
  changed(): void {
    this.#rounds
      .changed()
      .catch((thrown: unknown) =>
        this.#means.log.error({ err: thrown }, 'cosigned heads could not be judged anew'),
      );
  }

  /** Asks now whoever lacks the newest head, instead of at the next round. */
  askNow(): Promise<void> {
    return this.#rounds.askNow();
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
    return { asked: asked.length, silent: silent.length, silentSince: silent.sort()[0], waits: quorum.waits };
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
