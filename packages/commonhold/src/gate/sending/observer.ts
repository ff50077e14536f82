import { CommonholdError, type Json } from '#base';
import { type EngineFacts, estimateUsage, type FinishReason, type Part, type Usage } from '#call';
import type { AttemptResult } from '#ledger';

/** Vendors' ids have about fifty characters; a longer one is kept nowhere, and nobody can go on from it. */
const answerIdMax = 200;

/** Watches one attempt go by and sums up what the record says about it. */
export class Observer {
  http: number | undefined;
  readonly warnings: string[];
  /** The id that the destination gave its answer. */
  answerId: string | undefined;
  #finish: FinishReason | undefined;
  #servedModel: string | undefined;
  #usage: Usage | undefined;
  #engine: EngineFacts | undefined;
  #firstByteMs: number | undefined;
  #outputBytes = 0;
  /** What the answer says, by where it says it, so that a value that came in many pieces is one again. */
  readonly #texts = new Map<string, string[]>();
  /** What else came with it that no wire but its own has words for: uses of the vendor's own tools, citations, fields of a later day. */
  readonly others: Json[] = [];
  #failure: { readonly status: 'failed' | 'aborted'; readonly error: CommonholdError } | undefined;

  constructor(warnings: readonly string[]) {
    this.warnings = [...warnings];
  }

  firstByte(afterMs: number): void {
    this.#firstByteMs ??= afterMs;
  }

  see(part: Part): void {
    if ('extra' in part && part.extra !== undefined) this.others.push(part.extra.fields);
    switch (part.type) {
      case 'start':
        this.#servedModel = part.model ?? this.#servedModel;
        if (part.id !== undefined && part.id.length <= answerIdMax) this.answerId = part.id;
        return;
      case 'text':
      case 'refusal':
      case 'reasoning':
        this.#outputBytes += Buffer.byteLength(part.text);
        this.#keep(`${part.type} ${part.choice}`, part.text);
        return;
      case 'tool-arguments':
        this.#outputBytes += Buffer.byteLength(part.text);
        this.#keep(`${part.type} ${part.choice} ${part.index}`, part.text);
        return;
      case 'finish':
        this.#finish = part.reason;
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'engine':
        this.#engine = part.facts;
        return;
      case 'error':
        // A destination may fail inside an answer; it ends the attempt as any other failure does.
        throw new CommonholdError(part.code, part.values);
      case 'unknown':
        this.others.push(part.value);
        return;
      case 'tool-call':
      case 'embedding':
      case 'token-count':
        return;
    }
  }

  /** Every text of the answer so far, whole. */
  texts(): string[] {
    return Array.from(this.#texts.values(), (pieces) => pieces.join(''));
  }

  #keep(place: string, piece: string): void {
    const pieces = this.#texts.get(place);
    if (pieces === undefined) this.#texts.set(place, [piece]);
    else pieces.push(piece);
  }

  get failure(): CommonholdError | undefined {
    return this.#failure?.error;
  }

  /** The attempt ended with this failure; the first one counts. */
  fail(error: CommonholdError): void {
    const aborted = error.code === 'client_gone' || error.code === 'node_stopping';
    this.#failure ??= { status: aborted ? 'aborted' : 'failed', error };
  }

  /**
   * What was told, else an estimate; an attempt that brought nothing cost nothing that anybody here could know. Of an answer that
   * broke off, some destinations have told only what they began with (one token of output): then what came counts.
   */
  #usageOf(sentBytes: number): Usage | undefined {
    const told = this.#usage;
    if (this.#outputBytes === 0 || (told !== undefined && this.#failure === undefined)) return told;
    const estimated = estimateUsage(sentBytes, this.#outputBytes);
    if (told === undefined || !(told.outputTokens < estimated.outputTokens)) return told ?? estimated;
    return { ...told, outputTokens: estimated.outputTokens, source: 'estimated' };
  }

  /** The sum, when the attempt is over. `sentBytes` is what an estimate of the input is made from. */
  result(sentBytes: number, totalMs: number, labels: readonly string[]): AttemptResult {
    return {
      status: this.#failure?.status ?? 'completed',
      error: this.#failure?.error.code,
      http: this.http,
      finish: this.#finish,
      servedModel: this.#servedModel,
      usage: this.#usageOf(sentBytes),
      engine: this.#engine,
      labels,
      firstByteMs: this.#firstByteMs,
      totalMs,
      warnings: this.warnings,
    };
  }
}
