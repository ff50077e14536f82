import { asCommonholdError, CommonholdError, describe } from '#base';
import type { CountCall, EmbedCall, GenerateCall, Part } from '#call';
import type { LlamaContextSequence } from 'node-llama-cpp';
import { countTokens } from './count.ts';
import { Embedder, prepareEmbedding } from './embed.ts';
import { commonPrefix, generate } from './generate.ts';
import type { LoadedModel } from './load-model.ts';
import { loadOnly } from './load-only.ts';
import { type PreparedRequest, prepareRequest } from './prepare-request.ts';
import type { FromEngine } from './protocol.ts';
import { readCall, readGenerateCall } from './read-call.ts';
import { renderPrompt } from './render-prompt.ts';

interface Slot {
  readonly sequence: LlamaContextSequence;
  busy: boolean;
}

interface Job {
  readonly id: number;
  readonly request: PreparedRequest;
  cancelled: boolean;
  /** Another request ran at the same time at some point. */
  shared: boolean;
}

/**
 * Requests inside the engine process. Each gets a sequence of the one context, so that the model takes a step for
 * all of them at once; those that find none free wait in order. A deterministic request waits until it is alone and
 * lets nobody in until it ends. How many may wait is the node's affair.
 */
export class Engine {
  readonly #loaded: LoadedModel;
  readonly #send: (message: FromEngine) => void;
  readonly #randomSeed: () => number;
  readonly #slots: readonly Slot[];
  /** Requests being looked at, which have no job yet; the value says that one was cancelled meanwhile. */
  readonly #preparing = new Map<number, { cancelled: boolean }>();
  readonly #embedder: Embedder;
  /** Calls for embeddings that somebody still waits for; the value says that one no longer does. */
  readonly #embedding = new Map<number, { cancelled: boolean }>();
  #waiting: Job[] = [];
  readonly #running = new Set<Job>();

  constructor(loaded: LoadedModel, send: (message: FromEngine) => void, randomSeed: () => number) {
    this.#loaded = loaded;
    this.#send = send;
    this.#randomSeed = randomSeed;
    this.#embedder = new Embedder(loaded);
    const { context } = loaded;
    this.#slots = Array.from({ length: context?.totalSequences ?? 0 }, () => context?.getSequence())
      .filter((sequence) => sequence !== undefined)
      .map((sequence) => ({ sequence, busy: false }));
  }

  async request(id: number, body: Uint8Array): Promise<void> {
    try {
      const call = readCall(body);
      switch (call.operation) {
        case 'generate':
          return await this.#generate(id, call);
        case 'count':
          return this.#count(id, call);
        case 'embed':
          return await this.#embed(id, call);
      }
    } catch (thrown) {
      this.#refuse(id, thrown);
    }
  }

  async #generate(id: number, call: GenerateCall): Promise<void> {
    const only = loadOnly(this.#loaded, call);
    if (only) {
      this.#answer(id, only);
      return;
    }
    const state = { cancelled: false };
    this.#preparing.set(id, state);
    let request: PreparedRequest;
    try {
      request = await prepareRequest(this.#loaded, call, this.#randomSeed);
    } finally {
      this.#preparing.delete(id);
    }
    if (state.cancelled) {
      this.#send({ type: 'ended', id });
      return;
    }
    this.#send({ type: 'accepted', id });
    this.#waiting.push({ id, request, cancelled: false, shared: false });
    this.#startNext();
  }

  /** It takes no place among the requests: nothing is asked of the model. */
  #count(id: number, call: CountCall): void {
    this.#answer(id, countTokens(this.#loaded, call));
  }

  #answer(id: number, parts: readonly Part[]): void {
    this.#send({ type: 'accepted', id });
    this.#emit(id, parts);
    this.#send({ type: 'ended', id });
  }

  /** Beside the sequences and not in one of them, so it keeps no answer from its place. */
  async #embed(id: number, call: EmbedCall): Promise<void> {
    const request = prepareEmbedding(this.#loaded, call);
    const state = { cancelled: false };
    this.#embedding.set(id, state);
    this.#send({ type: 'accepted', id });
    try {
      await this.#embedder.embed(
        request,
        () => state.cancelled,
        (parts) => {
          if (!state.cancelled) this.#emit(id, parts);
        },
      );
    } catch (thrown) {
      const { code, values } = asEngineError(thrown, this.#loaded.task.model);
      if (!state.cancelled) this.#emit(id, [{ type: 'error', code, values }]);
    }
    // A call that was cancelled has been told of as ended already.
    if (this.#embedding.delete(id)) this.#send({ type: 'ended', id });
  }

  /** What the model would read. It takes no place among the requests: nothing is asked of the model. */
  render(id: number, body: Uint8Array): void {
    try {
      this.#send({ type: 'rendered', id, prompt: renderPrompt(this.#loaded, readGenerateCall(body)) });
    } catch (thrown) {
      this.#refuse(id, thrown);
    }
  }

  cancel(id: number): void {
    const embedding = this.#embedding.get(id);
    if (embedding) {
      // The text that is being read cannot be left, but nobody needs to wait for its end.
      embedding.cancelled = true;
      this.#embedding.delete(id);
      this.#send({ type: 'ended', id });
      return;
    }
    const preparing = this.#preparing.get(id);
    if (preparing) preparing.cancelled = true;
    const waiting = this.#waiting.find((job) => job.id === id);
    if (waiting) {
      this.#waiting = this.#waiting.filter((job) => job !== waiting);
      this.#send({ type: 'ended', id });
      this.#startNext();
      return;
    }
    for (const job of this.#running) if (job.id === id) job.cancelled = true;
  }

  #emit(id: number, parts: readonly Part[]): void {
    const lines = parts.map((part) => `${JSON.stringify(part)}\n`).join('');
    this.#send({ type: 'parts', id, lines });
  }

  #refuse(id: number, thrown: unknown): void {
    const { code, values } = asCommonholdError(thrown);
    this.#send({ type: 'refused', id, failure: { code, values } });
  }

  #startNext(): void {
    for (;;) {
      const job = this.#waiting[0];
      if (job === undefined) return;
      const running = [...this.#running];
      // Strictly in order: letting later requests pass a deterministic one could keep it waiting for ever.
      if (running.length > 0 && (job.request.alone || running.some((other) => other.request.alone))) return;
      const slot = this.#slotFor(job);
      if (slot === undefined) return;
      this.#waiting.shift();
      if (running.length > 0) job.shared = true;
      for (const other of running) other.shared = true;
      slot.busy = true;
      this.#running.add(job);
      void this.#run(job, slot);
    }
  }

  /** The free sequence that already holds most of the prompt; a deterministic request always gets the same one. */
  #slotFor(job: Job): Slot | undefined {
    if (job.request.alone) return this.#slots[0];
    const input = [...job.request.tokens, ...job.request.answer];
    let best: Slot | undefined;
    let bestLength = -1;
    for (const slot of this.#slots) {
      if (slot.busy) continue;
      const length = commonPrefix(slot.sequence.contextTokens, input);
      if (length > bestLength) {
        best = slot;
        bestLength = length;
      }
    }
    return best;
  }

  async #run(job: Job, slot: Slot): Promise<void> {
    const emit = (parts: readonly Part[]): void => {
      if (job.cancelled || parts.length === 0) return;
      this.#emit(job.id, parts);
    };
    try {
      await generate({
        loaded: this.#loaded,
        request: job.request,
        sequence: slot.sequence,
        cancelled: () => job.cancelled,
        shared: () => job.shared,
        emit,
      });
    } catch (thrown) {
      const values = { model: this.#loaded.task.model, detail: describe(thrown) };
      emit([{ type: 'error', code: 'engine_failed', values }]);
    } finally {
      slot.busy = false;
      this.#running.delete(job);
      this.#send({ type: 'ended', id: job.id });
      this.#startNext();
    }
  }
}

/** What is no error of ours is one of the library's, and so the engine's. */
function asEngineError(thrown: unknown, model: string): CommonholdError {
  if (thrown instanceof CommonholdError) return thrown;
  return new CommonholdError('engine_failed', { model, detail: describe(thrown) }, { cause: thrown });
}
