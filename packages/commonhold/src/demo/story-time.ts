import type { Clock } from '#base';

/** A clock that shows the time of the story. */
export class StoryClock implements Clock {
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Goes on to a time; never back. */
  to(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  now(): number {
    return Math.floor(this.#nowMs);
  }

  monotonic(): number {
    return this.#nowMs;
  }
}

/** Told whenever a commit with a leaf has been queued: only then may the clock go on. */
export class QueueWatch {
  #told: (() => void) | undefined;

  next(): Promise<void> {
    return new Promise((resolve) => (this.#told = resolve));
  }

  queued(): void {
    this.#told?.();
    this.#told = undefined;
  }
}
