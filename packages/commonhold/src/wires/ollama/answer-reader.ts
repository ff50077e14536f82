import { CommonholdError, type Json, type JsonObject } from '#base';
import type { Part } from '#call';
import { readLogprobs } from '../openai-chat/logprobs.ts';
import { type Fields, isList, isObject, isSecond, joined, leftover, setOwn, under } from '../own-fields.ts';
import { errorPart } from '../upstream-fault.ts';
import { invalidReply, parseObjectText } from '../upstream-json.ts';
import { readDoneReason } from './done-reason.ts';
import { metricKeys, readUsage } from './metrics.ts';
import { type Writable, wire } from './wire-name.ts';

const choice = 0;
const documentKeys = new Set([
  'model',
  'created_at',
  'message',
  'response',
  'thinking',
  'tool_calls',
  'done',
  'done_reason',
  'logprobs',
  'error',
]);
const messageKeys = new Set(['role', 'content', 'thinking', 'tool_calls']);
const callKeys = new Set(['id', 'function']);
const functionKeys = new Set(['index', 'name', 'arguments']);

/**
 * Reads an answer document by document: the lines of a stream, or one whole reply as if it were a single line; of `/api/chat`,
 * where a message stands in it, or of `/api/generate`, where its text does.
 *
 * Nothing that is unknown is lost: unknown fields of the first document belong to `start`, later ones become an `unknown` part
 * whose value is what is left of the line. What only repeats what an earlier line said is dropped.
 */
export class AnswerReader {
  readonly #seen = new Map<string, string>();
  #started = false;
  #created = '';
  #tools = 0;
  #done = false;
  #failed = false;

  /** The last line has come. */
  get done(): boolean {
    return this.#done;
  }

  /** The answer told of an error itself. */
  get failed(): boolean {
    return this.#failed;
  }

  read(document: JsonObject): Part[] {
    const { error } = document;
    if (error !== undefined && error !== null) {
      this.#failed = true;
      return [errorPart(document)];
    }
    const message = isObject(document['message']) ? document['message'] : undefined;
    const usage = readUsage(document);
    const known = usage ? new Set([...documentKeys, ...metricKeys]) : documentKeys;
    const rest = this.#news(
      joined(leftover(document, known), under('message', message && leftover(message, messageKeys))),
    );
    const parts: Part[] = [];
    if (!this.#started) parts.push(this.#start(document, rest));
    else if (rest) parts.push({ type: 'unknown', wire, value: rest });
    this.#content(message ?? { ...document, content: document['response'] ?? null }, document, parts);
    if (document['done'] === true) this.#finish(document, parts);
    if (usage) parts.push({ type: 'usage', usage });
    return parts;
  }

  #start({ model, created_at: at }: JsonObject, rest: Fields | undefined): Part {
    this.#started = true;
    const start: Writable<Extract<Part, { type: 'start' }>> = { type: 'start' };
    if (typeof model === 'string' && model !== '') start.model = model;
    if (typeof at === 'string') {
      this.#created = at.replaceAll(/[^0-9A-Za-z]/g, '');
      const seconds = Math.floor(Date.parse(at) / 1000);
      if (isSecond(seconds)) start.created = seconds;
    }
    if (rest) start.extra = { wire, fields: rest };
    return start;
  }

  #content(said: JsonObject, document: JsonObject, parts: Part[]): void {
    const { thinking, content, tool_calls: calls } = said;
    if (typeof thinking === 'string' && thinking !== '')
      parts.push({ type: 'reasoning', choice, text: thinking });
    const logprobs = readLogprobs(document['logprobs']);
    const text = typeof content === 'string' ? content : '';
    if (text !== '' || logprobs)
      parts.push({ type: 'text', choice, text, ...(logprobs ? { logprobs } : {}) });
    if (!isList(calls)) return;
    for (const call of calls) if (isObject(call)) this.#toolCall(call, parts);
  }

  #toolCall(call: JsonObject, parts: Part[]): void {
    const { id, function: given } = call;
    const definition = isObject(given) ? given : {};
    const { name, arguments: written } = definition;
    const index = this.#tools++;
    const rest = joined(leftover(call, callKeys), under('function', leftover(definition, functionKeys)));
    parts.push({
      type: 'tool-call',
      choice,
      index,
      // Older servers give calls no ids. Clients of other wires need one that no other call of the conversation has.
      id: typeof id === 'string' && id !== '' ? id : `call_${this.#created}_${index}`,
      name: typeof name === 'string' ? name : '',
      ...(rest ? { extra: { wire, fields: rest } } : {}),
    });
    const text = typeof written === 'string' ? written : JSON.stringify(written ?? {});
    parts.push({ type: 'tool-arguments', choice, index, text });
  }

  #finish({ done_reason: raw }: JsonObject, parts: Part[]): void {
    this.#done = true;
    parts.push({
      type: 'finish',
      choice,
      reason: readDoneReason(raw, this.#tools > 0),
      ...(typeof raw === 'string' ? { raw } : {}),
    });
  }

  /** The fields whose value has not been told yet. */
  #news(rest: Fields | undefined): Fields | undefined {
    if (!rest) return undefined;
    let news: Fields | undefined;
    for (const key of Object.keys(rest)) {
      const value: Json = rest[key] ?? null;
      const text = JSON.stringify(value);
      if (this.#seen.get(key) === text) continue;
      this.#seen.set(key, text);
      setOwn((news ??= {}), key, value);
    }
    return news;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export function parseObject(body: Uint8Array): JsonObject {
  try {
    return parseObjectText(decoder.decode(body), 'it');
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    // What the decoder says of itself is of no use; the bytes themselves are on the record.
    throw invalidReply('it is not valid UTF-8');
  }
}
