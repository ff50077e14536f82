/** How often one destination is asked again, and how long is waited before. */
export interface RetryOptions {
  /** Besides the first sending. */
  readonly max: number;
  /** The longest first pause; each that follows may be twice as long. */
  readonly firstMs: number;
  /** No pause is longer. Who asks for a longer one is not asked again in this call. */
  readonly longestMs: number;
}

/** When a destination is left alone for a while; `failures: 0` is never. */
export interface BreakerOptions {
  readonly failures: number;
  readonly windowMs: number;
  readonly restMs: number;
}

/** What is done about failures of a destination. */
export interface Patience {
  readonly retries: RetryOptions;
  readonly breaker: BreakerOptions;
}
