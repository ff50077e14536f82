import { type Clock, CommonholdError } from '#base';
import type { Principal } from '#call';
import type { LimitLeft, LimitsLeft } from '#wires';

/** What may be used in any span of a minute. A field that is absent is no limit. */
export interface RateOptions {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

export interface RatesOptions extends RateOptions {
  readonly projects?: Readonly<Record<string, RateOptions>> | undefined;
}

const windowMs = 60_000;

interface Taken {
  readonly at: number;
  amount: number;
  isGone: boolean;
}

/** What was taken within the last minute, one entry for each taking, so that the limit holds in every span of a minute. */
class Window {
  #entries: Taken[] = [];
  #sum = 0;

  /** How long until so much fits; 0: it fits now; undefined: it never does. */
  wait(amount: number, limit: number, now: number): number | undefined {
    this.#forget(now);
    if (amount > limit) return undefined;
    let left = this.#sum;
    if (left + amount <= limit) return 0;
    for (const entry of this.#entries) {
      left -= entry.amount;
      if (left + amount <= limit) return entry.at + windowMs - now;
    }
    return windowMs;
  }

  left(limit: number, now: number): LimitLeft {
    this.#forget(now);
    const last = this.#entries.at(-1);
    return {
      limit,
      remaining: Math.max(limit - this.#sum, 0),
      resetMs: last === undefined ? 0 : Math.ceil(last.at + windowMs - now),
    };
  }

  take(amount: number, now: number): (real: number) => void {
    const entry = { at: now, amount, isGone: false };
    this.#entries.push(entry);
    this.#sum += amount;
    return (real) => {
      // What has left the window counts no more.
      if (!entry.isGone) this.#sum += real - entry.amount;
      entry.amount = real;
    };
  }

  #forget(now: number): void {
    const first = this.#entries.findIndex(({ at }) => at + windowMs > now);
    const gone = first === -1 ? this.#entries.length : first;
    for (const entry of this.#entries.splice(0, gone)) {
      entry.isGone = true;
      this.#sum -= entry.amount;
    }
  }
}

interface Applying {
  readonly window: Window;
  readonly whose: string;
  readonly limit: number;
}

/** Requests and tokens by minute, of each caller, each project and the whole node. */
export class Rates {
  /** Replaced whole when the configuration changes. What had no limit until then begins with an empty minute. */
  options: RatesOptions;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(options: RatesOptions, clock: Clock) {
    this.options = options;
    this.#clock = clock;
  }

  /** Counts one request. Throws `requests_per_minute_exceeded`. */
  takeRequest(principal: Principal): (real: number) => void {
    return this.#take('requestsPerMinute', 'requests_per_minute_exceeded', principal, 1);
  }

  /** Takes so many tokens and gives what puts their real number in place. Throws `tokens_per_minute_exceeded`. */
  takeTokens(principal: Principal, tokens: number): (real: number) => void {
    return this.#take('tokensPerMinute', 'tokens_per_minute_exceeded', principal, tokens);
  }

  /** Of the limits that hold for this caller, the one of each kind that has least left: the next call must fit into it, too. */
  left(principal: Principal): LimitsLeft {
    const requests = this.#least('requestsPerMinute', principal);
    const tokens = this.#least('tokensPerMinute', principal);
    return { ...(requests && { requests }), ...(tokens && { tokens }) };
  }

  #least(kind: keyof RateOptions, principal: Principal): LimitLeft | undefined {
    const now = this.#clock.monotonic();
    let least: LimitLeft | undefined;
    for (const { window, limit } of this.#applying(kind, principal)) {
      const left = window.left(limit, now);
      if (least === undefined || left.remaining < least.remaining) least = left;
    }
    return least;
  }

  #take(
    kind: keyof RateOptions,
    code: 'requests_per_minute_exceeded' | 'tokens_per_minute_exceeded',
    principal: Principal,
    amount: number,
  ): (real: number) => void {
    const now = this.#clock.monotonic();
    const applying = this.#applying(kind, principal);
    for (const { window, whose, limit } of applying) {
      const wait = window.wait(amount, limit, now);
      if (wait === 0) continue;
      // What never fits gets no time to wait for.
      const told = { whose, limit, asked: amount };
      throw new CommonholdError(
        code,
        wait === undefined ? told : { ...told, retryAfter: Math.ceil(wait / 1000) },
      );
    }
    const settles = applying.map(({ window }) => window.take(amount, now));
    return (real) => settles.forEach((settle) => settle(real));
  }

  #applying(kind: keyof RateOptions, { id, project, limits }: Principal): readonly Applying[] {
    const { projects = {} } = this.options;
    const ofProject = Object.hasOwn(projects, project) ? projects[project] : undefined;
    const all = [
      { whose: 'This caller', name: `caller ${id}`, limit: limits?.[kind] },
      { whose: `The project ${project}`, name: `project ${project}`, limit: ofProject?.[kind] },
      { whose: 'This node', name: 'node', limit: this.options[kind] },
    ];
    return all.flatMap(({ whose, name, limit }) =>
      limit === undefined ? [] : [{ whose, limit, window: this.#window(`${kind} ${name}`) }],
    );
  }

  #window(name: string): Window {
    const found = this.#windows.get(name);
    if (found !== undefined) return found;
    const made = new Window();
    this.#windows.set(name, made);
    return made;
  }
}
