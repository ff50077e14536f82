import { CommonholdError, type JsonObject, SseParser } from '#base';
import type { Part } from '#call';
import { parseExactly } from '../exact-numbers.ts';
import { readLastEvents } from '../last-events.ts';
import { isObject } from '../own-fields.ts';
import type { StreamParser } from '../wire.ts';
import { JsonArraySplitter } from './json-array-splitter.ts';
import { parseObjectText } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';
import { ResponseReader } from './response-reader.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const brace = 0x7b;
const bracket = 0x5b;
const space = new Set([0x20, 0x09, lineFeed, carriageReturn, 0xef, 0xbb, 0xbf]);

/**
 * Bytes of an error beside the events that are kept: Google sends one as a bare JSON document when it stops in the middle of
 * an answer, and a longer one is no error.
 */
const maximumBareBytes = 64 * 1024;

/**
 * Events, or the array that is filled as the answer comes: the first byte tells which. Neither has an end mark; a stream is
 * complete when every candidate that began has said why it ended, and an array has to be closed as well.
 */
export class ContentStreamParser implements StreamParser {
  readonly #events = new SseParser();
  readonly #array = new JsonArraySplitter();
  readonly #reader = new ResponseReader();
  #form: 'unknown' | 'events' | 'array' = 'unknown';
  /** An error beside the events, from where it began. */
  #bare: Uint8Array[] | undefined;
  #bareBytes = 0;
  #atLineStart = true;
  #failed = false;

  push(chunk: Uint8Array): Part[] {
    const parts: Part[] = [];
    if (this.#form === 'unknown') this.#form = formOf(chunk);
    if (this.#form === 'array') {
      for (const text of this.#array.push(chunk)) this.#read(text, parts);
    } else {
      this.#pushEvents(chunk, parts);
    }
    return parts;
  }

  end(): Part[] {
    const parts: Part[] = [];
    readLastEvents(this.#events, ({ data }) => this.#read(data, parts), brokeOff);
    if (this.#bare) this.#readBare(Buffer.concat(this.#bare), parts);
    if (this.#failed) return parts;
    const isClosed = this.#form !== 'array' || this.#array.isWhole;
    if (!isClosed || !this.#reader.isComplete) throw brokeOff();
    this.#reader.finish(parts);
    return parts;
  }

  /** No field of an event begins with a brace; what does is a document of its own, up to the end. */
  #pushEvents(chunk: Uint8Array, parts: Part[]): void {
    if (this.#bare) {
      this.#keepBare(chunk);
      return;
    }
    const start = this.#bareStart(chunk);
    const events = start === undefined ? chunk : chunk.subarray(0, start);
    for (const event of this.#events.push(events)) this.#read(event.data, parts);
    if (start === undefined) return;
    this.#bare = [];
    this.#keepBare(chunk.subarray(start));
  }

  #bareStart(chunk: Uint8Array): number | undefined {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#atLineStart && byte === brace) return at;
      this.#atLineStart = byte === lineFeed || byte === carriageReturn;
    }
    return undefined;
  }

  #keepBare(bytes: Uint8Array): void {
    this.#bareBytes += bytes.length;
    if (this.#bareBytes <= maximumBareBytes) this.#bare?.push(bytes.slice());
  }

  #readBare(bytes: Uint8Array, parts: Part[]): void {
    let document: unknown;
    try {
      document = parseExactly(new TextDecoder().decode(bytes));
    } catch {
      // Cut off in the middle of saying why it ends.
      throw brokeOff();
    }
    if (isObject(document)) this.#take(document, parts);
  }

  #read(text: string, parts: Part[]): void {
    if (this.#failed || text.trim() === '') return;
    this.#take(parseObjectText(text, 'a response of the stream'), parts);
  }

  #take(response: JsonObject, parts: Part[]): void {
    if (this.#failed) return;
    if (isObject(response['error'])) {
      this.#failed = true;
      parts.push(errorPart(response));
      return;
    }
    this.#reader.read(response, parts);
  }
}

function formOf(chunk: Uint8Array): 'unknown' | 'events' | 'array' {
  const first = chunk.find((byte) => !space.has(byte));
  if (first === undefined) return 'unknown';
  return first === bracket ? 'array' : 'events';
}

function brokeOff(cause?: Error): CommonholdError {
  const detail = 'the stream ended before every candidate had said why it ended';
  return new CommonholdError('upstream_broke', { detail }, cause && { cause });
}
