import { type SseEvent, SseParser } from '#base';
import type { Part } from '#call';
import { readLastEvents } from './last-events.ts';
import { brokeOff } from './upstream-json.ts';

/** Reads a stream of events into parts: `read` adds what one event says. */
export class EventReader {
  readonly #events = new SseParser();
  readonly #read: (event: SseEvent, parts: Part[]) => void;

  constructor(read: (event: SseEvent, parts: Part[]) => void) {
    this.#read = read;
  }

  push(chunk: Uint8Array): Part[] {
    const parts: Part[] = [];
    for (const event of this.#events.push(chunk)) this.#read(event, parts);
    return parts;
  }

  /** What the event says that a stream ended in. Throws `upstream_broke` for half an event. */
  end(): Part[] {
    const parts: Part[] = [];
    readLastEvents(this.#events, (event) => this.#read(event, parts), brokeOff);
    return parts;
  }
}
