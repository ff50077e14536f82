import type { JsonObject, SseEvent } from '#base';
import type { Part } from '#call';
import { parseExactly } from '../exact-numbers.ts';
import { EventReader } from '../event-reader.ts';
import { type Fields, isList, isObject, leftover, setOwn, textOf } from '../own-fields.ts';
import type { StreamParser } from '../wire.ts';
import { BlockNumbers, redactedPart } from './block-parts.ts';
import { brokeOff, invalidReply, parseEventObject } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';
import { startPart } from './parse-reply.ts';
import { readStopReason } from './stop-reason.ts';
import { readUsage } from './usage.ts';
import { wire } from './wire-name.ts';

/** A block that has begun and not ended. */
type Open =
  | { readonly type: 'text' }
  | { readonly type: 'thinking' }
  | { readonly type: 'tool'; readonly index: number; readonly input: JsonObject | undefined; said: boolean }
  /** Of a kind that only this wire knows: collected, and told whole when it ends. */
  | { readonly type: 'unknown'; readonly block: Fields; json: string };

const choice = 0;
const deltaKeys = new Set(['stop_reason']);
const lastEventKeys = new Set(['type', 'delta', 'usage']);
const textKeys = new Set(['type', 'text']);
const toolKeys = new Set(['type', 'id', 'name', 'input']);

/** The end mark is the event `message_stop`; anything else is a stream that broke off. */
export class MessageStreamParser implements StreamParser {
  readonly #events = new EventReader((event, parts) => this.#read(event, parts));
  readonly #open = new Map<number, Open>();
  readonly #numbers = new BlockNumbers();
  #usage: Fields = {};
  #finished = false;
  #done = false;
  #failed = false;

  push(chunk: Uint8Array): Part[] {
    return this.#events.push(chunk);
  }

  end(): Part[] {
    const parts = this.#events.end();
    if (this.#done || this.#failed) return parts;
    throw brokeOff();
  }

  #read({ event: name, data }: SseEvent, parts: Part[]): void {
    if (this.#done || this.#failed || data.trim() === '') return;
    const event = parseEventObject(data);
    // The name beside the data says the same; some servers leave one of the two out.
    switch (textOf(event['type']) || textOf(name)) {
      case 'message_start':
        if (isObject(event['message'])) this.#start(event['message'], parts);
        return;
      case 'content_block_start':
        if (isObject(event['content_block'])) this.#begin(placeOf(event), event['content_block'], parts);
        return;
      case 'content_block_delta':
        if (isObject(event['delta'])) this.#continue(placeOf(event), event['delta'], parts);
        return;
      case 'content_block_stop':
        this.#stop(placeOf(event), parts);
        return;
      case 'message_delta':
        this.#finish(event, parts);
        return;
      case 'message_stop':
        this.#stopAll(parts);
        this.#done = true;
        return;
      case 'error':
        this.#failed = true;
        parts.push(errorPart(event));
        return;
      case 'ping':
        return;
      default:
        parts.push({ type: 'unknown', wire, value: { event } });
    }
  }

  #start(message: JsonObject, parts: Part[]): void {
    parts.push(startPart(message));
    this.#count(message['usage'], parts);
  }

  #begin(at: number, block: JsonObject, parts: Part[]): void {
    switch (textOf(block['type'])) {
      case 'text':
        this.#open.set(at, { type: 'text' });
        this.#text(at, block['text'], parts);
        this.#restOfText(at, block, parts);
        return;
      case 'thinking': {
        this.#open.set(at, { type: 'thinking' });
        const text = textOf(block['thinking']);
        if (text !== '') parts.push({ type: 'reasoning', choice, text });
        return;
      }
      case 'redacted_thinking':
        parts.push(redactedPart(block));
        return;
      case 'tool_use': {
        const index = this.#numbers.nextTool();
        const rest = leftover(block, toolKeys);
        const input = isObject(block['input']) ? block['input'] : undefined;
        this.#open.set(at, { type: 'tool', index, input, said: false });
        parts.push({
          type: 'tool-call',
          choice,
          index,
          id: textOf(block['id']),
          name: textOf(block['name']),
          ...(rest ? { extra: { wire, fields: rest } } : {}),
        });
        return;
      }
      default:
        this.#open.set(at, { type: 'unknown', block: { ...block }, json: '' });
    }
  }

  #continue(at: number, delta: JsonObject, parts: Part[]): void {
    const open = this.#open.get(at);
    if (open?.type === 'unknown') {
      if (delta['type'] === 'input_json_delta') open.json += textOf(delta['partial_json']);
      else addPieces(open.block, leftover(delta, new Set(['type'])) ?? {});
      return;
    }
    switch (textOf(delta['type'])) {
      case 'text_delta':
        this.#text(at, delta['text'], parts);
        return;
      case 'thinking_delta':
        parts.push({ type: 'reasoning', choice, text: textOf(delta['thinking']) });
        return;
      case 'signature_delta': {
        const fields = { signature: textOf(delta['signature']) };
        parts.push({ type: 'reasoning', choice, text: '', extra: { wire, fields } });
        return;
      }
      case 'input_json_delta': {
        // Without its beginning nobody knows which tool these are arguments of.
        if (open?.type !== 'tool')
          throw invalidReply('arguments came for a call of a tool that has not begun');
        const text = textOf(delta['partial_json']);
        if (text === '') return;
        open.said = true;
        parts.push({ type: 'tool-arguments', choice, index: open.index, text });
        return;
      }
      default:
        parts.push({ type: 'unknown', wire, value: { delta, at } });
    }
  }

  #text(at: number, value: unknown, parts: Part[]): void {
    const text = textOf(value);
    if (text !== '') parts.push({ type: 'text', choice, text, block: at });
  }

  /** What a text begins with beside its words; an empty list of citations says nothing. */
  #restOfText(at: number, block: JsonObject, parts: Part[]): void {
    const rest = leftover(block, textKeys);
    if (!rest || Object.values(rest).every((value) => value === null || isEmptyList(value))) return;
    parts.push({ type: 'unknown', wire, value: { content_block: rest, at } });
  }

  #stop(at: number, parts: Part[]): void {
    const open = this.#open.get(at);
    this.#open.delete(at);
    if (open?.type === 'tool' && !open.said && open.input !== undefined) {
      // A call without arguments, or with all of them in its first event, as some servers send it.
      parts.push({ type: 'tool-arguments', choice, index: open.index, text: JSON.stringify(open.input) });
    }
    if (open?.type !== 'unknown') return;
    const input = open.json === '' ? undefined : parseInput(open.json);
    const block = input === undefined ? open.block : { ...open.block, input };
    parts.push({ type: 'unknown', wire, value: { content_block: block, at } });
  }

  /** Servers that forget to end their blocks have ended them when they say why the answer ended. */
  #stopAll(parts: Part[]): void {
    for (const at of this.#open.keys()) this.#stop(at, parts);
  }

  #finish(event: JsonObject, parts: Part[]): void {
    const delta = isObject(event['delta']) ? event['delta'] : {};
    const raw = delta['stop_reason'];
    const rest = leftover(delta, deltaKeys) ?? {};
    if (rest['stop_sequence'] === null) delete rest['stop_sequence'];
    if (Object.keys(rest).length > 0) parts.push({ type: 'unknown', wire, value: { message_delta: rest } });
    const beside = leftover(event, lastEventKeys);
    if (beside) parts.push({ type: 'unknown', wire, value: { beside_delta: beside } });
    if (typeof raw === 'string' && !this.#finished) {
      this.#stopAll(parts);
      this.#finished = true;
      parts.push({ type: 'finish', choice, reason: readStopReason(raw), raw });
    }
    this.#count(event['usage'], parts);
  }

  /** Counts are the sum so far; later ones replace those that they name. */
  #count(raw: unknown, parts: Part[]): void {
    if (!isObject(raw)) return;
    this.#usage = { ...this.#usage, ...withoutNulls(raw) };
    const usage = readUsage(this.#usage);
    if (usage) parts.push({ type: 'usage', usage });
  }
}

function withoutNulls(fields: JsonObject): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function isEmptyList(value: unknown): boolean {
  return isList(value) && value.length === 0;
}

/** What comes in pieces grows where it is text or a list; anything else is told anew. */
function addPieces(block: Fields, pieces: Fields): void {
  for (const [key, piece] of Object.entries(pieces)) {
    const present = Object.hasOwn(block, key) ? block[key] : undefined;
    if (typeof present === 'string' && typeof piece === 'string') setOwn(block, key, present + piece);
    else if (isList(present) && isList(piece)) setOwn(block, key, [...present, ...piece]);
    else setOwn(block, key, piece);
  }
}

function placeOf(event: JsonObject): number {
  const { index } = event;
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index : 0;
}

/** What is no JSON stays the text that it is: the block is not ours to repair. */
function parseInput(text: string): JsonObject | string {
  try {
    const value = parseExactly(text);
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}
