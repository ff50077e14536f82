import { type Clock, CommonholdError } from '#base';
import type { Principal } from '#call';
import type { LimitsLeft } from '#wires';
import { type BudgetOptions, Budgets } from './budgets.ts';
import { Rates, type RatesOptions } from './rates.ts';
import { CallReservation } from './reservation.ts';

export interface LimitOptions extends RatesOptions {
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

/** How many calls may be under way at once, how much they may hold, and how much may be used up. All is taken before anything is sent. */
export class Limits {
  readonly budgets: Budgets;
  readonly #rates: Rates;
  #options: LimitOptions;
  /** By caller: a key that was rotated and the one after it share their places. */
  readonly #byCaller = new Map<string, number>();
  #all = 0;
  #heldBytes = 0;

  constructor(options: LimitOptions, budgets: BudgetOptions, clock: Clock) {
    this.#options = options;
    this.#rates = new Rates(options, clock);
    this.budgets = new Budgets(budgets, clock);
  }

  get options(): LimitOptions {
    return this.#options;
  }

  /** Replaced whole when the configuration changes; calls that are under way keep their places. */
  set options(options: LimitOptions) {
    this.#options = options;
    this.#rates.options = options;
  }

  get underWay(): number {
    return this.#all;
  }

  /**
   * Takes a place, and what the call counts for, until it is disposed of. Throws `node_busy`, `concurrency_exceeded`,
   * `requests_per_minute_exceeded`, `budget_spent`.
   */
  reserve(principal: Principal): CallReservation {
    if (this.#all >= this.options.concurrentCalls) {
      throw new CommonholdError('node_busy', { limit: this.options.concurrentCalls });
    }
    const { concurrentCallsPerKey } = this.options;
    const limit = Math.min(principal.limits?.concurrentCalls ?? concurrentCallsPerKey, concurrentCallsPerKey);
    const ofCaller = this.#byCaller.get(principal.id) ?? 0;
    if (ofCaller >= limit) throw new CommonholdError('concurrency_exceeded', { limit });
    const leave = (): void => this.#leave(principal.id);
    const reservation = new CallReservation(principal, this.#rates, this.budgets, leave);
    this.#all += 1;
    this.#byCaller.set(principal.id, ofCaller + 1);
    return reservation;
  }

  /** Counts what takes no place and is in no budget. Throws `requests_per_minute_exceeded`. */
  countRequest(principal: Principal): void {
    this.#rates.takeRequest(principal);
  }

  /** What this caller has left of limits by the minute. */
  left(principal: Principal): LimitsLeft {
    return this.#rates.left(principal);
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

  #leave(caller: string): void {
    this.#all -= 1;
    const left = (this.#byCaller.get(caller) ?? 1) - 1;
    if (left > 0) this.#byCaller.set(caller, left);
    else this.#byCaller.delete(caller);
  }
}
