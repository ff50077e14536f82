import { createHash } from 'node:crypto';
import type { Token } from 'node-llama-cpp';
import type { Part, TokenAlternative, TokenLogprob } from '#call';
import type { Drawn } from './draw.ts';
import type { LoadedModel } from './load-model.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { type Piece, StopBuffer } from './stop-buffer.ts';
import { TokenText } from './token-text.ts';
import { type ToolCallEvent, ToolCallParser } from './tool-call-parser.ts';

/** From tokens to parts: characters made whole, stop strings kept back, tool calls told from text. */
export class AnswerWriter {
  readonly #loaded: LoadedModel;
  readonly #emit: (parts: readonly Part[]) => void;
  readonly #text: TokenText;
  readonly #stops: StopBuffer<TokenLogprob | undefined>;
  readonly #tools: ToolCallParser | undefined;
  readonly #oneToolCall: boolean;
  readonly #idOf: (index: number) => string;
  /** Log-probabilities of tokens whose text has not left yet. */
  #notes: TokenLogprob[] = [];
  #toolCalls = 0;
  #done = false;

  constructor(loaded: LoadedModel, request: PreparedRequest, emit: (parts: readonly Part[]) => void) {
    this.#loaded = loaded;
    this.#emit = emit;
    this.#text = new TokenText((tokens) => loaded.model.detokenize(tokens as readonly Token[]));
    this.#stops = new StopBuffer(request.stops);
    this.#tools = request.toolNames.length > 0 ? new ToolCallParser(request.toolNames) : undefined;
    this.#oneToolCall = request.oneToolCall;
    this.#idOf = (index) => toolCallId(request, index);
  }

  get toolCalls(): number {
    return this.#toolCalls;
  }

  /** True when nothing that the model could still write would leave. */
  get stopped(): boolean {
    return this.#stops.stopped || this.#done;
  }

  push(drawn: Drawn): void {
    const note = drawn.logprob === undefined ? undefined : this.#describe(drawn, drawn.logprob);
    this.#write(this.#stops.push({ text: this.#text.push(drawn.token), note }));
  }

  /**
   * Tokens of an answer that is continued. They give what follows its context; they leave only when they are to be
   * repeated, and then as they are: they are neither searched for stop strings nor for calls of tools.
   */
  begin(begun: readonly Drawn[], repeat: boolean): void {
    const text = begun.map(({ token }) => this.#text.push(token)).join('');
    if (!repeat) return;
    for (const drawn of begun) {
      if (drawn.logprob !== undefined) this.#notes.push(this.#describe(drawn, drawn.logprob));
    }
    if (text !== '' || this.#notes.length > 0) this.#emit([this.#textPart(text)]);
  }

  end(): void {
    const last = this.#text.end();
    if (last !== '') this.#write(this.#stops.push({ text: last, note: undefined }));
    this.#write(this.#stops.end());
    if (this.#tools && !this.#done) this.#writeEvents(this.#tools.end());
    // The last tokens may have had no text of their own.
    if (this.#notes.length > 0) this.#emit([this.#textPart('')]);
  }

  #write(pieces: readonly Piece<TokenLogprob | undefined>[]): void {
    const text = pieces.map((piece) => piece.text).join('');
    for (const { note } of pieces) if (note !== undefined) this.#notes.push(note);
    if (this.#tools) {
      if (!this.#done) this.#writeEvents(this.#tools.push(text));
    } else if (text !== '' || this.#notes.length > 0) {
      this.#emit([this.#textPart(text)]);
    }
  }

  #writeEvents(events: readonly ToolCallEvent[]): void {
    const parts: Part[] = [];
    for (const event of events) {
      switch (event.type) {
        case 'text':
          parts.push(this.#textPart(event.text));
          break;
        case 'call': {
          // Log-probabilities go with text; those of the tokens of a call have no place in any protocol.
          this.#notes = [];
          const index = this.#toolCalls++;
          parts.push({ type: 'tool-call', choice: 0, index, id: this.#idOf(index), name: event.name });
          break;
        }
        case 'arguments':
          this.#notes = [];
          parts.push({ type: 'tool-arguments', choice: 0, index: this.#toolCalls - 1, text: event.text });
          break;
        case 'call-end':
          this.#done = this.#oneToolCall;
          break;
      }
      if (this.#done) break;
    }
    this.#emit(parts);
  }

  #textPart(text: string): Part {
    const logprobs = this.#notes;
    this.#notes = [];
    return { type: 'text', choice: 0, text, ...(logprobs.length > 0 ? { logprobs } : {}) };
  }

  #describe(drawn: Drawn, logprob: number): TokenLogprob {
    return {
      ...this.#alternative(drawn.token, logprob),
      alternatives: (drawn.alternatives ?? []).map(({ token, logprob: own }) =>
        this.#alternative(token, own),
      ),
    };
  }

  #alternative(token: Token, logprob: number): TokenAlternative {
    const { text, bytes } = this.#loaded.vocabulary.describe(token);
    return { token: text, logprob, ...(bytes === undefined ? {} : { bytes }), id: token };
  }
}

/**
 * Ids of tool calls follow from prompt and seed, so that a repeated call repeats them too, while calls of one
 * conversation differ because their prompts do.
 */
function toolCallId(request: PreparedRequest, index: number): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([request.sampling.seed, index, [...request.tokens, ...request.answer]]));
  return `call_${hash.digest('hex').slice(0, 24)}`;
}
