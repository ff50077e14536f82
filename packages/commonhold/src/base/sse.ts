import { CommonholdError, describe } from './errors.ts';
import { GrowingBytes } from './growing-bytes.ts';

/**
 * Server-sent events, as WHATWG's HTML standard defines them (section 9.2): lines end with CRLF, LF or CR; a line is
 * `field: value`, or a comment when it begins with a colon; an empty line ends an event; several `data` lines of one
 * event are joined with LF. Two departures, both for what servers really send: an event that the stream ends in is
 * delivered without its empty line, and invalid UTF-8 is refused instead of replaced, because what we read must be
 * what every other reader reads. `id` and `retry` serve reconnecting, which a model's answer cannot do; they are
 * read over.
 */
export interface SseEvent {
  /** The `event` field; absent means `message`. */
  readonly event?: string;
  readonly data: string;
}

/**
 * The bytes that one event may have. An event carries one JSON document; the largest that occur are pieces of audio
 * and images of some megabytes. Without a bound a destination that never ends its line could fill our memory.
 */
export const maximumSseEventBytes = 16 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Turns bytes, split anywhere, into events. */
export class SseParser {
  /** The line that has not ended yet. */
  readonly #rest = new GrowingBytes();
  /** The last line ended with CR at the end of a chunk; an LF at the start of the next one belongs to it. */
  #skipLineFeed = false;
  #atStart = true;
  #event: string | undefined;
  #data: string | undefined;
  #eventBytes = 0;

  /** Throws `upstream_reply_invalid` on invalid UTF-8 and on an event without end. */
  push(chunk: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    let bytes = chunk;
    if (this.#skipLineFeed && bytes.length > 0) {
      this.#skipLineFeed = false;
      if (bytes[0] === lineFeed) bytes = bytes.subarray(1);
    }
    const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1;
    if (end === 0) {
      this.#keep(bytes);
      return events;
    }
    // Line ends are never part of a longer UTF-8 character, so everything before the last one decodes by itself.
    this.#readLines(this.#rest.takeWith(bytes.subarray(0, end)), events);
    this.#skipLineFeed = end === bytes.length && bytes[end - 1] === carriageReturn;
    this.#keep(bytes.subarray(end));
    return events;
  }

  /** Called once after the last chunk: the event that the stream ended in, if there is one. */
  end(): SseEvent[] {
    const events: SseEvent[] = [];
    this.#readLines(this.#rest.takeWith(new Uint8Array()), events);
    this.#dispatch(events);
    return events;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#checkSize(this.#rest.length + bytes.length);
    this.#rest.append(bytes);
  }

  #readLines(bytes: Uint8Array, events: SseEvent[]): void {
    let text = decode(bytes);
    if (this.#atStart && text.length > 0) {
      this.#atStart = false;
      if (text.startsWith('\ufeff')) text = text.slice(1);
    }
    if (text.includes('\r')) text = text.replaceAll(/\r\n?/g, '\n');
    let start = 0;
    while (start < text.length) {
      let end = text.indexOf('\n', start);
      if (end === -1) end = text.length;
      this.#readLine(text.slice(start, end), events);
      start = end + 1;
    }
  }

  #readLine(line: string, events: SseEvent[]): void {
    if (line === '') {
      this.#dispatch(events);
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#eventBytes += line.length;
      this.#checkSize(this.#eventBytes);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (field === 'event') {
      this.#event = value;
    }
  }

  #dispatch(events: SseEvent[]): void {
    if (this.#data !== undefined) {
      events.push(this.#event ? { event: this.#event, data: this.#data } : { data: this.#data });
    }
    this.#data = undefined;
    this.#event = undefined;
    this.#eventBytes = 0;
  }

  #checkSize(bytes: number): void {
    if (bytes <= maximumSseEventBytes) return;
    throw new CommonholdError('upstream_reply_invalid', {
      detail: `an event of the stream is longer than ${maximumSseEventBytes} bytes`,
    });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new CommonholdError(
      'upstream_reply_invalid',
      { detail: `the stream is not valid UTF-8 (${describe(error)})` },
      { cause: error },
    );
  }
}

const encoder = new TextEncoder();

/** One event as bytes. Line ends inside `data` become further `data` lines, so that nothing can end the event early. */
export function writeSseEvent(event: SseEvent): Uint8Array {
  const head = event.event === undefined ? '' : `event: ${event.event}\n`;
  const data = /[\r\n]/.test(event.data) ? event.data.replaceAll(/\r\n?|\n/g, '\ndata: ') : event.data;
  return encoder.encode(`${head}data: ${data}\n\n`);
}
