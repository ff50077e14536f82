import { writeSseEvent } from '#base';
import type { OutputPart, Part, ToolCallPart, Usage } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, type Fields } from '../own-fields.ts';
import type { Fault, ReplyContext, StreamSerializer } from '../wire.ts';
import { isArrayForm } from './array-form.ts';
import { errorObject } from './error-body.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';
import { isBlocked, logprobsOf, ownValueOf, writtenPart } from './written-parts.ts';

const nothing = new Uint8Array();
const encoder = new TextEncoder();

/** One candidate on its way. */
interface Candidate {
  /**
   * Calls of functions, and what was said behind them: this wire has a call whole, and pieces of its arguments may come until the
   * answer ends.
   */
  readonly waiting: (Fields | ToolCallPart)[];
  /** Where each call stands among what waits. */
  readonly calls: Map<number, number>;
  /** What goes beside the content of the next response. */
  beside: Fields;
  /** Something of it was written. */
  begun: boolean;
  finish: Extract<Part, { type: 'finish' }> | undefined;
}

/** Writes parts as the responses that Google's clients read, in events or as the array that is filled as the answer comes. */
export class ContentStreamSerializer implements StreamSerializer {
  readonly #context: ReplyContext;
  readonly #isArray: boolean;
  readonly #candidates = new Map<number, Candidate>();
  readonly #written: Uint8Array[] = [];
  #model: string;
  /** Fields for the next response. */
  #fields: Fields = {};
  #blocked = false;
  #usage: Usage | undefined;
  #opened = false;
  #failed = false;

  constructor(context: ReplyContext) {
    this.#context = context;
    this.#isArray = isArrayForm(context.request);
    this.#model = context.model;
  }

  push(part: Part): Uint8Array {
    if (this.#failed) return nothing;
    switch (part.type) {
      case 'start':
        this.#model = part.model ?? this.#model;
        if (part.extra?.wire === wire) addMissing(this.#fields, part.extra.fields);
        break;
      case 'text':
      case 'refusal':
        this.#beside(part.choice, logprobsOf(part.logprobs, this.#context) ?? {});
        this.#say(part.choice, { type: part.type, text: part.text });
        break;
      case 'reasoning':
        this.#say(part.choice, part);
        break;
      case 'tool-call': {
        const { waiting, calls } = this.#candidate(part.choice);
        calls.set(part.index, waiting.length);
        const { id, name, extra } = part;
        waiting.push({ type: 'tool-call', id, name, arguments: '', ...(extra ? { extra } : {}) });
        break;
      }
      case 'tool-arguments': {
        const { waiting, calls } = this.#candidate(part.choice);
        const at = calls.get(part.index);
        const call = at === undefined ? undefined : waiting[at];
        if (at !== undefined && isCall(call))
          waiting[at] = { ...call, arguments: call.arguments + part.text };
        break;
      }
      case 'finish':
        this.#candidate(part.choice).finish = part;
        break;
      case 'usage':
        this.#usage = part.usage;
        break;
      case 'engine':
        addMissing(this.#fields, { commonhold: { engine: { ...part.facts } as unknown as Fields } });
        break;
      case 'error':
        return this.fail(faultOfPart(part, this.#model));
      case 'unknown':
        this.#pushOwn(part);
        break;
      case 'embedding':
      case 'token-count':
        // Answers of other operations, which are never streams.
        break;
    }
    // An array is opened by the first part, whatever it says: a failure that is told later stands in it.
    if (this.#isArray && !this.#opened) this.#write({});
    return this.#taken();
  }

  /** Why a candidate ended comes last, with the counts. */
  end(): Uint8Array {
    if (this.#failed) return nothing;
    const usage = this.#usage && writeUsage(this.#usage);
    const counts: Fields = usage ? { usageMetadata: usage } : {};
    this.#blocked ||= isBlocked(this.#fields);
    // An answer that is empty and not blocked is an answer too, and has a reason as others have.
    if (!this.#blocked) this.#candidate(0);
    const last = [...this.#candidates];
    const [first] = last;
    if (first === undefined || (this.#blocked && isEmpty(first[1]))) {
      this.#write(counts);
    } else {
      for (const [at, [index, candidate]] of last.entries()) {
        this.#writeCandidate(index, candidate, at === last.length - 1 ? counts : {});
      }
    }
    if (this.#isArray) this.#written.push(encoder.encode(']'));
    return this.#taken();
  }

  fail(fault: Fault): Uint8Array {
    this.#failed = true;
    const error = errorObject(fault);
    // One that was made only to say this does not know what was written before; something was, or the error would be the answer.
    this.#written.push(
      this.#isArray
        ? encoder.encode(`,\n${JSON.stringify(error)}\n]`)
        : writeSseEvent({ data: JSON.stringify(error) }),
    );
    return this.#taken();
  }

  #say(choice: number, part: Exclude<OutputPart, { type: 'unknown' }>): void {
    const written = writtenPart(part);
    if (written) this.#add(choice, written);
  }

  #add(choice: number, part: Fields): void {
    const candidate = this.#candidate(choice);
    if (candidate.waiting.length > 0) {
      candidate.waiting.push(part);
      return;
    }
    candidate.begun = true;
    const { beside } = candidate;
    candidate.beside = {};
    this.#write({ candidates: [{ content: { parts: [part], role: 'model' }, index: choice, ...beside }] });
  }

  #beside(choice: number, fields: Fields): void {
    const candidate = this.#candidate(choice);
    candidate.beside = { ...candidate.beside, ...fields };
  }

  #pushOwn(part: Extract<Part, { type: 'unknown' }>): void {
    const own = ownValueOf(part);
    switch (own?.type) {
      case 'part':
        this.#add(own.candidate, own.part);
        return;
      case 'candidate':
        this.#beside(own.candidate, own.fields);
        return;
      case 'response':
        addMissing(this.#fields, own.fields);
        return;
      case undefined:
        // What only another wire knows is on the record and not in the answer.
        return;
    }
  }

  #writeCandidate(index: number, candidate: Candidate, counts: Fields): void {
    const { waiting, finish, beside, begun } = candidate;
    const parts = waiting.map((part) => (isCall(part) ? (writtenPart(part) ?? {}) : part));
    // Google ends an answer of text with an empty one.
    if (parts.length === 0 && begun) parts.push({ text: '' });
    const fields: Fields = {
      ...(parts.length > 0 ? { content: { parts, role: 'model' } } : {}),
      // A stream without a reason would be one that broke; where the destination said none, it is another.
      finishReason: finish ? writeFinishReason(finish) : 'OTHER',
      index,
      ...beside,
    };
    this.#write({ candidates: [fields], ...counts });
  }

  #candidate(choice: number): Candidate {
    let candidate = this.#candidates.get(choice);
    if (!candidate) {
      candidate = { waiting: [], calls: new Map(), beside: {}, begun: false, finish: undefined };
      this.#candidates.set(choice, candidate);
    }
    return candidate;
  }

  #write(response: Fields): void {
    this.#blocked ||= isBlocked(this.#fields);
    const document = JSON.stringify({
      ...response,
      ...this.#fields,
      modelVersion: this.#model,
      responseId: this.#context.call,
    });
    this.#fields = {};
    const before = this.#opened ? ',\n' : '[';
    this.#opened = true;
    this.#written.push(
      this.#isArray ? encoder.encode(`${before}${document}`) : writeSseEvent({ data: document }),
    );
  }

  #taken(): Uint8Array {
    const [only] = this.#written;
    if (only === undefined) return nothing;
    const bytes = this.#written.length === 1 ? only : Buffer.concat(this.#written);
    this.#written.length = 0;
    return bytes;
  }
}

function isCall(part: Fields | ToolCallPart | undefined): part is ToolCallPart {
  return part?.['type'] === 'tool-call';
}

function isEmpty({ begun, waiting }: Candidate): boolean {
  return !begun && waiting.length === 0;
}
