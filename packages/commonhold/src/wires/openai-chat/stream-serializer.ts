import { type Json, writeSseEvent } from '#base';
import type { EngineFacts, Part, TokenLogprob, Usage } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { isList, isObject, type Fields } from '../own-fields.ts';
import type { Fault, ReplyContext, StreamSerializer } from '../wire.ts';
import { writeSignature } from '../gemini-signature.ts';
import { errorObject } from './error-body.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeLogprobs } from './logprobs.ts';
import { mergeFragment } from './merge-fragment.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';

const nothing = new Uint8Array();
const done = writeSseEvent({ data: '[DONE]' });

/** Writes parts as the chunks that OpenAI's clients read. */
export class ChatStreamSerializer implements StreamSerializer {
  readonly #context: ReplyContext;
  readonly #begun = new Set<number>();
  #model: string;
  /** Top-level fields for the next chunk: chunks of their own would have no choices, which many clients stumble on. */
  #waiting: Fields | undefined;
  #usage: Usage | undefined;
  #failed = false;

  constructor(context: ReplyContext) {
    this.#context = context;
    this.#model = context.model;
  }

  push(part: Part): Uint8Array {
    if (this.#failed) return nothing;
    switch (part.type) {
      case 'start':
        this.#model = part.model ?? this.#model;
        if (part.extra?.wire === wire) this.#wait(part.extra.fields);
        return nothing;
      case 'text':
        return this.#said(part.choice, 'content', part.text, part.logprobs);
      case 'refusal':
        return this.#said(part.choice, 'refusal', part.text, part.logprobs);
      case 'reasoning':
        return this.#delta(part.choice, { reasoning_content: part.text });
      case 'tool-call': {
        const call = {
          index: part.index,
          id: part.id,
          type: 'function',
          function: { name: part.name, arguments: '' },
          ...writeSignature(part.extra),
        };
        const delta: Fields = this.#begun.has(part.choice) ? {} : { content: null };
        return this.#delta(part.choice, { ...delta, tool_calls: [call] });
      }
      case 'tool-arguments':
        return this.#delta(part.choice, {
          tool_calls: [{ index: part.index, function: { arguments: part.text } }],
        });
      case 'finish':
        return this.#delta(part.choice, this.#begun.has(part.choice) ? {} : { content: '' }, {
          finish_reason: writeFinishReason(part),
        });
      case 'usage':
        this.#usage = part.usage;
        return nothing;
      case 'engine':
        this.#wait({ commonhold: { engine: facts(part.facts) } });
        return nothing;
      case 'error':
        return this.fail(faultOfPart(part, this.#model));
      case 'unknown':
        // What only another wire knows is on the record and nowhere else.
        return part.wire === wire && isObject(part.value) ? this.#fragment(part.value) : nothing;
      case 'embedding':
      case 'token-count':
        // Answers of other operations, which are never streams.
        return nothing;
    }
  }

  end(): Uint8Array {
    if (this.#failed) return nothing;
    const usage = this.#context.request.streamUsage && this.#usage ? writeUsage(this.#usage) : undefined;
    if (!usage && !this.#waiting) return done;
    const last = this.#chunk([]);
    if (usage) last['usage'] = usage;
    return Buffer.concat([event(last), done]);
  }

  /** No `[DONE]` follows, so that a client which overlooks the error still sees that the stream did not end. */
  fail(fault: Fault): Uint8Array {
    this.#failed = true;
    return event(errorObject(fault));
  }

  #wait(fields: Readonly<Fields>): void {
    this.#waiting = { ...this.#waiting, ...fields };
  }

  #said(
    choice: number,
    field: 'content' | 'refusal',
    text: string,
    tokens: readonly TokenLogprob[] | undefined,
  ): Uint8Array {
    const wanted = this.#context.request.logprobs;
    const logprobs = wanted && tokens ? writeLogprobs(tokens, wanted.alternatives) : null;
    if (text === '' && !logprobs) return nothing;
    const pair =
      field === 'content' ? { content: logprobs, refusal: null } : { content: null, refusal: logprobs };
    return this.#delta(choice, { [field]: text }, { logprobs: logprobs && pair });
  }

  #delta(choice: number, delta: Fields, more: Fields = {}): Uint8Array {
    return event(this.#chunk([this.#choice(choice, delta, more)]));
  }

  /** The first delta of a choice names the role. */
  #choice(index: number, delta: Fields, more: Fields): Fields {
    const role: Fields = this.#begun.has(index) ? {} : { role: 'assistant' };
    this.#begun.add(index);
    return { index, delta: { ...role, ...delta }, logprobs: null, finish_reason: null, ...more };
  }

  #chunk(choices: Json[]): Fields {
    const chunk: Fields = {
      id: `chatcmpl-${this.#context.call}`,
      object: 'chat.completion.chunk',
      created: this.#context.created,
      model: this.#model,
      ...this.#waiting,
      choices,
    };
    this.#waiting = undefined;
    if (this.#context.request.streamUsage) chunk['usage'] = null;
    return chunk;
  }

  /** What was left of a chunk when it was read, as a chunk again. */
  #fragment(fragment: Readonly<Fields>): Uint8Array {
    const { choices, ...rest } = fragment;
    if (Object.keys(rest).length > 0) this.#wait(rest);
    if (!isList(choices)) return nothing;
    const indexes = choices.filter(isObject).map(({ index }) => (typeof index === 'number' ? index : 0));
    const chunk = this.#chunk(indexes.map((index) => this.#choice(index, {}, {})));
    mergeFragment(chunk, { choices });
    return event(chunk);
  }
}

function facts(engine: EngineFacts): Json {
  return { ...engine, template: { ...engine.template } };
}

function event(document: Fields): Uint8Array {
  return writeSseEvent({ data: JSON.stringify(document) });
}
