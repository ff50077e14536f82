import type { Clock, Randomness } from '#base';

/** Whoever starts a node opens its console soon; later, "commonhold console" makes a fresh link. */
export const signInLinkMs = 3_600_000;

/** Links that were made and not used. One more forgets the oldest, so that a loop cannot fill memory. */
const linksMax = 16;

/**
 * One-time codes that sign the owner in. They stand in the fragment of a link, which a browser sends to nobody and no
 * log holds. They live in memory only: a restart prints a new one.
 */
export class SignInLinks {
  readonly #codes = new Map<string, number>();
  readonly #clock: Clock;
  readonly #randomness: Randomness;

  constructor(clock: Clock, randomness: Randomness) {
    this.#clock = clock;
    this.#randomness = randomness;
  }

  make(): string {
    const code = Buffer.from(this.#randomness(20)).toString('base64url');
    const [oldest] = this.#codes.keys();
    if (this.#codes.size >= linksMax && oldest !== undefined) this.#codes.delete(oldest);
    this.#codes.set(code, this.#clock.monotonic() + signInLinkMs);
    return code;
  }

  /** True once for each code. The lookup is by equality of 160 random bits, so its timing tells nothing that helps. */
  use(code: string): boolean {
    const until = this.#codes.get(code);
    this.#codes.delete(code);
    return until !== undefined && this.#clock.monotonic() < until;
  }
}
