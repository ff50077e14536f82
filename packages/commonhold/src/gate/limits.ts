import { CommonholdError } from '#base';
import type { Principal } from '#call';

export interface LimitOptions {
  readonly concurrentCalls: number;
  readonly concurrentCallsPerKey: number;
  /** Bytes of requests and answers that all calls under way may hold together. */
  readonly heldBytes: number;
  /** How long one body may be looked through. */
  readonly labellingMs: number;
}

/** What one call holds in memory, given back whole when it is disposed of. */
export interface Held extends Disposable {
  /** Counts bytes that arrived. Throws `node_full`. */
  take(bytes: number): void;
}

/** How many calls may be under way at once, and how much they may hold. A place is taken before anything is sent. */
export class Limits {
  /** Replaced whole when the configuration changes; calls that are under way keep their places. */
  options: LimitOptions;
  readonly #byKey = new Map<string, number>();
  #all = 0;
  #heldBytes = 0;

  constructor(options: LimitOptions) {
    this.options = options;
  }

  get underWay(): number {
    return this.#all;
  }

  /** Takes a slot until it is disposed of. Throws `node_busy`, `concurrency_exceeded`. */
  reserve(principal: Principal): Disposable {
    if (this.#all >= this.options.concurrentCalls) {
      throw new CommonholdError('node_busy', { limit: this.options.concurrentCalls });
    }
    const ofKey = this.#byKey.get(principal.key) ?? 0;
    if (ofKey >= this.options.concurrentCallsPerKey) {
      throw new CommonholdError('concurrency_exceeded', { limit: this.options.concurrentCallsPerKey });
    }
    this.#all += 1;
    this.#byKey.set(principal.key, ofKey + 1);
    return { [Symbol.dispose]: () => this.#release(principal.key) };
  }

  /** Begins to count what a call holds. */
  hold(): Held {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#heldBytes + bytes > this.options.heldBytes) {
          throw new CommonholdError('node_full', { limit: this.options.heldBytes });
        }
        own += bytes;
        this.#heldBytes += bytes;
      },
      [Symbol.dispose]: () => {
        this.#heldBytes -= own;
        own = 0;
      },
    };
  }

  #release(key: string): void {
    this.#all -= 1;
    const left = (this.#byKey.get(key) ?? 1) - 1;
    if (left > 0) this.#byKey.set(key, left);
    else this.#byKey.delete(key);
  }
}
