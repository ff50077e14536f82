/** The world's time, as an argument. */
export interface Clock {
  /** Milliseconds since 1970 by the machine's clock, which people can set back. */
  now(): number;
  /** Milliseconds that only ever grow; for durations. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
