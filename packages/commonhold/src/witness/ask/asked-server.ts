import type { Clock } from '#base';
import type { WitnessOptions } from '../witness-options.ts';

/** One address that is asked, with every witness that answers there: a witness may have a key of each kind. */
export interface AskedServer {
  readonly address: string;
  readonly witnesses: WitnessOptions['ask'];
}

/** One request each, in the order of the options. */
export function serversOf(asked: WitnessOptions['ask']): AskedServer[] {
  const servers = new Map<string, WitnessOptions['ask']>();
  for (const witness of asked) {
    const address = witness.url.replace(/\/+$/, '');
    servers.set(address, [...(servers.get(address) ?? []), witness]);
  }
  return [...servers].map(([address, witnesses]) => ({ address, witnesses }));
}

/** After the first failure a witness is left alone for about this long: a restart takes no longer. */
const backOffFirstMs = 10_000;
/** A witness that was away for a day is asked again within this of its return. */
const backOffMaxMs = 600_000;

export interface Failure {
  /** When it was noticed last, and when the first of all in a row was. */
  readonly time: string;
  readonly since: string;
  readonly detail: string;
}

/**
 * What is remembered of an address while the node runs. Nothing of it must be right: a witness that has another size says
 * so, and is believed.
 */
export class ServerState {
  readonly #clock: Clock;
  readonly #random: () => number;
  /** The size to prove from: what this server has cosigned last, as far as is known. */
  size = 0;
  #failure: Failure | undefined;
  #failures = 0;
  #nextMs = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The last try's failure; undefined when it did what it was asked. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** By the monotonic clock; it may be asked from then on. */
  get nextMs(): number {
    return this.#nextMs;
  }

  succeeded(): void {
    this.#failure = undefined;
    this.askAgain();
  }

  /**
   * Waits twice as long after each failure in a row, and by chance up to half as long again, so that many logs do not
   * come back to a witness in the same second.
   */
  failed(detail: string): void {
    const time = new Date(this.#clock.now()).toISOString();
    this.#failure = { time, since: this.#failure?.since ?? time, detail };
    const doubled = Math.min(backOffMaxMs, backOffFirstMs * 2 ** this.#failures);
    this.#nextMs = this.#clock.monotonic() + doubled * (1 + this.#random() / 2);
    this.#failures += 1;
  }

  /** Somebody has changed something, so what failed before may go well now. */
  askAgain(): void {
    this.#failures = 0;
    this.#nextMs = 0;
  }
}
