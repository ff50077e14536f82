import { CommonholdError } from '#base';
import type { Principal } from '#call';

export interface LimitOptions {
  readonly concurrentCalls: number;
  readonly concurrentCallsPerKey: number;
}

/** How many calls may be under way at once. A slot is taken before anything is written or sent. */
export class Limits {
  /** Replaced whole when the configuration changes; calls that are under way keep their places. */
  options: LimitOptions;
  readonly #byKey = new Map<string, number>();
  #all = 0;

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

  #release(key: string): void {
    this.#all -= 1;
    const left = (this.#byKey.get(key) ?? 1) - 1;
    if (left > 0) this.#byKey.set(key, left);
    else this.#byKey.delete(key);
  }
}
