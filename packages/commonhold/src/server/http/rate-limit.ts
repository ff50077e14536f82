import type { Clock } from '#base';

/** So many in a second, with a second's worth saved up: a bucket that fills by the clock. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #saved: number;
  #since: number;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#saved = perSecond;
    this.#since = clock.monotonic();
  }

  /** Whether one more may come now; if so, it is counted. */
  take(): boolean {
    const now = this.#clock.monotonic();
    this.#saved = Math.min(this.#perSecond, this.#saved + ((now - this.#since) / 1000) * this.#perSecond);
    this.#since = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
