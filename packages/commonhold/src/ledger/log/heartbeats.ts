import { heartbeatEveryMs } from '@commonhold/record';
import { asCommonholdError, type CommonholdError } from '#base';

/** Runs something once, later; what it returns takes it back. */
export type Schedule = (then: () => void, afterMs: number) => () => void;

const timerSchedule: Schedule = (then, afterMs) => {
  const timer = setTimeout(then, afterMs);
  // A process that has nothing else to do need not stay for a heartbeat.
  timer.unref();
  return () => clearTimeout(timer);
};

/**
 * After one that could not be written: within the time that verification allows, so that a disk or a queue that was full
 * for a moment does not look like a node that slept.
 */
const retryMs = 60_000;

export interface HeartbeatOptions {
  /** More often than the promised `heartbeatEveryMs`; for tests. */
  readonly everyMs?: number;
  readonly schedule?: Schedule;
}

/**
 * Says in the log, again and again, that the node runs: also when nothing has happened, because that is what it then
 * says. The next one is due a whole interval after the last one was written, so a disk that is slow or a machine that
 * slept is followed by one heartbeat and not by all that were missed. One that cannot be written is told of and tried
 * again soon; if none can be for a quarter of an hour, the silence in the log is the truth.
 */
export class Heartbeats {
  readonly #write: () => Promise<void>;
  readonly #onTrouble: (error: CommonholdError) => void;
  readonly #everyMs: number;
  readonly #schedule: Schedule;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(
    write: () => Promise<void>,
    onTrouble: (error: CommonholdError) => void,
    options: HeartbeatOptions = {},
  ) {
    this.#write = write;
    this.#onTrouble = onTrouble;
    this.#everyMs = options.everyMs ?? heartbeatEveryMs;
    this.#schedule = options.schedule ?? timerSchedule;
    if (this.#everyMs > heartbeatEveryMs) {
      throw new RangeError(
        `A session promises a heartbeat every ${heartbeatEveryMs} ms, so it cannot be every ${this.#everyMs}.`,
      );
    }
  }

  start(): void {
    this.#next(this.#everyMs);
  }

  /** None begins after this; one that is being written ends by itself. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #next(afterMs: number): void {
    if (this.#isStopped) return;
    this.#cancel = this.#schedule(() => void this.#beat(), afterMs);
  }

  async #beat(): Promise<void> {
    try {
      await this.#write();
      this.#next(this.#everyMs);
    } catch (error) {
      this.#onTrouble(asCommonholdError(error));
      this.#next(Math.min(retryMs, this.#everyMs));
    }
  }
}
