import type { JsonObject, SseEvent } from '#base';
import type { Part } from '#call';
import { EventReader } from '../event-reader.ts';
import { isObject, textOf } from '../own-fields.ts';
import type { StreamParser } from '../wire.ts';
import { AnswerReader } from './answer-reader.ts';
import { isNumber, ItemPlaces } from './item-places.ts';
import { brokeOff, parseEventObject } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';

/** The end mark is `response.completed`, `response.incomplete` or `response.failed`; anything else is a stream that broke off. */
export class ResponseStreamParser implements StreamParser {
  readonly #events = new EventReader((event, parts) => this.#read(event, parts));
  readonly #answer = new AnswerReader();
  readonly #places = new ItemPlaces();
  #over = false;

  push(chunk: Uint8Array): Part[] {
    return this.#events.push(chunk);
  }

  end(): Part[] {
    const parts = this.#events.end();
    if (this.#over) return parts;
    throw brokeOff();
  }

  #read({ data }: SseEvent, parts: Part[]): void {
    const text = data.trim();
    // Some servers of this wire end as those of the chat wire do.
    if (this.#over || text === '' || text === '[DONE]') return;
    const event = parseEventObject(text);
    const type = textOf(event['type']);
    const { response } = event;
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (isObject(response)) this.#answer.begin(response, parts);
        return;
      case 'response.completed':
      case 'response.incomplete':
        this.#over = true;
        this.#answer.finish(
          { status: type.slice('response.'.length), ...(isObject(response) ? response : {}) },
          parts,
        );
        return;
      case 'response.failed':
        this.#over = true;
        parts.push(errorPart(isObject(response) ? response : event));
        return;
      case 'error':
        this.#over = true;
        parts.push(errorPart(event));
        return;
      default:
        if (isObject(event['error'])) {
          this.#over = true;
          parts.push(errorPart(event));
        } else {
          this.#readItem(type, event, parts);
        }
    }
  }

  #readItem(type: string, event: JsonObject, parts: Part[]): void {
    const answer = this.#answer;
    const at = this.#places.of(event);
    const place = numberOf(event['content_index'] ?? event['summary_index']);
    const piece = textOf(event['delta']);
    const { item } = event;
    switch (type) {
      case 'response.output_item.added':
        if (!isObject(item)) return;
        answer.open(at, item, parts);
        if (answer.isForeign(at)) answer.foreign(event, parts);
        return;
      case 'response.output_item.done':
        if (isObject(item)) answer.close(at, item, parts);
        return;
      case 'response.output_text.delta':
        answer.say(at, place, 'text', piece, event['logprobs'], parts);
        return;
      case 'response.refusal.delta':
        answer.say(at, place, 'refusal', piece, undefined, parts);
        return;
      case 'response.reasoning_text.delta':
        answer.think(at, 'text', place, piece, parts);
        return;
      case 'response.reasoning_summary_text.delta':
        answer.think(at, 'summary', place, piece, parts);
        return;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        answer.argue(at, piece, parts);
        return;
      default:
        // What is left of known items their end says again.
        if (!saidAgain.test(type)) answer.foreign(event, parts);
    }
  }
}

const saidAgain =
  /^response\.(content_part|output_text|refusal|reasoning_text|reasoning_summary_part|reasoning_summary_text|function_call_arguments|custom_tool_call_input)\./;

function numberOf(value: unknown): number {
  return isNumber(value) ? value : 0;
}
