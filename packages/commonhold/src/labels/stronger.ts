import { CommonholdError, describe } from '#base';
import type { Finding } from './finding.ts';
import type { Piece } from './inspect.ts';

/** A detector outside of the node that is asked for each text, in pieces. How it is asked is not known here. */
export interface StrongerDetector {
  /** What it finds in a piece, in UTF-16 offsets. Rejects when it does not answer as it should. */
  find(text: string, signal: AbortSignal): Promise<readonly Finding[]>;
  /** Labels that its findings can have, and that of its silence. */
  readonly labels: readonly string[];
  /** The longest that one body waits for all its answers. */
  readonly timeoutMs: number;
  /** Raised for a body that it has not looked through whole. Undefined: such a body is refused. */
  readonly labelWhenSilent: string | undefined;
}

/** Questions of one body that are under way at once; what is asked has few processes of its own. */
const questionsMax = 8;

/** The questions about one body. When one fails, the others are given up. */
export class Questions {
  readonly #stronger: StrongerDetector;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: AbortSignal;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #failure: unknown;

  constructor(stronger: StrongerDetector, signal: AbortSignal | undefined) {
    this.#stronger = stronger;
    this.#signal = signal;
    this.#deadline = AbortSignal.timeout(stronger.timeoutMs);
  }

  get labelWhenSilent(): string | undefined {
    return this.#stronger.labelWhenSilent;
  }

  /** Whether a question failed; then what was answered is not all. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Asks about the pieces of a text and hands on what is found, unless a question failed. Resolves when there is room for
   * more, which is before the answers.
   */
  async ask(pieces: readonly Piece[], answered: (findings: readonly Finding[]) => void): Promise<void> {
    const found: Finding[] = [];
    let open = pieces.length;
    for (const piece of pieces) {
      if (this.failed) return;
      const answer = async (): Promise<void> => {
        try {
          found.push(...(await this.#find(piece)));
          open -= 1;
          if (open === 0) answered(found);
        } catch (thrown) {
          this.#failure ??= thrown;
          this.#stop.abort(thrown);
        }
      };
      const running = answer().finally(() => this.#running.delete(running));
      this.#running.add(running);
      while (this.#running.size >= questionsMax) await Promise.race(this.#running);
    }
  }

  /** Waits for all answers. Rejects with the caller's own reason, or `detector_unavailable` where a body must not go on. */
  async end(): Promise<void> {
    await Promise.all(this.#running);
    this.#signal?.throwIfAborted();
    if (this.#failure === undefined || this.labelWhenSilent !== undefined) return;
    const { timeoutMs } = this.#stronger;
    const detail = this.#deadline.aborted ? `no answer within ${timeoutMs} ms` : describe(this.#failure);
    throw new CommonholdError('detector_unavailable', { detail }, { cause: this.#failure });
  }

  /** Gives up what is under way, for a body that is not looked through any further. */
  stop(): void {
    this.#stop.abort(new DOMException('given up', 'AbortError'));
  }

  async #find({ text, place }: Piece): Promise<readonly Finding[]> {
    const signals = [this.#stop.signal, this.#deadline];
    if (this.#signal !== undefined) signals.push(this.#signal);
    const signal = AbortSignal.any(signals);
    signal.throwIfAborted();
    const findings = await this.#stronger.find(text, signal);
    return findings.flatMap((finding) => place(finding) ?? []);
  }
}
