import { writeSseEvent } from '#base';
import type { EngineFacts, Part, Usage } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, type Fields, isObject, putAll, textOf } from '../own-fields.ts';
import type { Fault, ReplyContext, StreamSerializer } from '../wire.ts';
import { errorObject } from './error-body.ts';
import { messageId, ourFields, uncounted } from './serialize-reply.ts';
import { writeStopReason } from './stop-reason.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';
import { textBlock, thinkingBlock, toolBlock } from './written-blocks.ts';

const nothing = new Uint8Array();

/** A block that is being written. Only one is at a time; what belongs to others waits. */
interface Block {
  readonly kind: 'text' | 'thinking' | 'tool' | 'whole';
  readonly start: Fields;
  /** What was said for it before its turn came. */
  readonly waiting: Fields[];
  /** Nothing more belongs to it, whatever comes. */
  sealed: boolean;
  /** Which block of the destination's it is, where the destination has blocks. */
  readonly of?: number | undefined;
}

/**
 * Writes parts as the events that Anthropic's clients read: one block after the other, each begun and ended. Parts of several calls of
 * tools may come mixed; the first is written as it comes and the others when it has ended, which is at the end of the answer.
 */
export class MessageStreamSerializer implements StreamSerializer {
  readonly #context: ReplyContext;
  readonly #events: Uint8Array[] = [];
  readonly #tools = new Map<number, Block>();
  readonly #queue: Block[] = [];
  #live: Block | undefined;
  #index = -1;
  #started = false;
  #model: string;
  #own: Fields = {};
  #usage: Usage | undefined;
  #finish: Extract<Part, { type: 'finish' }> | undefined;
  #lastDelta: Fields = {};
  #besideDelta: Fields = {};
  #engine: EngineFacts | undefined;
  #failed = false;

  constructor(context: ReplyContext) {
    this.#context = context;
    this.#model = context.model;
  }

  push(part: Part): Uint8Array {
    if (this.#failed) return nothing;
    // This wire has one answer; a client of it cannot have asked for more.
    if ('choice' in part && part.choice !== 0) return nothing;
    switch (part.type) {
      case 'start':
        this.#model = part.model ?? this.#model;
        if (part.extra?.wire === wire) addMissing(this.#own, part.extra.fields);
        break;
      case 'text':
      case 'refusal':
        if (part.text === '') break;
        this.#add(this.#textOf(part.type === 'text' ? part.block : undefined), {
          type: 'text_delta',
          text: part.text,
        });
        break;
      case 'reasoning':
        this.#think(part);
        break;
      case 'tool-call': {
        const block: Block = { kind: 'tool', start: toolBlock(part, {}), waiting: [], sealed: false };
        this.#tools.set(part.index, block);
        this.#begin(block);
        break;
      }
      case 'tool-arguments': {
        const block = this.#tools.get(part.index);
        if (block) this.#add(block, { type: 'input_json_delta', partial_json: part.text });
        break;
      }
      case 'finish':
        this.#finish = part;
        break;
      case 'usage':
        this.#usage = part.usage;
        break;
      case 'engine':
        this.#engine = part.facts;
        break;
      case 'error':
        return this.fail(faultOfPart(part, this.#model));
      case 'unknown':
        if (part.wire === wire && isObject(part.value)) this.#pushOwn(part.value);
        break;
      case 'embedding':
      case 'token-count':
        // Answers of other operations, which are never streams.
        break;
    }
    return this.#taken();
  }

  end(): Uint8Array {
    if (this.#failed) return nothing;
    this.#begun();
    this.#endLive();
    for (const block of this.#queue.splice(0)) {
      this.#write(block);
      this.#endLive();
    }
    const usage = this.#usage && writeUsage(this.#usage);
    const ours = ourFields({
      ...(this.#usage ? { usage: this.#usage } : {}),
      ...(this.#engine ? { engine: this.#engine } : {}),
    });
    this.#event({
      type: 'message_delta',
      delta: {
        stop_reason: this.#finish ? writeStopReason(this.#finish) : null,
        stop_sequence: null,
        ...this.#lastDelta,
      },
      usage: usage ?? uncounted(),
      ...this.#besideDelta,
      ...(ours ? { commonhold: ours } : {}),
    });
    this.#event({ type: 'message_stop' });
    return this.#taken();
  }

  /** No `message_stop` follows, so that a client which overlooks the error still sees that the stream did not end. */
  fail(fault: Fault): Uint8Array {
    this.#failed = true;
    this.#event(errorObject(fault));
    return this.#taken();
  }

  #think(part: Extract<Part, { type: 'reasoning' }>): void {
    const own = part.extra?.wire === wire ? part.extra.fields : undefined;
    if (own && 'redacted_thinking' in own) {
      this.#begin({ kind: 'whole', start: thinkingBlock(part), waiting: [], sealed: true });
      return;
    }
    if (part.text === '' && !own) return;
    const block = this.#ofKind('thinking', thinkingBlock({ text: '' }));
    if (part.text !== '') this.#add(block, { type: 'thinking_delta', thinking: part.text });
    if (typeof own?.['signature'] !== 'string') return;
    this.#add(block, { type: 'signature_delta', signature: own['signature'] });
    block.sealed = true;
  }

  #pushOwn(value: Readonly<Fields>): void {
    const { content_block: block, delta, at, message_delta: last, beside_delta: beside, event } = value;
    if (isObject(block) && block['type'] !== undefined) {
      this.#begin({ kind: 'whole', start: { ...block }, waiting: [], sealed: true });
    } else if (isObject(delta)) {
      this.#add(this.#textOf(typeof at === 'number' ? at : undefined), { ...delta });
    } else if (isObject(last)) {
      putAll(this.#lastDelta, last);
    } else if (isObject(beside)) {
      putAll(this.#besideDelta, beside);
    } else if (isObject(event)) {
      this.#begun();
      this.#event({ ...event, type: textOf(event['type']) });
    }
  }

  /** The text that goes on, unless the destination says that another one has begun. */
  #textOf(of: number | undefined): Block {
    const last = this.#queue.at(-1) ?? this.#live;
    if (last?.kind === 'text' && last.of !== of) last.sealed = true;
    return this.#ofKind('text', textBlock(''), of);
  }

  /** The last block, where it is of this kind and goes on; otherwise a new one. */
  #ofKind(kind: Block['kind'], start: Fields, of?: number): Block {
    const last = this.#queue.at(-1) ?? this.#live;
    if (last?.kind === kind && !last.sealed) return last;
    const block: Block = { kind, start, waiting: [], sealed: false, of };
    this.#begin(block);
    return block;
  }

  /** A call of a tool is not over before the answer is: pieces of it may still come. */
  #begin(block: Block): void {
    if (this.#live?.kind === 'tool') {
      this.#queue.push(block);
      return;
    }
    this.#endLive();
    this.#write(block);
  }

  #write(block: Block): void {
    this.#begun();
    this.#live = block;
    this.#index += 1;
    this.#event({ type: 'content_block_start', index: this.#index, content_block: block.start });
    for (const delta of block.waiting) this.#delta(delta);
  }

  #add(block: Block, delta: Fields): void {
    if (block === this.#live) this.#delta(delta);
    else block.waiting.push(delta);
  }

  #delta(delta: Fields): void {
    this.#event({ type: 'content_block_delta', index: this.#index, delta });
  }

  #endLive(): void {
    if (!this.#live) return;
    this.#event({ type: 'content_block_stop', index: this.#index });
    this.#live = undefined;
  }

  #begun(): void {
    if (this.#started) return;
    this.#started = true;
    const usage = this.#usage && writeUsage(this.#usage);
    const message: Fields = {
      id: messageId(this.#context),
      type: 'message',
      role: 'assistant',
      model: this.#model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usage ?? uncounted(),
    };
    addMissing(message, this.#own);
    this.#event({ type: 'message_start', message });
  }

  #event(document: Fields & { readonly type: string }): void {
    this.#events.push(writeSseEvent({ event: document.type, data: JSON.stringify(document) }));
  }

  #taken(): Uint8Array {
    const events = this.#events.splice(0);
    const [only] = events;
    if (only === undefined) return nothing;
    return events.length === 1 ? only : Buffer.concat(events);
  }
}
