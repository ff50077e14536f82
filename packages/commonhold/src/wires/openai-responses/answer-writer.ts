import type { Json, JsonObject } from '#base';
import type { Part, TokenLogprob, Usage } from '#call';
import { writeLogprobs } from '../openai-chat/logprobs.ts';
import { type Fields, isList, isObject, putAll } from '../own-fields.ts';
import type { Fault, ReplyContext } from '../wire.ts';
import { ForeignItems } from './foreign-items.ts';
import { responseDocument } from './response-document.ts';
import { writeStatus } from './status.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';
import { callItem, messageItem, reasoningItem, type WrittenEvent } from './written-items.ts';

type ItemStatus = 'completed' | 'incomplete';

interface Piece {
  readonly type: 'output_text' | 'refusal';
  said: string;
  readonly logprobs: Fields[];
  readonly more: Fields;
}
interface OpenMessage {
  readonly kind: 'message';
  readonly at: number;
  readonly id: string;
  readonly fields: Fields;
  readonly done: Fields[];
  piece: Piece | undefined;
}
interface OpenReasoning {
  readonly kind: 'reasoning';
  readonly at: number;
  readonly id: string;
  readonly told: 'text' | 'summary';
  said: string;
}
interface OpenCall {
  readonly at: number;
  readonly id: string;
  readonly part: Extract<Part, { type: 'tool-call' }>;
  readonly fields: Fields;
  said: string;
}

/**
 * Turns parts into the items and events of an answer. A message or a thought is one at a time; calls of tools stay open until the
 * answer ends, because pieces of their arguments may come mixed, and every event names the item that it is of.
 */
export class AnswerWriter {
  readonly #context: ReplyContext;
  readonly #send: (event: WrittenEvent) => void;
  readonly #foreign: ForeignItems;
  /** The items that have ended, each at its place. */
  readonly #output: Json[] = [];
  readonly #calls = new Map<number, OpenCall>();
  #next = 0;
  #open: OpenMessage | OpenReasoning | undefined;
  /** What the same wire said of the item that comes next. */
  #announced: { readonly fields: Fields; readonly told: unknown } | undefined;
  #own: Fields = {};
  #model: string;
  #usage: Usage | undefined;
  #finish: Extract<Part, { type: 'finish' }> | undefined;
  #engine: Fields | undefined;
  #begun = false;

  constructor(context: ReplyContext, send: (event: WrittenEvent) => void) {
    this.#context = context;
    this.#send = send;
    this.#model = context.model;
    this.#foreign = new ForeignItems(
      () => this.#place(),
      (event) => this.#emit(event),
      (at, item) => (this.#output[at] = item),
    );
  }

  push(part: Part): void {
    // This wire has one answer; a client of it cannot have asked for more.
    if ('choice' in part && part.choice !== 0) return;
    switch (part.type) {
      case 'start':
        this.#model = part.model ?? this.#model;
        if (part.extra?.wire === wire) putAll(this.#own, part.extra.fields);
        this.#begin();
        return;
      case 'text':
        this.#say('output_text', part.text, part.logprobs);
        return;
      case 'refusal':
        this.#say('refusal', part.text, undefined);
        return;
      case 'reasoning':
        this.#think(part);
        return;
      case 'tool-call':
        this.#call(part);
        return;
      case 'tool-arguments':
        this.#argue(part);
        return;
      case 'finish':
        this.#finish = part;
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'engine':
        this.#engine = { engine: { ...part.facts, template: { ...part.facts.template } } };
        return;
      case 'unknown':
        if (part.wire === wire && isObject(part.value)) this.#pushOwn(part.value);
        return;
      case 'error':
        // Told by whoever writes, because nothing follows.
        return;
      case 'embedding':
      case 'token-count':
        // Answers of other operations, which this is not.
        return;
    }
  }

  /** Ends every item and the answer, and returns the whole of it. */
  end(): Fields {
    this.#begin();
    const { status, incomplete_details: incomplete } = writeStatus(this.#finish);
    this.#close(status);
    for (const call of this.#calls.values()) this.#closeCall(call, status);
    this.#calls.clear();
    const response = this.#document({ status, incomplete });
    this.#emit({ type: `response.${status}`, response });
    return response;
  }

  /** As the vendor does: an event that says what went wrong, and one that says how the answer stands. */
  fail({ code, message, field }: Fault): void {
    this.#begin();
    this.#emit({ type: 'error', code, message, param: field ?? null });
    const response = this.#document({ status: 'failed', incomplete: null, error: { code, message } });
    this.#emit({ type: 'response.failed', response });
  }

  #document(state: {
    readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
    readonly incomplete: Fields | null;
    readonly error?: Fields;
  }): Fields {
    const usage = this.#usage && writeUsage(this.#usage);
    const output = this.#output.filter((item) => item !== undefined);
    const document = responseDocument(this.#context, { ...state, model: this.#model, output, usage });
    const { previous_response_id: _previous, ...own } = this.#own;
    return { ...document, ...own, ...(this.#engine ? { commonhold: this.#engine } : {}) };
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const response = this.#document({ status: 'in_progress', incomplete: null });
    this.#emit({ type: 'response.created', response });
    this.#emit({ type: 'response.in_progress', response });
  }

  #emit(event: WrittenEvent): void {
    this.#begin();
    this.#send(event);
  }

  /** Where the next item stands; what was being said before it has ended. */
  #place(): number {
    this.#close('completed');
    return this.#next++;
  }

  #takeAnnounced(type: string): { readonly fields: Fields; readonly told: unknown } | undefined {
    const announced = this.#announced;
    if (announced?.fields['type'] !== type) return undefined;
    this.#announced = undefined;
    return announced;
  }

  #id(prefix: string, fields: JsonObject | undefined, at: number): string {
    const { id } = fields ?? {};
    return typeof id === 'string' ? id : `${prefix}_${this.#context.call}_${at}`;
  }

  #added(at: number, item: Fields): void {
    this.#emit({ type: 'response.output_item.added', output_index: at, item });
  }

  #done(at: number, item: Fields): void {
    this.#output[at] = item;
    this.#emit({ type: 'response.output_item.done', output_index: at, item });
  }

  #message(): OpenMessage {
    if (this.#open?.kind === 'message') return this.#open;
    const at = this.#place();
    const fields = this.#takeAnnounced('message')?.fields ?? {};
    const id = this.#id('msg', fields, at);
    const open: OpenMessage = { kind: 'message', at, id, fields, done: [], piece: undefined };
    this.#open = open;
    this.#added(at, messageItem(id, fields, [], 'in_progress'));
    return open;
  }

  #say(type: Piece['type'], text: string, logprobs: readonly TokenLogprob[] | undefined): void {
    const asked = this.#context.request.logprobs;
    const told = logprobs && asked ? writeLogprobs(logprobs, asked.alternatives) : [];
    if (text === '' && told.length === 0) return;
    const message = this.#message();
    if (message.piece && message.piece.type !== type) this.#closePiece(message);
    if (!message.piece) {
      message.piece = { type, said: '', logprobs: [], more: {} };
      this.#emit({
        type: 'response.content_part.added',
        ...within(message),
        part: pieceOf({ ...message.piece, said: '', logprobs: [], more: {} }),
      });
    }
    const { piece } = message;
    piece.said += text;
    piece.logprobs.push(...told);
    const where = within(message);
    if (type === 'refusal') this.#emit({ type: 'response.refusal.delta', ...where, delta: text });
    else this.#emit({ type: 'response.output_text.delta', ...where, delta: text, logprobs: told });
  }

  #closePiece(message: OpenMessage): void {
    const { piece } = message;
    if (!piece) return;
    const where = within(message);
    const { said, logprobs } = piece;
    if (piece.type === 'refusal') this.#emit({ type: 'response.refusal.done', ...where, refusal: said });
    else this.#emit({ type: 'response.output_text.done', ...where, text: said, logprobs: [...logprobs] });
    const part = pieceOf(piece);
    this.#emit({ type: 'response.content_part.done', ...where, part });
    message.done.push(part);
    message.piece = undefined;
  }

  #think(part: Extract<Part, { type: 'reasoning' }>): void {
    const own = part.extra?.wire === wire ? part.extra.fields : undefined;
    if (part.text !== '') {
      const open = this.#reasoning();
      open.said += part.text;
      const where = { item_id: open.id, output_index: open.at };
      if (open.told === 'text') {
        this.#emit({ type: 'response.reasoning_text.delta', ...where, content_index: 0, delta: part.text });
      } else {
        const type = 'response.reasoning_summary_text.delta';
        this.#emit({ type, ...where, summary_index: 0, delta: part.text });
      }
    }
    if (!own) return;
    if (this.#open?.kind === 'reasoning') {
      const { id } = this.#open;
      this.#closeReasoning(this.#open, { ...own, id });
      return;
    }
    const at = this.#place();
    const item = { type: 'reasoning', summary: [], ...own, id: this.#id('rs', own, at) };
    this.#added(at, { type: 'reasoning', id: item.id, summary: [] });
    this.#done(at, item);
  }

  #reasoning(): OpenReasoning {
    if (this.#open?.kind === 'reasoning') return this.#open;
    const at = this.#place();
    const announced = this.#takeAnnounced('reasoning');
    const id = this.#id('rs', announced?.fields, at);
    const told = announced?.told === 'summary' ? 'summary' : 'text';
    this.#open = { kind: 'reasoning', at, id, told, said: '' };
    this.#added(at, { type: 'reasoning', id, summary: [] });
    const where = { item_id: id, output_index: at };
    if (told === 'text') {
      const part = { type: 'reasoning_text', text: '' };
      this.#emit({ type: 'response.content_part.added', ...where, content_index: 0, part });
    } else {
      const part = { type: 'summary_text', text: '' };
      this.#emit({ type: 'response.reasoning_summary_part.added', ...where, summary_index: 0, part });
    }
    return this.#open;
  }

  #closeReasoning(open: OpenReasoning, own: Fields | undefined): void {
    const { at, id, told, said: text } = open;
    const where = { item_id: id, output_index: at };
    if (told === 'text') {
      const part = { type: 'reasoning_text', text };
      this.#emit({ type: 'response.reasoning_text.done', ...where, content_index: 0, text });
      this.#emit({ type: 'response.content_part.done', ...where, content_index: 0, part });
    } else {
      const part = { type: 'summary_text', text };
      this.#emit({ type: 'response.reasoning_summary_text.done', ...where, summary_index: 0, text });
      this.#emit({ type: 'response.reasoning_summary_part.done', ...where, summary_index: 0, part });
    }
    this.#open = undefined;
    this.#done(at, own ? { type: 'reasoning', ...own } : reasoningItem(id, told, text));
  }

  #call(part: Extract<Part, { type: 'tool-call' }>): void {
    const at = this.#place();
    const isCustom = part.extra?.wire === wire && 'custom_tool_call' in part.extra.fields;
    const fields = this.#takeAnnounced(isCustom ? 'custom_tool_call' : 'function_call')?.fields ?? {};
    const id = this.#id(isCustom ? 'ctc' : 'fc', fields, at);
    const call: OpenCall = { at, id, part, fields, said: '' };
    this.#calls.set(part.index, call);
    this.#added(at, callItem(id, part, fields, '', 'in_progress'));
  }

  #argue({ index, text }: Extract<Part, { type: 'tool-arguments' }>): void {
    const call = this.#calls.get(index);
    if (!call || text === '') return;
    call.said += text;
    this.#emit({ type: `${eventsOf(call)}.delta`, item_id: call.id, output_index: call.at, delta: text });
  }

  #closeCall(call: OpenCall, status: ItemStatus): void {
    const { at, id, said, part, fields } = call;
    const whole = callItem(id, part, fields, said, status);
    const name = 'input' in whole ? 'input' : 'arguments';
    this.#emit({ type: `${eventsOf(call)}.done`, item_id: id, output_index: at, [name]: said });
    this.#done(at, whole);
  }

  /** Ends what is being said. */
  #close(status: ItemStatus): void {
    const open = this.#open;
    if (open?.kind === 'reasoning') this.#closeReasoning(open, undefined);
    if (open?.kind !== 'message') return;
    this.#closePiece(open);
    this.#open = undefined;
    this.#done(open.at, messageItem(open.id, open.fields, open.done, status));
  }

  #pushOwn(value: JsonObject): void {
    const { output_item: item, content, event, response, told } = value;
    if (isObject(item)) {
      this.#close('completed');
      this.#announced = { fields: { ...item }, told };
    } else if (isObject(content)) {
      this.#addContent(content);
    } else if (isObject(response)) {
      putAll(this.#own, response);
    } else if (isObject(event)) {
      this.#foreign.write(event);
    }
  }

  /** A piece that only this wire knows, or what it knows of the piece that was said last. */
  #addContent(content: JsonObject): void {
    const message = this.#message();
    if (typeof content['type'] === 'string') {
      this.#closePiece(message);
      this.#emit({ type: 'response.content_part.added', ...within(message), part: { ...content } });
      this.#emit({ type: 'response.content_part.done', ...within(message), part: { ...content } });
      message.done.push({ ...content });
      return;
    }
    if (!message.piece) return;
    const { annotations } = content;
    for (const [place, annotation] of (isList(annotations) ? annotations : []).entries()) {
      const type = 'response.output_text.annotation.added';
      this.#emit({ type, ...within(message), annotation_index: place, annotation });
    }
    putAll(message.piece.more, content);
  }
}

function within(message: OpenMessage): Fields {
  return { item_id: message.id, output_index: message.at, content_index: message.done.length };
}

function pieceOf({ type, said, logprobs, more }: Piece): Fields {
  if (type === 'refusal') return { type, refusal: said, ...more };
  return { type, text: said, annotations: [], logprobs: [...logprobs], ...more };
}

function eventsOf({ part }: OpenCall): string {
  const isCustom = part.extra?.wire === wire && 'custom_tool_call' in part.extra.fields;
  return isCustom ? 'response.custom_tool_call_input' : 'response.function_call_arguments';
}
