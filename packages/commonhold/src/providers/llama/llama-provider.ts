import { availableParallelism, totalmem } from 'node:os';
import { type Clock, CommonholdError, type ErrorCode, type ErrorValues } from '#base';
import type { Part } from '#call';
import type { Provider, ProviderReply, ProviderRequest } from '../provider.ts';
import { type EngineState, EngineSupervisor } from './engine-supervisor.ts';
import type { FromEngine } from './protocol.ts';
import type { RenderedPrompt } from './rendered-prompt.ts';
import { systemTimers, type Timers } from './timers.ts';

/** Requests of one model that are answered together, and that may wait, when the owner says nothing. */
const parallelDefault = 4;
const queueLimitDefault = 64;
/** A long answer of a large model on a slow machine takes minutes; beyond this nobody waits any more. */
const requestLimitMsDefault = 30 * 60_000;
/** Three quarters of the machine leave the node and the system enough to live on. */
export const engineShareOfMemory = 0.75;
/** Of the memory limit, what the attention caches may take when the context is not given; the rest is for weights. */
const cacheShare = 1 / 6;
/** An engine that has not stopped a request this long after it was told to is stuck; a step takes seconds. */
const cancelMs = 60_000;

export interface LlamaProviderOptions {
  readonly modelPath: string;
  /** The name that errors and parts give. */
  readonly model: string;
  /** SHA-256 of the file in hex, verified by whoever got the file. */
  readonly digest: string;
  readonly clock: Clock;
  readonly timers?: Timers;
  /** Told of each change of state, such as for a log line. */
  readonly onState?: (state: EngineState) => void;
  readonly gpu?: boolean;
  readonly threads?: number;
  /** Context of each request; absent: what the model declares, as far as memory allows. */
  readonly contextTokens?: number;
  readonly parallel?: number;
  readonly queueLimit?: number;
  readonly memoryLimitBytes?: number;
  readonly requestLimitMs?: number;
  /** The process is ended after this time without a request; absent: never. */
  readonly idleMs?: number;
  /** Stands in for the template in the file. */
  readonly chatTemplate?: string;
  /** Keep what was evaluated for requests that begin alike; on when absent. */
  readonly reusePrefixes?: boolean;
}

export interface LlamaProvider extends Provider {
  /** Loads the model now instead of with the first request, even one found invalid before. */
  start(signal: AbortSignal): Promise<void>;
  /** Ends the process and frees its memory; the next request starts it again. Throws `model_occupied`. */
  unload(): Promise<void>;
  /**
   * What the model would read of a call, which is given as the bytes that `send` takes. The model is loaded as for a
   * call and asked nothing. Throws what a call is refused with.
   */
  render(body: Uint8Array, signal: AbortSignal): Promise<RenderedPrompt>;
  status(): LlamaStatus;
}

export interface LlamaStatus {
  readonly engine: EngineState;
  readonly running: number;
  readonly waiting: number;
}

/** Rendering a template and counting tokens take milliseconds; a template that takes this long never ends. */
const acceptMs = 60_000;

interface Pending {
  readonly id: number;
  /** The engine has the request and has not yet said that it ended. */
  sent: boolean;
  /** Takes the prompt when that is all that was asked for. */
  accept: (prompt?: RenderedPrompt) => void;
  fail: (error: unknown) => void;
  readonly lines: LineQueue;
  /** Somebody still wants the answer. */
  wanted: boolean;
  stopTimers: (() => void)[];
}

/** The engine inside, as a provider: one model, one supervised process, the neutral call in and parts out. */
export function createLlamaProvider(options: LlamaProviderOptions): LlamaProvider {
  return new SupervisedModel(options);
}

/**
 * Threads that spin on a core which something else uses make every step wait for the slowest: measured on two cores
 * with one busy, two threads gave 2 to 17 tokens a second where one gave 90. So one core is left to the node.
 */
export function defaultThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

class SupervisedModel implements LlamaProvider {
  readonly #options: LlamaProviderOptions;
  readonly #timers: Timers;
  readonly #parallel: number;
  readonly #queueLimit: number;
  readonly #requestLimitMs: number;
  readonly #supervisor: EngineSupervisor;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #stopIdleTimer: () => void = () => undefined;

  constructor(options: LlamaProviderOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#parallel = options.parallel ?? parallelDefault;
    this.#queueLimit = options.queueLimit ?? queueLimitDefault;
    this.#requestLimitMs = options.requestLimitMs ?? requestLimitMsDefault;
    const memoryLimitBytes = options.memoryLimitBytes ?? Math.floor(totalmem() * engineShareOfMemory);
    this.#supervisor = new EngineSupervisor({
      task: {
        type: 'load',
        modelPath: options.modelPath,
        model: options.model,
        digest: options.digest,
        gpu: options.gpu ?? false,
        threads: options.threads ?? defaultThreads(),
        parallel: this.#parallel,
        contextTokens: options.contextTokens,
        cacheMemoryBytes: Math.floor(memoryLimitBytes * cacheShare),
        chatTemplate: options.chatTemplate,
        reusePrefixes: options.reusePrefixes ?? true,
      },
      memoryLimitBytes,
      clock: options.clock,
      timers: this.#timers,
      onMessage: (message) => this.#receive(message),
      onLost: (detail) => this.#lose(detail),
      onState: (state) => options.onState?.(state),
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    this.#supervisor.forgive();
    await this.#supervisor.ready(signal);
    this.#watchIdle();
  }

  async unload(): Promise<void> {
    const { model } = this.#options;
    const calls = this.#pending.size;
    if (calls > 0) {
      const detail = calls === 1 ? 'a call to it is under way' : `${calls} calls to it are under way`;
      throw new CommonholdError('model_occupied', { model, action: 'unloaded', detail });
    }
    if (this.#supervisor.state().type === 'loading') {
      throw new CommonholdError('model_occupied', {
        model,
        action: 'unloaded',
        detail: 'it is being loaded',
      });
    }
    this.#stopIdleTimer();
    await this.#supervisor.stop();
  }

  status(): LlamaStatus {
    const inside = [...this.#pending.values()].filter((pending) => pending.sent).length;
    const running = Math.min(inside, this.#parallel);
    return { engine: this.#supervisor.state(), running, waiting: this.#pending.size - running };
  }

  async send(request: ProviderRequest, signal: AbortSignal): Promise<ProviderReply> {
    const { pending } = await this.#ask('request', request.body, signal);
    return {
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: this.#body(pending),
    };
  }

  async render(body: Uint8Array, signal: AbortSignal): Promise<RenderedPrompt> {
    const { prompt } = await this.#ask('render', body, signal);
    if (prompt === undefined) throw new CommonholdError('internal', { detail: 'the engine gave no prompt' });
    return prompt;
  }

  /** Waits for the engine and hands it what is asked, until it has taken it. */
  async #ask(
    type: 'request' | 'render',
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ pending: Pending; prompt: RenderedPrompt | undefined }> {
    signal.throwIfAborted();
    if (this.#pending.size >= this.#parallel + this.#queueLimit) {
      throw new CommonholdError('engine_busy', { model: this.#options.model, limit: this.#queueLimit });
    }
    this.#stopIdleTimer();
    const { promise: accepted, resolve, reject } = Promise.withResolvers<RenderedPrompt | undefined>();
    const lines = new LineQueue();
    const pending: Pending = {
      id: this.#nextId++,
      sent: false,
      accept: resolve,
      fail: (error) => {
        reject(error);
        lines.fail(error);
      },
      lines,
      wanted: true,
      stopTimers: [],
    };
    this.#pending.set(pending.id, pending);
    const abort = (): void => this.#abandon(pending, signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    pending.stopTimers.push(
      () => signal.removeEventListener('abort', abort),
      this.#timers.after(this.#requestLimitMs, () => this.#overrun(pending)),
    );
    try {
      await Promise.race([this.#supervisor.ready(signal), accepted]);
      if (!pending.wanted) await accepted;
      pending.sent = true;
      this.#supervisor.send({ type, id: pending.id, body });
      const stopTimer = this.#timers.after(acceptMs, () =>
        this.#supervisor.kill(`it did not take a request within ${acceptMs / 1000} s`),
      );
      const prompt = await accepted.finally(stopTimer);
      return { pending, prompt };
    } catch (thrown) {
      if (pending.sent) this.#abandon(pending, thrown);
      else this.#forget(pending);
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const stopping = new CommonholdError('node_stopping');
    for (const pending of this.#pending.values()) {
      pending.fail(stopping);
      this.#forget(pending);
    }
    this.#stopIdleTimer();
    await this.#supervisor.close();
  }

  async *#body(pending: Pending): AsyncGenerator<Uint8Array> {
    try {
      yield* pending.lines.read();
    } finally {
      // Whoever stops reading no longer wants the answer.
      this.#abandon(pending, new CommonholdError('client_gone'));
    }
  }

  #receive(message: FromEngine): void {
    if (!('id' in message)) return;
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    switch (message.type) {
      case 'accepted':
        pending.accept();
        return;
      case 'refused':
        pending.fail(new CommonholdError(message.failure.code, message.failure.values));
        this.#forget(pending);
        return;
      case 'rendered':
        pending.accept(message.prompt);
        this.#forget(pending);
        return;
      case 'parts':
        pending.lines.push(message.lines);
        return;
      case 'ended':
        pending.lines.end();
        this.#forget(pending);
    }
  }

  /** The process is gone: what was under way is told, what was not yet sent waits for the next process. */
  #lose(detail: string): void {
    for (const pending of this.#pending.values()) {
      if (pending.sent) this.#break(pending, 'engine_crashed', { model: this.#options.model, detail });
    }
  }

  #overrun(pending: Pending): void {
    const seconds = this.#requestLimitMs / 1000;
    const values = { destination: this.#options.model, seconds };
    pending.lines.push(errorLine('upstream_timeout', values));
    pending.lines.end();
    this.#abandon(pending, new CommonholdError('upstream_timeout', values));
  }

  #break(pending: Pending, code: ErrorCode, values: ErrorValues): void {
    // Before the head of the answer this is an error to throw; after it, the last line of the answer.
    pending.lines.push(errorLine(code, values));
    pending.lines.end();
    pending.fail(new CommonholdError(code, values));
    this.#forget(pending);
  }

  /** Nobody wants the answer any more. The engine is told, and the place is free when it says so. */
  #abandon(pending: Pending, reason: unknown): void {
    if (!pending.wanted || !this.#pending.has(pending.id)) return;
    pending.wanted = false;
    pending.fail(reason);
    if (!pending.sent) {
      this.#forget(pending);
      return;
    }
    for (const stop of pending.stopTimers) stop();
    this.#supervisor.send({ type: 'cancel', id: pending.id });
    pending.stopTimers = [
      this.#timers.after(cancelMs, () => this.#supervisor.kill('it did not stop a cancelled request')),
    ];
  }

  #forget(pending: Pending): void {
    for (const stop of pending.stopTimers) stop();
    this.#pending.delete(pending.id);
    this.#watchIdle();
  }

  #watchIdle(): void {
    this.#stopIdleTimer();
    const { idleMs } = this.#options;
    if (idleMs === undefined || this.#pending.size > 0 || this.#supervisor.state().type === 'closed') return;
    this.#stopIdleTimer = this.#timers.after(idleMs, () => {
      if (this.#pending.size === 0) void this.#supervisor.stop();
    });
  }
}

function errorLine(code: ErrorCode, values: ErrorValues): string {
  const part: Part = { type: 'error', code, values };
  return `${JSON.stringify(part)}\n`;
}

/** Lines on their way to one reader. Their number is bounded by the context: an answer cannot be longer. */
class LineQueue {
  readonly #encoder = new TextEncoder();
  #lines: string[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(lines: string): void {
    if (this.#end) return;
    this.#lines.push(lines);
    this.#wake();
  }

  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#lines.length > 0) {
        const lines = this.#lines.join('');
        this.#lines = [];
        yield this.#encoder.encode(lines);
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    }
  }
}
