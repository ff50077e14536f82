import type { SseEvent } from '#base';
import type { Part } from '#call';
import { EventReader } from '../event-reader.ts';
import { brokeOff, parseEventObject } from '../upstream-json.ts';
import type { StreamParser } from '../wire.ts';
import { AnswerReader } from './answer-reader.ts';

/**
 * The end mark is `data: [DONE]`. Many servers that call themselves compatible leave it out, so a stream that ends
 * cleanly after every choice has said why it ended is complete too; anything else broke off.
 */
export class ChatStreamParser implements StreamParser {
  readonly #events = new EventReader((event, parts) => this.#read(event, parts));
  readonly #answer = new AnswerReader();
  #done = false;

  push(chunk: Uint8Array): Part[] {
    return this.#events.push(chunk);
  }

  end(): Part[] {
    const parts = this.#events.end();
    parts.push(...this.#answer.finish());
    if (this.#done || this.#answer.failed || this.#answer.complete) return parts;
    throw brokeOff();
  }

  #read(event: SseEvent, parts: Part[]): void {
    if (this.#done) return;
    const data = event.data.trim();
    if (data === '[DONE]') {
      this.#done = true;
      return;
    }
    // Servers keep a connection awake with empty events too.
    if (data === '') return;
    const document = parseEventObject(data);
    if (event.event === 'error' && !('error' in document)) {
      parts.push(...this.#answer.read({ error: document }, 'delta'));
      return;
    }
    parts.push(...this.#answer.read(document, 'delta'));
  }
}
