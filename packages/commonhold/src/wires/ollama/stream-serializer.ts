import type { Part, TokenLogprob, Usage } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { writeLogprobs } from '../openai-chat/logprobs.ts';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { Fault, ReplyContext, StreamSerializer } from '../wire.ts';
import { writeDoneReason } from './done-reason.ts';
import { errorObject } from './error-body.ts';
import { writeMetrics } from './metrics.ts';
import { wire } from './wire-name.ts';
import { createdAt, type Said, sayIn, toolCall } from './written-answer.ts';

const nothing = new Uint8Array();
const encoder = new TextEncoder();

interface OpenCall {
  readonly part: Extract<Part, { type: 'tool-call' }>;
  text: string;
}

/**
 * Writes parts as the lines that Ollama's clients read. Arguments are an object here, so a call of a tool is written when its
 * answer has ended and they are whole.
 */
export class LineStreamSerializer implements StreamSerializer {
  readonly #context: ReplyContext;
  readonly #tools = new Map<number, OpenCall>();
  #model: string;
  #created: number;
  /** Fields of this wire's own, which go into the next line. */
  #own: Fields = {};
  #usage: Usage | undefined;
  #finish: Extract<Part, { type: 'finish' }> | undefined;
  #engine: Fields | undefined;
  #firstMs: number | undefined;
  #failed = false;

  constructor(context: ReplyContext) {
    this.#context = context;
    this.#model = context.model;
    this.#created = context.created;
  }

  push(part: Part): Uint8Array {
    if (this.#failed) return nothing;
    // This wire has one answer; a client of it cannot have asked for more.
    if ('choice' in part && part.choice !== 0) return nothing;
    switch (part.type) {
      case 'start':
        this.#model = part.model ?? this.#model;
        this.#created = part.created ?? this.#created;
        if (part.extra?.wire === wire) addMissing(this.#own, part.extra.fields);
        return nothing;
      case 'text':
      case 'refusal': {
        const logprobs = this.#logprobs(part.logprobs);
        if (part.text === '' && logprobs === undefined) return nothing;
        return this.#say({ text: part.text }, logprobs);
      }
      case 'reasoning':
        return part.text === '' ? nothing : this.#say({ text: '', thinking: part.text });
      case 'tool-call':
        this.#tools.set(part.index, { part, text: '' });
        return nothing;
      case 'tool-arguments': {
        const open = this.#tools.get(part.index);
        if (open) open.text += part.text;
        return nothing;
      }
      case 'finish':
        this.#finish = part;
        return this.#writeTools();
      case 'usage':
        this.#usage = part.usage;
        return nothing;
      case 'engine':
        this.#engine = { engine: { ...part.facts, template: { ...part.facts.template } } };
        return nothing;
      case 'error':
        return this.fail(faultOfPart(part, this.#model));
      case 'unknown':
        if (part.wire === wire && isObject(part.value)) addMissing(this.#own, part.value);
        return nothing;
      case 'embedding':
      case 'token-count':
        // Answers of other operations, which are never streams.
        return nothing;
    }
  }

  end(): Uint8Array {
    if (this.#failed) return nothing;
    const totalMs = this.#context.elapsedMs?.();
    return this.#line({
      ...sayIn(this.#context, { text: '' }),
      done: true,
      ...(this.#finish ? { done_reason: writeDoneReason(this.#finish) } : {}),
      ...writeMetrics(this.#usage, { firstMs: this.#firstMs, totalMs }),
      ...(this.#engine ? { commonhold: this.#engine } : {}),
    });
  }

  /** No line with `done` follows, so that a client which overlooks the error still sees that the stream did not end. */
  fail(fault: Fault): Uint8Array {
    this.#failed = true;
    return encoder.encode(`${JSON.stringify(errorObject(fault))}\n`);
  }

  #say(said: Said, logprobs?: readonly Fields[]): Uint8Array {
    this.#firstMs ??= this.#context.elapsedMs?.();
    return this.#line({
      ...sayIn(this.#context, said),
      done: false,
      ...(logprobs ? { logprobs } : {}),
    });
  }

  #writeTools(): Uint8Array {
    const calls = [...this.#tools.values()].map(({ part, text }, at) => toolCall(part, at, text));
    this.#tools.clear();
    return calls.length === 0 ? nothing : this.#say({ text: '', tools: calls });
  }

  #logprobs(tokens: readonly TokenLogprob[] | undefined): readonly Fields[] | undefined {
    const wanted = this.#context.request.logprobs;
    return wanted && tokens ? writeLogprobs(tokens, wanted.alternatives) : undefined;
  }

  #line(said: Fields): Uint8Array {
    const fields: Fields = {
      model: this.#model,
      created_at: createdAt(this.#created, this.#context.elapsedMs?.()),
      ...said,
    };
    addMissing(fields, this.#own);
    this.#own = {};
    return encoder.encode(`${JSON.stringify(fields)}\n`);
  }
}
