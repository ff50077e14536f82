import type { Json, JsonObject } from '#base';
import type { Part } from '#call';
import { readLogprobs } from '../openai-chat/logprobs.ts';
import { type Fields, isList, isObject, isSecond, leftover, textOf } from '../own-fields.ts';
import { betweenThoughts } from './parse-items.ts';
import { readStatus } from './status.ts';
import { readUsage } from './usage.ts';
import { type Writable, wire } from './wire-name.ts';

const choice = 0;

/** Fields of an answer that the parts say. */
const responseKeys = new Set([
  'id',
  'object',
  'created_at',
  'model',
  'output',
  'usage',
  'status',
  'error',
  'incomplete_details',
]);

type Thoughts = 'text' | 'summary';

interface Thinking {
  readonly kind: 'reasoning';
  readonly id: string | undefined;
  told: Thoughts | undefined;
  readonly said: Map<number, string>;
}

/** An item of an answer that has begun, with what has been told of it. */
type Open =
  | {
      readonly kind: 'message';
      /** From 0: what two messages say is not joined. */
      readonly number: number;
      readonly said: Map<number, string>;
    }
  | Thinking
  | { readonly kind: 'call'; readonly index: number; said: string }
  /** Of a tool that runs at the vendor, or of a kind that is newer than this codec. */
  | { readonly kind: 'foreign' };

/**
 * Reads an answer item by item: as a stream tells them, or whole ones as if they were told at once. Leniently: what a stream has
 * left out is told when the item ends, and what was told is not told again.
 *
 * What only this wire knows is kept in parts of the type `unknown`: `output_item` has the fields of an item that is about to
 * begin (its id among them), `content` those of a piece of a message that was said, `event` is an event of an item of a kind that
 * no other wire has, and `response` what the end of an answer says anew.
 */
export class AnswerReader {
  readonly #items = new Map<number, Open>();
  #calls = 0;
  #messages = 0;
  #start: Fields | undefined;

  /** What an answer says when it begins. Said again later, it is no news. */
  begin(response: JsonObject, parts: Part[]): void {
    if (this.#start) return;
    this.#start = leftover(response, responseKeys) ?? {};
    const { id, model, created_at: created } = response;
    const start: Writable<Extract<Part, { type: 'start' }>> = { type: 'start' };
    if (typeof id === 'string' && id !== '') start.id = id;
    if (typeof model === 'string' && model !== '') start.model = model;
    if (isSecond(created)) start.created = created;
    if (Object.keys(this.#start).length > 0) start.extra = { wire, fields: this.#start };
    parts.push(start);
  }

  /** An item begins. */
  open(at: number, item: JsonObject, parts: Part[]): void {
    if (this.#items.has(at)) return;
    switch (textOf(item['type'])) {
      case 'message':
        this.#items.set(at, this.#message());
        announce(at, item, messageKeys, parts);
        return;
      case 'reasoning':
        // It is told where it belongs when it is known whether thoughts or their summary come.
        this.#items.set(at, thinking(typeof item['id'] === 'string' ? item['id'] : undefined));
        return;
      case 'function_call':
      case 'custom_tool_call': {
        const index = this.#calls++;
        this.#items.set(at, { kind: 'call', index, said: '' });
        announce(at, item, callKeys, parts);
        const { call_id: id, name, type } = item;
        parts.push({
          type: 'tool-call',
          choice,
          index,
          // A result must be able to name its call.
          id: typeof id === 'string' && id !== '' ? id : `call_${choice}_${index}`,
          name: textOf(name),
          ...(type === 'custom_tool_call' ? { extra: { wire, fields: { custom_tool_call: {} } } } : {}),
        });
        return;
      }
      default:
        this.#items.set(at, { kind: 'foreign' });
    }
  }

  /** An event of an item of a kind that no other wire has. */
  foreign(event: JsonObject, parts: Part[]): void {
    const { sequence_number: _number, ...rest } = event;
    parts.push({ type: 'unknown', wire, value: { event: rest } });
  }

  isForeign(at: number): boolean {
    return this.#items.get(at)?.kind === 'foreign';
  }

  /** The next piece of a message's text, or of its refusal. */
  say(
    at: number,
    place: number,
    type: 'text' | 'refusal',
    piece: string,
    logprobs: unknown,
    parts: Part[],
  ): void {
    const open = this.#item(at, () => this.#message());
    if (open.kind !== 'message') return;
    open.said.set(place, (open.said.get(place) ?? '') + piece);
    const tokens = readLogprobs(logprobs);
    if (piece === '' && !tokens) return;
    const block = type === 'text' && open.number > 0 ? { block: open.number } : {};
    parts.push({ type, choice, text: piece, ...block, ...(tokens ? { logprobs: tokens } : {}) });
  }

  think(at: number, told: Thoughts, place: number, piece: string, parts: Part[]): void {
    const open = this.#item(at, () => thinking(undefined));
    if (open.kind !== 'reasoning' || (open.told !== undefined && open.told !== told)) return;
    if (open.told === undefined && open.id !== undefined) {
      const fields = { type: 'reasoning', id: open.id };
      parts.push({ type: 'unknown', wire, value: { output_item: fields, at, told } });
    }
    open.told = told;
    const separator = !open.said.has(place) && open.said.size > 0 ? betweenThoughts : '';
    open.said.set(place, (open.said.get(place) ?? '') + piece);
    const text = separator + piece;
    if (text !== '') parts.push({ type: 'reasoning', choice, text });
  }

  /** The next piece of the arguments of a call. */
  argue(at: number, piece: string, parts: Part[]): void {
    const open = this.#items.get(at);
    if (open?.kind !== 'call' || piece === '') return;
    open.said += piece;
    parts.push({ type: 'tool-arguments', choice, index: open.index, text: piece });
  }

  /** An item has ended: what a stream did not tell of it is told now. */
  close(at: number, item: JsonObject, parts: Part[]): void {
    this.open(at, item, parts);
    const open = this.#items.get(at);
    switch (open?.kind) {
      case 'message':
        this.#closeMessage(at, item, open.said, parts);
        return;
      case 'reasoning':
        this.#closeReasoning(at, item, open, parts);
        return;
      case 'call': {
        const whole = textOf(item['type'] === 'custom_tool_call' ? item['input'] : item['arguments']);
        this.argue(at, unsaid(whole, open.said), parts);
        return;
      }
      case 'foreign':
        this.foreign({ type: 'response.output_item.done', output_index: at, item }, parts);
        return;
      case undefined:
    }
  }

  /** The answer has ended. Items that nothing was said of until now are told first. */
  finish(response: JsonObject, parts: Part[]): void {
    this.begin(response, parts);
    const output = isList(response['output']) ? response['output'] : [];
    for (const [at, item] of output.entries()) {
      if (isObject(item) && !this.#items.has(at)) this.close(at, item, parts);
    }
    const news = Object.entries(leftover(response, responseKeys) ?? {}).filter(
      ([key, value]) => JSON.stringify(this.#start?.[key]) !== JSON.stringify(value),
    );
    if (news.length > 0) {
      parts.push({ type: 'unknown', wire, value: { response: Object.fromEntries(news) } });
    }
    parts.push(readStatus(response, this.#calls > 0));
    const usage = readUsage(response['usage']);
    if (usage) parts.push({ type: 'usage', usage });
  }

  #message(): Open {
    return { kind: 'message', number: this.#messages++, said: new Map() };
  }

  #item(at: number, make: () => Open): Open {
    let open = this.#items.get(at);
    if (!open) this.#items.set(at, (open = make()));
    return open;
  }

  #closeMessage(at: number, item: JsonObject, said: ReadonlyMap<number, string>, parts: Part[]): void {
    const content = isList(item['content']) ? item['content'] : [];
    for (const [place, piece] of content.entries()) {
      if (!isObject(piece)) continue;
      const isText = piece['type'] === 'output_text';
      if (!isText && piece['type'] !== 'refusal') {
        parts.push({ type: 'unknown', wire, value: { content: piece, at, place } });
        continue;
      }
      const whole = textOf(isText ? piece['text'] : piece['refusal']);
      const before = said.get(place);
      const logprobs = before === undefined ? piece['logprobs'] : undefined;
      this.say(at, place, isText ? 'text' : 'refusal', unsaid(whole, before ?? ''), logprobs, parts);
      const rest = leftover(piece, pieceKeys);
      const telling = Object.entries(rest ?? {}).filter(([, value]) => !isEmpty(value));
      if (telling.length > 0) {
        parts.push({ type: 'unknown', wire, value: { content: Object.fromEntries(telling), at, place } });
      }
    }
  }

  #closeReasoning(at: number, item: JsonObject, open: Thinking, parts: Part[]): void {
    const [content, summary] = [piecesOf(item['content']), piecesOf(item['summary'])];
    const told: Thoughts = content.length > 0 ? 'text' : 'summary';
    // Pieces may have been told otherwise than they stand here; what counts is the text.
    const whole = (told === 'text' ? content : summary).join(betweenThoughts);
    const left = unsaid(whole, [...open.said.values()].join(betweenThoughts));
    if (left !== '') this.think(at, told, [...open.said.keys()].at(-1) ?? 0, left, parts);
    const rest = leftover(item, reasoningKeys);
    // Plain thoughts are all that there is to them; anything more belongs to the item as a whole.
    const isPlain = content.length > 0 && summary.length === 0 && isEmpty(item['encrypted_content'] ?? null);
    if (rest && !isPlain) parts.push({ type: 'reasoning', choice, text: '', extra: { wire, fields: rest } });
  }
}

function thinking(id: string | undefined): Thinking {
  return { kind: 'reasoning', id, told: undefined, said: new Map() };
}

const messageKeys = new Set(['role', 'content', 'status']);
const callKeys = new Set(['call_id', 'name', 'arguments', 'input', 'status']);
const reasoningKeys = new Set(['type', 'status']);
const pieceKeys = new Set(['type', 'text', 'refusal', 'logprobs']);

function announce(at: number, item: JsonObject, known: ReadonlySet<string>, parts: Part[]): void {
  const fields = leftover(item, known);
  if (fields && Object.keys(fields).length > 1) {
    parts.push({ type: 'unknown', wire, value: { output_item: fields, at } });
  }
}

function isEmpty(value: Json): boolean {
  return value === null || (isList(value) && value.length === 0);
}

function piecesOf(value: unknown): string[] {
  return isList(value) ? value.filter(isObject).map(({ text }) => textOf(text)) : [];
}

/** What of the whole has not been said; nothing where something else was said. */
function unsaid(whole: string, said: string): string {
  return whole.startsWith(said) ? whole.slice(said.length) : '';
}
