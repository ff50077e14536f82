import type { Logger } from 'pino';
import { type Clock, CommonholdError } from '#base';
import { ownerBySocket } from '#identity';
import { type Ledger, retain, type RetentionOptions } from '#ledger';
import type { Store } from '#store';
import { SettledClock } from './settled-clock.ts';

const hourMs = 3_600_000;

/** How often it is looked whether a run is due: by the node's clock, which may have slept or been set. */
const lookEveryMs = 60_000;

export interface RetentionScheduleOptions {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'erasures' | 'lastBefore'>;
  readonly clock: Clock;
  /** As commonhold.yaml says now. */
  readonly options: () => RetentionOptions;
  /** Throws `recovery_missing` while nobody has settled how the keys could be recovered. */
  readonly settledRecovery: () => Promise<void>;
  readonly log: Logger;
}

/**
 * Runs retention on the schedule of commonhold.yaml: once soon after the start, then every so many hours. It acts for the
 * owner, whose configuration asks for it.
 */
export class RetentionSchedule {
  readonly #means: RetentionScheduleOptions;
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #date: SettledClock;
  #warned = false;
  #lastMs: number | undefined;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(means: RetentionScheduleOptions) {
    this.#means = means;
    this.#date = new SettledClock(means.clock, means.ledger.lastBefore);
    this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
  }

  /** Runs what is due. A failure is logged; the next look tries again. */
  async look(): Promise<void> {
    const { clock, options, log } = this.#means;
    const { everyHours, bodyDays, bodyBytes, labelDays } = options();
    const asksForNothing =
      bodyDays === undefined && bodyBytes === undefined && Object.keys(labelDays).length === 0;
    if (asksForNothing || this.#isRunning || this.#stopping.signal.aborted) return;
    const now = clock.monotonic();
    if (!this.#isDateSettled()) return;
    if (this.#lastMs !== undefined && now - this.#lastMs < everyHours * hourMs) return;
    this.#isRunning = true;
    this.#running = this.#attempt(now, log);
    await this.#running;
    this.#isRunning = false;
  }

  #isDateSettled(): boolean {
    const isSettled = this.#date.isSettled();
    if (!isSettled && !this.#warned) {
      this.#means.log.warn(
        'the date has jumped ahead since the last entry, so nothing is erased by age before this node has run for a day; check the clock',
      );
    }
    this.#warned = !isSettled;
    return isSettled;
  }

  async #attempt(now: number, log: Logger): Promise<void> {
    try {
      await this.#run();
      this.#lastMs = now;
    } catch (thrown) {
      if (this.#stopping.signal.aborted) return;
      log.error({ err: thrown }, 'retention did not end its run');
      // Only a person can settle this, so it is said at each run that is due and not at each look.
      if (thrown instanceof CommonholdError && thrown.code === 'recovery_missing') this.#lastMs = now;
    }
  }

  async #run(): Promise<void> {
    const { store, ledger, clock, options, settledRecovery, log } = this.#means;
    await settledRecovery();
    const report = await retain({
      store,
      erasures: ledger.erasures,
      options: options(),
      nowMs: clock.now(),
      actor: ownerBySocket,
      signal: this.#stopping.signal,
    });
    const { byAge, byLabel, bySize } = report;
    if (byAge + byLabel + bySize > 0) log.info(report, 'what was kept long enough was erased');
  }

  /** Ends a run between two of its steps. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }
}
