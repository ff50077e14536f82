import { access, constants } from 'node:fs/promises';
import { type Clock, CommonholdError } from '#base';
import { EngineProcess } from './engine-process.ts';
import type { FromEngine, LoadedFacts, LoadTask, ToEngine } from './protocol.ts';
import type { Timers } from './timers.ts';

/** A model that stops its process this many times in a row while it loads is not tried again by itself. */
const loadCrashesMax = 2;
/** First wait before a process is started again; each further one in a row doubles it. */
const restartMs = 250;
const restartMaxMs = 30_000;
/** An engine that ran this long was sound, and its next crash is a first one again. */
const soundMs = 60_000;
/** Large models load from slow disks; beyond this something hangs. */
const loadMs = 15 * 60_000;

export type EngineState =
  | { readonly type: 'stopped' }
  | { readonly type: 'loading'; readonly pid: number | undefined; readonly residentBytes: number }
  | {
      readonly type: 'ready';
      readonly pid: number | undefined;
      readonly residentBytes: number;
      readonly facts: LoadedFacts;
    }
  /** It crashed and will be started again. */
  | { readonly type: 'crashed'; readonly detail: string; readonly restartInMs: number }
  /** It will not be started again by itself: the file cannot be loaded. */
  | { readonly type: 'invalid'; readonly error: CommonholdError }
  | { readonly type: 'closed' };

export interface SupervisorOptions {
  readonly task: LoadTask;
  readonly memoryLimitBytes: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onMessage: (message: FromEngine) => void;
  /** The process that had been ready is gone, and all that it was doing with it. */
  readonly onLost: (detail: string) => void;
  readonly onState: (state: EngineState) => void;
}

type Phase =
  | { readonly type: 'stopped' }
  | { readonly type: 'loading'; readonly engine: EngineProcess | undefined; readonly stopTimer: () => void }
  | {
      readonly type: 'ready';
      readonly engine: EngineProcess;
      readonly facts: LoadedFacts;
      readonly since: number;
    }
  | {
      readonly type: 'crashed';
      readonly detail: string;
      readonly restartAt: number;
      readonly stopTimer: () => void;
    }
  | { readonly type: 'invalid'; readonly error: CommonholdError }
  | { readonly type: 'closed' };

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: CommonholdError) => void;
}

/** Keeps one engine process alive for as long as it is wanted, and says plainly when that is hopeless. */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  #phase: Phase = { type: 'stopped' };
  #waiters = new Set<Waiter>();
  #loadCrashes = 0;
  #crashesInARow = 0;
  #ending: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  state(): EngineState {
    const phase = this.#phase;
    switch (phase.type) {
      case 'loading':
        return { type: 'loading', pid: phase.engine?.pid, residentBytes: phase.engine?.residentBytes ?? 0 };
      case 'ready':
        return {
          type: 'ready',
          pid: phase.engine.pid,
          residentBytes: phase.engine.residentBytes,
          facts: phase.facts,
        };
      case 'crashed':
        return {
          type: 'crashed',
          detail: phase.detail,
          restartInMs: Math.max(0, phase.restartAt - this.#options.clock.monotonic()),
        };
      case 'stopped':
      case 'invalid':
      case 'closed':
        return phase;
    }
  }

  /** Resolves when the engine can take requests; rejects when it cannot be loaded. Starts it when nobody has. */
  async ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    switch (this.#phase.type) {
      case 'ready':
        return;
      case 'invalid':
        throw this.#phase.error;
      case 'closed':
        throw new CommonholdError('node_stopping');
      case 'stopped':
        this.#start();
        break;
      case 'loading':
      case 'crashed':
        break;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { resolve, reject };
    const abort = (): void => reject(signal.reason);
    this.#waiters.add(waiter);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Another try for a file that was found invalid: somebody may have replaced it. */
  forgive(): void {
    if (this.#phase.type !== 'invalid') return;
    this.#loadCrashes = 0;
    this.#crashesInARow = 0;
    this.#enter({ type: 'stopped' });
  }

  send(message: ToEngine): void {
    if (this.#phase.type === 'ready') this.#phase.engine.send(message);
  }

  /** Kills a process that no longer does what it is told; it is started again as after any crash. */
  kill(reason: string): void {
    if (this.#phase.type === 'ready') this.#phase.engine.kill(reason);
  }

  /** Ends the process; the next request starts it again. */
  async stop(): Promise<void> {
    const phase = this.#phase;
    if (phase.type === 'ready') {
      await this.#end(phase.engine, { type: 'stopped' });
      return;
    }
    if (phase.type === 'crashed') {
      phase.stopTimer();
      this.#enter({ type: 'stopped' });
      const { model } = this.#options.task;
      // Whoever waited for the next process would wait for ever.
      this.#rejectWaiters(new CommonholdError('engine_failed', { model, detail: 'it was unloaded' }));
    }
    await this.#ending;
  }

  async close(): Promise<void> {
    const phase = this.#phase;
    switch (phase.type) {
      case 'closed':
        await this.#ending;
        return;
      case 'loading':
        phase.stopTimer();
        if (phase.engine) await this.#end(phase.engine, { type: 'closed' });
        else this.#enter({ type: 'closed' });
        break;
      case 'ready':
        await this.#end(phase.engine, { type: 'closed' });
        break;
      case 'crashed':
        phase.stopTimer();
        this.#enter({ type: 'closed' });
        break;
      case 'stopped':
      case 'invalid':
        this.#enter({ type: 'closed' });
    }
    this.#rejectWaiters(new CommonholdError('node_stopping'));
    await this.#ending;
  }

  async #end(engine: EngineProcess, next: Phase): Promise<void> {
    this.#enter(next);
    this.#ending = engine.end();
    await this.#ending;
  }

  #enter(phase: Phase): void {
    const changed = this.#phase.type !== phase.type;
    this.#phase = phase;
    if (changed) this.#options.onState(this.state());
  }

  #start(): void {
    this.#enter({ type: 'loading', engine: undefined, stopTimer: () => undefined });
    void this.#load();
  }

  async #load(): Promise<void> {
    const { task, timers, memoryLimitBytes } = this.#options;
    await this.#ending;
    const readable = await access(task.modelPath, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (this.#phase.type !== 'loading') return;
    if (!readable) {
      // Not `invalid`: the file may arrive at any time, and the next request looks again.
      this.#enter({ type: 'stopped' });
      this.#rejectWaiters(new CommonholdError('model_missing', { model: task.model }));
      return;
    }
    const engine: EngineProcess = new EngineProcess({
      memoryLimitBytes,
      timers,
      onMessage: (message) => this.#receive(engine, message),
      onExit: ({ detail }) => this.#exited(engine, detail),
    });
    const stopTimer = timers.after(loadMs, () =>
      engine.kill(`it did not load within ${loadMs / 60_000} minutes`),
    );
    this.#enter({ type: 'loading', engine, stopTimer });
    engine.send(task);
  }

  #receive(engine: EngineProcess, message: FromEngine): void {
    const phase = this.#phase;
    if (phase.type === 'loading' && phase.engine === engine) {
      if (message.type === 'loaded') {
        phase.stopTimer();
        this.#loadCrashes = 0;
        const since = this.#options.clock.monotonic();
        this.#enter({ type: 'ready', engine, facts: message.facts, since });
        for (const waiter of this.#waiters) waiter.resolve();
      } else if (message.type === 'failed') {
        phase.stopTimer();
        this.#refuse(engine, new CommonholdError(message.failure.code, message.failure.values));
      }
      return;
    }
    if (phase.type === 'ready' && phase.engine === engine) this.#options.onMessage(message);
  }

  /** The file was read and found wanting; reading it again would say the same. Other failures may pass. */
  #refuse(engine: EngineProcess, error: CommonholdError): void {
    const next: Phase = error.code === 'model_invalid' ? { type: 'invalid', error } : { type: 'stopped' };
    this.#rejectWaiters(error);
    void this.#end(engine, next);
  }

  #exited(engine: EngineProcess, detail: string): void {
    const phase = this.#phase;
    if (phase.type === 'loading' && phase.engine === engine) {
      phase.stopTimer();
      this.#loadCrashes++;
      if (this.#loadCrashes >= loadCrashesMax) {
        const error = new CommonholdError('model_invalid', {
          model: this.#options.task.model,
          detail: `it stopped the engine ${this.#loadCrashes} times in a row while it was loaded (${detail})`,
        });
        this.#enter({ type: 'invalid', error });
        this.#rejectWaiters(error);
        return;
      }
      this.#restartLater(detail);
    } else if (phase.type === 'ready' && phase.engine === engine) {
      if (this.#options.clock.monotonic() - phase.since >= soundMs) this.#crashesInARow = 0;
      this.#restartLater(detail);
      this.#options.onLost(detail);
    }
  }

  #restartLater(detail: string): void {
    const wait = Math.min(restartMs * 2 ** this.#crashesInARow, restartMaxMs);
    this.#crashesInARow++;
    const stopTimer = this.#options.timers.after(wait, () => this.#start());
    this.#enter({ type: 'crashed', detail, restartAt: this.#options.clock.monotonic() + wait, stopTimer });
  }

  #rejectWaiters(error: CommonholdError): void {
    for (const waiter of this.#waiters) waiter.reject(error);
  }
}
