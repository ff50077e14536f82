/** Waiting, as an argument, so that tests need not wait for real. */
export interface Timers {
  /** Calls `run` once after `ms` milliseconds, unless the function returned is called before. */
  after(ms: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
