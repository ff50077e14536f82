import { judgeCheckpoint, NoteError, type Policy } from '@commonhold/tlog';
import { type Clock, describe, type Outbound } from '#base';
import type { CosignedHeads } from '#ledger';
import { sha256 } from '#store';
import { signatureChecks } from '../signature-checks.ts';
import type { WitnessOptions } from '../witness-options.ts';
import { type AskedServer, type Failure, serversOf, ServerState } from './asked-server.ts';
import { policyOf } from './policy-of.ts';
import { explain, submitHead } from './submit-head.ts';
import { cosignedAt, type Taken, takeFrom } from './take-from.ts';

/**
 * While the log grows its heads go to the witnesses this often. Each of them costs every witness a write to its disk, and
 * what an older cosignature does not cover yet is seconds of work.
 */
const roundEveryMs = 10_000;
/** A witness writes to its disk before it answers; one that takes longer than this is as good as silent. */
const timeLimitMs = 10_000;

export interface WitnessRoundsOptions {
  readonly heads: CosignedHeads;
  /** The log's own verifier key. */
  readonly logKey: string;
  readonly outbound: Outbound;
  /** As commonhold.yaml says now. */
  readonly options: () => WitnessOptions;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Cosignatures are in the database; told for each round at least once, if there are any. */
  readonly onCosigned: () => void;
  /**
   * A witness has cosigned what this log does not have: more entries, or others, over this size. It says so itself, so it
   * is a reason to look and no proof.
   */
  readonly onAhead: (witness: string, size: number) => void;
  /** A witness does not do what it is asked, for a reason that was not its last one; it is asked again later. */
  readonly onTrouble: (witness: string, detail: string) => void;
  /** For tests. */
  readonly roundEveryMs?: number;
  readonly timeLimitMs?: number;
}

/** A witness as the status shows it. */
export interface AskedWitness {
  readonly name: string;
  readonly key: string;
  readonly url: string;
  /** The newest head that it cosigned, and when by its own clock. */
  readonly cosigned: { readonly size: number; readonly time: string } | undefined;
  /** What went wrong the last time, if it did. */
  readonly failure: (Failure & { readonly nextTry: string }) | undefined;
}

type LastCosigned = NonNullable<AskedWitness['cosigned']>;

/**
 * Has the heads of the log cosigned. Nobody waits for it: it is woken after a head was signed, and hands the newest one
 * to all witnesses at once, so that all who answer have cosigned the same head and a quorum can be met. One that fails is
 * left alone for a while, and asked for the newest head then.
 */
export class WitnessRounds {
  readonly #means: WitnessRoundsOptions;
  readonly #stopping = new AbortController();
  readonly #servers = new Map<string, ServerState>();
  /** By key, because a name may be given to another witness. */
  readonly #cosigned = new Map<string, LastCosigned>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #lastRoundMs = Number.NEGATIVE_INFINITY;

  constructor(means: WitnessRoundsOptions) {
    this.#means = means;
  }

  /** Learns from the database what was cosigned before, and begins. */
  async begin(): Promise<void> {
    const { heads, options } = this.#means;
    for (const { size, note } of await heads.recent()) {
      for (const { key } of options().ask) {
        if (this.#cosigned.has(key)) continue;
        const time = cosignedAt(note, key);
        if (time !== undefined) this.#cosigned.set(key, { size, time });
      }
    }
    for (const { address, witnesses } of serversOf(options().ask)) {
      this.#stateOf(address).size = Math.max(
        0,
        ...witnesses.map(({ key }) => this.#cosigned.get(key)?.size ?? 0),
      );
    }
    await this.changed();
  }

  /** A head was signed. */
  wake(): void {
    if (this.#running !== undefined || this.#stopping.signal.aborted) return;
    // Anew each time: one that waits for a witness that failed must not keep the others from a new head.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waitMs = this.#waitMs();
    if (waitMs === undefined) return;
    this.#timer = setTimeout(() => this.#begin(), waitMs);
    this.#timer.unref();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Two that ask at once wait for the same round.
    this.#running ??= this.#round()
      .catch((thrown: unknown) => this.#failed(thrown))
      .finally(() => {
        this.#running = undefined;
        this.wake();
      });
  }

  /**
   * The options have changed: who was given up on is asked again at once, and heads that were cosigned are judged by the
   * quorum of now.
   */
  async changed(): Promise<void> {
    const { heads, onCosigned } = this.#means;
    const addresses = new Set(serversOf(this.#means.options().ask).map(({ address }) => address));
    for (const [address, state] of this.#servers) {
      if (addresses.has(address)) state.askAgain();
      else this.#servers.delete(address);
    }
    const policy = this.#policy();
    for (const { size, note, quorum } of await heads.recent()) {
      const met = isMet(policy, note);
      if (met !== quorum) await heads.judge(size, met);
    }
    onCosigned();
    this.wake();
  }

  /** Asks now whoever lacks the newest head, also those who were given up on for a while; resolves when all have answered. */
  async askNow(): Promise<void> {
    await this.#running;
    for (const state of this.#servers.values()) state.askAgain();
    this.#lastRoundMs = Number.NEGATIVE_INFINITY;
    if (this.#stopping.signal.aborted || this.#waitMs() === undefined) return;
    this.#begin();
    await this.#running;
  }

  /** Each witness that is asked, in the order of the options. */
  witnesses(): readonly AskedWitness[] {
    const { clock } = this.#means;
    return serversOf(this.#means.options().ask).flatMap(({ address, witnesses }) => {
      const state = this.#servers.get(address);
      const failure = state?.failure;
      return witnesses.map(({ name, key, url }) => ({
        name,
        key,
        url,
        cosigned: this.#cosigned.get(key),
        failure: failure && {
          ...failure,
          nextTry: new Date(
            clock.now() + Math.max(0, (state?.nextMs ?? 0) - clock.monotonic()),
          ).toISOString(),
        },
      }));
    });
  }

  /** Ends what is under way at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** Until a witness is due that lacks the newest head; undefined when all have it. */
  #waitMs(): number | undefined {
    const { heads, clock } = this.#means;
    const size = heads.newestSigned()?.size ?? 0;
    const waiting = this.#lacking(size).map(({ address }) => this.#stateOf(address).nextMs);
    if (waiting.length === 0) return undefined;
    const everyMs = this.#means.roundEveryMs ?? roundEveryMs;
    return Math.max(0, Math.max(this.#lastRoundMs + everyMs, Math.min(...waiting)) - clock.monotonic());
  }

  #lacking(size: number): AskedServer[] {
    return serversOf(this.#means.options().ask).filter(({ witnesses }) =>
      witnesses.some(({ key }) => (this.#cosigned.get(key)?.size ?? 0) < size),
    );
  }

  async #round(): Promise<void> {
    const { heads, clock, onCosigned } = this.#means;
    const head = heads.newestSigned();
    if (head === undefined) return;
    this.#lastRoundMs = clock.monotonic();
    const due = this.#lacking(head.size).filter(
      ({ address }) => this.#stateOf(address).nextMs <= this.#lastRoundMs,
    );
    const policy = this.#policy();
    const before = (await heads.recent()).find(({ size }) => size === head.size)?.note ?? head.note;
    let note = before;
    let stored = before;
    let wasMet = false;
    const cosigned = new Map<string, LastCosigned>();
    const keep = async (): Promise<void> => {
      if (note === stored) return;
      stored = note;
      const met = isMet(policy, note);
      wasMet ||= met;
      await heads.put(stored, met);
      onCosigned();
    };
    await Promise.all(
      due.map(async (server) => {
        const lines = await this.#ask(server, head);
        if (lines === undefined) return;
        const taken = this.#take(server, note, lines);
        if (taken === undefined) return;
        note = taken.note;
        for (const [key, time] of taken.times) cosigned.set(key, { size: head.size, time });
        // As soon as they are enough: a witness that hangs must not hold up what the others have made good.
        if (!wasMet && isMet(policy, note)) await keep();
      }),
    );
    await keep();
    // Only what is in the database counts as cosigned; a commit that failed leaves them to be asked again.
    for (const [key, last] of cosigned) this.#cosigned.set(key, last);
  }

  /** The lines of a witness that has cosigned; undefined when it has not, which is kept as its failure. */
  async #ask(
    server: AskedServer,
    head: { readonly size: number; readonly note: string },
  ): Promise<string | undefined> {
    const { heads, outbound, onAhead } = this.#means;
    const { address } = server;
    const state = this.#stateOf(address);
    const submitted = await submitHead({
      outbound,
      address,
      heads,
      head,
      from: Math.min(state.size, head.size),
      timeLimitMs: this.#means.timeLimitMs ?? timeLimitMs,
      signal: this.#stopping.signal,
    });
    if (submitted.kind === 'cosigned') {
      state.size = head.size;
      return submitted.lines;
    }
    if (submitted.kind === 'ahead' || submitted.kind === 'contradicted') {
      for (const { name } of server.witnesses) onAhead(name, submitted.size);
    }
    this.#fail(server, explain(submitted, this.#means.logKey));
    return undefined;
  }

  /** The note with what a witness has sent; undefined when that was not right, which is kept as its failure. */
  #take(server: AskedServer, note: string, lines: string): Taken | undefined {
    const taken = takeFrom(server.witnesses, note, lines);
    if (typeof taken === 'string') {
      this.#fail(server, taken);
      return undefined;
    }
    if (taken.silent.length === 0) this.#stateOf(server.address).succeeded();
    else this.#fail(server, `it sent no cosignature of the key configured for ${taken.silent.join(' and ')}`);
    return taken;
  }

  #fail(server: AskedServer, detail: string): void {
    const state = this.#stateOf(server.address);
    const isNews = state.failure?.detail !== detail;
    state.failed(detail);
    if (!isNews) return;
    for (const { name } of server.witnesses) this.#means.onTrouble(name, detail);
  }

  #failed(thrown: unknown): void {
    if (this.#stopping.signal.aborted) return;
    // The witnesses did their part; the database did not, and says so itself where calls are concerned.
    for (const { name } of this.#means.options().ask) {
      this.#means.onTrouble(name, `its cosignature could not be kept: ${describe(thrown)}`);
    }
  }

  #policy(): Policy {
    return policyOf(this.#means.options(), this.#means.logKey);
  }

  #stateOf(address: string): ServerState {
    const known = this.#servers.get(address);
    if (known !== undefined) return known;
    const state = new ServerState(this.#means.clock, this.#means.random);
    this.#servers.set(address, state);
    return state;
  }
}

/** A note that the key of now did not sign meets nothing: it is of a time before. */
function isMet(policy: Policy, note: string): boolean {
  try {
    return judgeCheckpoint({ hash: sha256, policy, note, checks: signatureChecks }).quorumMet;
  } catch (thrown) {
    if (thrown instanceof NoteError) return false;
    throw thrown;
  }
}
