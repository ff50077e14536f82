import type { Clock } from '#base';

/** A gap that a weekend explains; a date that is years ahead is far beyond it. */
const gapMs = 60 * 3_600_000;
/** In a day somebody notices that the date is wrong, or the machine is told the right one. */
const settleMs = 24 * 3_600_000;

/**
 * Whether the date may decide what is old. A clock that was set far ahead makes everything look old at once, and what is
 * then destroyed does not come back when it is set right. So after a jump the date counts only when the node has run for a day
 * under it. A jump that was none, because the machine was off for a week, costs that day.
 */
export class SettledClock {
  readonly #clock: Clock;
  #now: number;
  #monotonic: number;
  #settledAt = Number.NEGATIVE_INFINITY;

  /** `lastKnown`: the last time that was written down before this process began. */
  constructor(clock: Clock, lastKnown: number | undefined) {
    this.#clock = clock;
    this.#now = clock.now();
    this.#monotonic = clock.monotonic();
    if (lastKnown !== undefined && this.#now - lastKnown > gapMs) this.#wait();
  }

  /** Asked often: a jump is what the date gained over the time that has passed since it was asked last. */
  isSettled(): boolean {
    const [now, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const gained = now - this.#now - (monotonic - this.#monotonic);
    [this.#now, this.#monotonic] = [now, monotonic];
    if (gained > gapMs) this.#wait();
    return monotonic >= this.#settledAt;
  }

  #wait(): void {
    this.#settledAt = this.#monotonic + settleMs;
  }
}
