import type { Clock, CommonholdError, ErrorCode } from '#base';
import type { Provider } from '#providers';
import type { Candidate } from '../candidate.ts';
import type { BreakerOptions } from './patience.ts';

/** How a destination is, as far as calls have shown. Nothing is ever sent to it only to find out. */
export interface HealthView {
  readonly state: 'unknown' | 'well' | 'failing' | 'resting';
  /** Milliseconds since 1970; absent unless it rests. Past while the call that tries it again is awaited. */
  readonly restsUntil?: number;
  /** Sendings within the window that failed, and all. */
  readonly failed: number;
  readonly sent: number;
  readonly lastFailure?: { readonly at: number; readonly error: ErrorCode };
  readonly lastAnswer?: number;
}

/** A sending that may be made. Disposing of it without a result gives back the place of the one that tries again. */
export interface Entered extends Disposable {
  ended(failure: CommonholdError | undefined): void;
}

/** What a sending says about its destination. */
type Sign = 'answers' | 'fails' | 'says nothing';

/**
 * A busy destination fails now and then, and is not given up for that: only when at least this part of what was sent to it
 * within the window failed.
 */
const failingPart = 0.5;
/** The window moves on in this many steps. */
const windowSteps = 10;
/** While one call tries a destination again, others are told to come back after this time. */
const probeMs = 1000;

/**
 * How each destination is, from calls alone. After enough failures in a window it rests; then one call at a time tries it
 * again, and with the first answer it is back. In memory: a start begins with what it sees.
 */
export class Health {
  readonly #clock: Clock;
  readonly #rows = new Map<string, Row>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long nothing shall be sent to a candidate; undefined when it may be tried. Takes no place. */
  restsMs(candidate: Candidate): number | undefined {
    return this.#row(candidate)?.restsMs(this.#clock.monotonic());
  }

  /** Undefined while it rests, or while another call finds out whether it is back. */
  enter(candidate: Candidate): Entered | undefined {
    const row = this.#row(candidate);
    if (row === undefined) return freely;
    const clock = this.#clock;
    if (row.restsMs(clock.monotonic()) !== undefined) return undefined;
    const isProbe = row.begin();
    let over = false;
    const end = (sign: Sign): void => {
      if (over) return;
      over = true;
      row.ended(sign, isProbe, clock.monotonic());
    };
    return {
      ended(failure) {
        row.note(failure, clock.now());
        end(signOf(failure));
      },
      [Symbol.dispose]: () => end('says nothing'),
    };
  }

  /** How a row of the configuration is; undefined where no call has gone yet. */
  of(provider: string): HealthView | undefined {
    return this.#rows.get(provider)?.view(this.#clock.monotonic(), this.#clock.now());
  }

  all(): readonly (readonly [string, HealthView])[] {
    const [monotonic, now] = [this.#clock.monotonic(), this.#clock.now()];
    return Array.from(this.#rows, ([name, row]) => [name, row.view(monotonic, now)] as const);
  }

  /** Forgets the rows that the configuration no longer has. */
  keepOnly(providers: ReadonlySet<string>): void {
    for (const name of this.#rows.keys()) if (!providers.has(name)) this.#rows.delete(name);
  }

  /** A row that was changed is another place; what the old one did says nothing about it. */
  #row({ destination, provider, patience }: Candidate): Row | undefined {
    if (patience === undefined) return undefined;
    const known = this.#rows.get(destination.provider);
    if (known?.provider === provider) return known;
    const row = new Row(provider, patience.breaker);
    this.#rows.set(destination.provider, row);
    return row;
  }
}

/** The engine inside is watched and started again by its own supervisor. */
const freely: Entered = { ended: () => undefined, [Symbol.dispose]: () => undefined };

class Row {
  readonly provider: Provider;
  readonly #options: BreakerOptions;
  /** One for each step of the window that had any, the oldest first. */
  #steps: { readonly step: number; sent: number; failed: number }[] = [];
  #restsUntil: number | undefined;
  #isProbing = false;
  #lastFailure: { readonly at: number; readonly error: ErrorCode } | undefined;
  #lastAnswer: number | undefined;

  constructor(provider: Provider, options: BreakerOptions) {
    this.provider = provider;
    this.#options = options;
  }

  restsMs(now: number): number | undefined {
    if (this.#restsUntil === undefined) return undefined;
    if (now < this.#restsUntil) return this.#restsUntil - now;
    return this.#isProbing ? probeMs : undefined;
  }

  /** True when this is the one call that finds out whether the destination is back. */
  begin(): boolean {
    if (this.#restsUntil === undefined) return false;
    this.#isProbing = true;
    return true;
  }

  ended(sign: Sign, isProbe: boolean, now: number): void {
    if (isProbe) this.#isProbing = false;
    if (sign === 'says nothing') return;
    if (isProbe) {
      this.#restsUntil = sign === 'answers' ? undefined : now + this.#options.restMs;
      if (sign === 'answers') this.#steps = [];
      return;
    }
    this.#count(sign, now);
    const { failures, restMs } = this.#options;
    // What was under way before it began to rest does not make it rest longer, nor wake it.
    if (failures === 0 || this.#restsUntil !== undefined || sign === 'answers') return;
    const { sent, failed } = this.#window(now);
    if (failed >= failures && failed >= sent * failingPart) this.#restsUntil = now + restMs;
  }

  note(failure: CommonholdError | undefined, at: number): void {
    switch (signOf(failure)) {
      case 'answers':
        this.#lastAnswer = at;
        return;
      case 'fails':
        if (failure !== undefined) this.#lastFailure = { at, error: failure.code };
        return;
      case 'says nothing':
        return;
    }
  }

  view(monotonic: number, now: number): HealthView {
    const { sent, failed } = this.#window(monotonic);
    const isResting = this.#restsUntil !== undefined;
    const seen = this.#lastAnswer !== undefined || this.#lastFailure !== undefined;
    return {
      state: isResting ? 'resting' : failed > 0 ? 'failing' : seen ? 'well' : 'unknown',
      ...(this.#restsUntil === undefined
        ? {}
        : { restsUntil: Math.round(now + this.#restsUntil - monotonic) }),
      failed,
      sent,
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
      ...(this.#lastAnswer === undefined ? {} : { lastAnswer: this.#lastAnswer }),
    };
  }

  #count(sign: Exclude<Sign, 'says nothing'>, now: number): void {
    const step = Math.floor(now / (this.#options.windowMs / windowSteps));
    let last = this.#steps.at(-1);
    if (last?.step !== step) {
      last = { step, sent: 0, failed: 0 };
      this.#steps.push(last);
      if (this.#steps.length > windowSteps) this.#steps.shift();
    }
    last.sent += 1;
    if (sign === 'fails') last.failed += 1;
  }

  #window(now: number): { readonly sent: number; readonly failed: number } {
    const step = Math.floor(now / (this.#options.windowMs / windowSteps));
    let [sent, failed] = [0, 0];
    for (const one of this.#steps) {
      if (one.step <= step - windowSteps) continue;
      sent += one.sent;
      failed += one.failed;
    }
    return { sent, failed };
  }
}

const failures: ReadonlySet<ErrorCode> = new Set([
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_stalled',
  'upstream_broke',
  'upstream_reply_invalid',
  'upstream_redirected',
  'destination_address_refused',
]);

/**
 * A destination that refuses a request answers. One that says "too much" or "not with this credential" tells nothing of how
 * it is, and a client that is gone neither.
 */
function signOf(failure: CommonholdError | undefined): Sign {
  if (failure === undefined || failure.code === 'upstream_refused') return 'answers';
  if (failures.has(failure.code)) return 'fails';
  const isFailed = failure.code === 'upstream_failed' && Number(failure.values['status'] ?? 500) >= 500;
  return isFailed ? 'fails' : 'says nothing';
}
