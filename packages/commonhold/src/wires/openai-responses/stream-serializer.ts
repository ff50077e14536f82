import { writeSseEvent } from '#base';
import type { Part } from '#call';
import { faultOfPart } from '../error-fault.ts';
import type { Fault, ReplyContext, StreamSerializer } from '../wire.ts';
import { AnswerWriter } from './answer-writer.ts';

const nothing = new Uint8Array();

/** Writes parts as the numbered events that clients of this wire read. */
export class ResponseStreamSerializer implements StreamSerializer {
  readonly #writer: AnswerWriter;
  readonly #model: string;
  readonly #events: Uint8Array[] = [];
  #number = 0;
  #failed = false;

  constructor(context: ReplyContext) {
    this.#model = context.model;
    this.#writer = new AnswerWriter(context, (event) => {
      const { type, ...rest } = event;
      const data = JSON.stringify({ type, sequence_number: this.#number++, ...rest });
      this.#events.push(writeSseEvent({ event: type, data }));
    });
  }

  push(part: Part): Uint8Array {
    if (this.#failed) return nothing;
    if (part.type === 'error') return this.fail(faultOfPart(part, this.#model));
    this.#writer.push(part);
    return this.#taken();
  }

  end(): Uint8Array {
    if (this.#failed) return nothing;
    this.#writer.end();
    return this.#taken();
  }

  fail(fault: Fault): Uint8Array {
    this.#failed = true;
    this.#writer.fail(fault);
    return this.#taken();
  }

  #taken(): Uint8Array {
    const events = this.#events.splice(0);
    const [only] = events;
    if (only === undefined) return nothing;
    return events.length === 1 ? only : Buffer.concat(events);
  }
}
