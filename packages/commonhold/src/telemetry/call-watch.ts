import type { Clock } from '#base';
import type { AttemptResult, CallIdentity, NewAttempt, NewRefusal, OpenAttempt, Recorder } from '#ledger';

/** One sending, as it was written down. */
export interface WatchedAttempt {
  readonly attempt: NewAttempt;
  /** Milliseconds since 1970 when its intent was on record. */
  readonly sent: number;
  /** Absent when its outcome could not be written. */
  readonly result?: AttemptResult;
  /** Milliseconds since 1970 when its outcome was known. */
  readonly ended: number;
}

/** One call from its first step to its last. */
export interface WatchedCall {
  readonly call: CallIdentity;
  /** What the client sent in `traceparent`. */
  readonly traceparent: string | undefined;
  readonly attempts: readonly WatchedAttempt[];
  readonly refusal: NewRefusal | undefined;
  readonly totalMs: number;
}

interface OpenCall {
  readonly call: CallIdentity;
  readonly traceparent: string | undefined;
  readonly began: number;
  readonly attempts: WatchedAttempt[];
  refusal: NewRefusal | undefined;
}

/**
 * Sees calls go by, at the recorder, where every sending passes before it happens and after. It adds nothing to the path: what
 * looks at an ended call does so when its reply and its record are complete, and a fault there is reported and ends nothing.
 */
export class CallWatch {
  readonly #clock: Clock;
  readonly #tell: (call: WatchedCall) => void;
  readonly #report: (failure: unknown) => void;
  /** Bounded by the calls that may be under way at once. */
  readonly #open = new Map<string, OpenCall>();

  constructor(clock: Clock, tell: (call: WatchedCall) => void, report: (failure: unknown) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#report = report;
  }

  /** From when on a call is watched. */
  began(call: CallIdentity, traceparent: string | undefined): void {
    const began = this.#clock.monotonic();
    this.#open.set(call.id, { call, traceparent, began, attempts: [], refusal: undefined });
  }

  /** Its reply has ended and its record is complete. */
  ended(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    const { call, traceparent, began, attempts, refusal } = open;
    try {
      this.#tell({ call, traceparent, attempts, refusal, totalMs: this.#clock.monotonic() - began });
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** The same recorder, seen. */
  watching(recorder: Recorder): Recorder {
    return {
      intent: async (attempt) => this.#opened(attempt, await recorder.intent(attempt)),
      refusal: async (refusal) => {
        const open = this.#open.get(refusal.call.id);
        if (open !== undefined) open.refusal = refusal;
        await recorder.refusal(refusal);
      },
    };
  }

  #opened(attempt: NewAttempt, open: OpenAttempt): OpenAttempt {
    const call = this.#open.get(attempt.call.id);
    if (call === undefined) return open;
    const sent = this.#clock.now();
    return {
      intent: open.intent,
      received: (chunk) => open.received(chunk),
      replied: (chunk) => open.replied(chunk),
      outcome: async (result) => {
        call.attempts.push({ attempt, sent, result, ended: this.#clock.now() });
        await open.outcome(result);
      },
    };
  }
}
