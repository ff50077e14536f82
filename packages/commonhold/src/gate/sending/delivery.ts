import type { CommonholdError } from '#base';
import type { OpenAttempt } from '#ledger';
import type { Codec, Fault } from '#wires';
import type { Candidate } from '../candidate.ts';
import type { ReplySink } from '../incoming.ts';

/** Our own headers of a reply, filled in as the call goes through its steps. */
export interface ReplyHeaders {
  call: string | undefined;
  model: string | undefined;
  destination: string | undefined;
  decision: string | undefined;
}

/** A candidate to which nothing was sent because calls to it failed a moment ago. */
export interface Skipped {
  readonly destination: string;
  /** For how long it rests on. */
  readonly restsMs: number;
}

/**
 * The way to the client, for one call. It knows whether the first byte has gone, which is the line between "try the
 * next candidate" and "tell the client that the answer broke".
 */
export class Delivery {
  readonly #sink: ReplySink;
  readonly #client: Codec;
  readonly headers: ReplyHeaders = {
    call: undefined,
    model: undefined,
    destination: undefined,
    decision: undefined,
  };
  /** Never silently: the client is told in a header, and the record in the warnings of the next attempt. */
  readonly skipped: Skipped[] = [];
  /** What is left of the limits of whoever calls, in headers of their wire; known once it is known who calls. */
  limits: (() => Readonly<Record<string, string>>) | undefined;
  /** Status and headers have gone to the client. */
  begun = false;
  ended = false;

  constructor(sink: ReplySink, client: Codec) {
    this.#sink = sink;
    this.#client = client;
  }

  skip({ destination }: Candidate, restsMs: number): void {
    this.skipped.push({ destination: destination.provider, restsMs });
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.begun = true;
    this.#sink.head(status, { ...headers, ...this.limits?.(), ...this.#own() });
  }

  /** Sends a chunk and hashes it for the record. A promise when the client is slower than the destination. */
  send(chunk: Uint8Array, attempt: OpenAttempt): Promise<void> | undefined {
    if (chunk.length === 0) return undefined;
    attempt.replied(chunk);
    return this.#sink.write(chunk);
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.#sink.end();
  }

  /** The whole reply is an error, in the client's wire. A client that is gone is told nothing. */
  async refuse(error: CommonholdError): Promise<void> {
    if (this.begun) return;
    const body = this.#client.error.serialize(faultOf(error));
    this.begin(error.status, {
      'content-type': 'application/json',
      'content-length': String(body.length),
      'x-commonhold-error': error.code,
      ...retryAfter(error),
    });
    await this.#last(this.#sink.write(body));
  }

  /** The answer has begun and cannot be completed: the client gets these bytes, which say so, and the end. */
  async breakOff(bytes: Uint8Array, attempt: OpenAttempt): Promise<void> {
    if (this.ended) return;
    await this.#last(this.send(bytes, attempt));
  }

  async #last(writing: Promise<void> | undefined): Promise<void> {
    try {
      await writing;
    } catch {
      // The sink rejects only when the client is gone; there is nobody left to tell, and the record has the rest.
    }
    this.end();
  }

  #own(): Record<string, string> {
    const own: Record<string, string> = {};
    if (this.headers.call !== undefined) own['x-commonhold-call'] = this.headers.call;
    if (this.headers.model !== undefined) own['x-commonhold-model'] = headerText(this.headers.model);
    if (this.headers.destination !== undefined)
      own['x-commonhold-destination'] = headerText(this.headers.destination);
    if (this.headers.decision !== undefined) own['x-commonhold-decision'] = headerText(this.headers.decision);
    if (this.skipped.length > 0) {
      const names = [...new Set(this.skipped.map(({ destination }) => destination))];
      own['x-commonhold-skipped'] = headerText(names.join(', '));
    }
    return own;
  }
}

/** In whole seconds, as the standard has it. */
export function retryAfter({ values: { retryAfter: seconds } }: CommonholdError): Record<string, string> {
  return typeof seconds === 'number' ? { 'retry-after': String(Math.ceil(seconds)) } : {};
}

export function faultOf(error: CommonholdError): Fault {
  const field = error.values['field'];
  return {
    code: error.code,
    status: error.status,
    message: `${error.message} ${error.hint}`,
    ...(typeof field === 'string' ? { field } : {}),
  };
}

/** Names are the owner's and may hold any character; a header may not. What is encoded can be told by its percent signs. */
function headerText(text: string): string {
  return /^[\x20-\x24\x26-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}
