import { CommonholdError } from '#base';
import { type Call, Collector, type Part } from '#call';
import type { Pseudonyms } from '#labels';
import type { OpenAttempt } from '#ledger';
import type { ProviderReply } from '#providers';
import {
  type Codec,
  LostAnswer,
  parseReply,
  type ReplyContext,
  serializeReply,
  streamContentType,
  type StreamSerializer,
} from '#wires';
import type { Candidate } from '../candidate.ts';
import type { Delivery } from './delivery.ts';
import type { Held } from '../limits/limits.ts';
import type { Observer } from './observer.ts';
import { restoreParts } from '../labelling/pseudonymise.ts';
import { retryAfterOf } from './retries.ts';

/** What one answer needs on its way from a destination to a client. */
export interface AnswerPath {
  readonly call: Call;
  readonly client: Codec;
  readonly candidate: Candidate;
  readonly untouched: boolean;
  /** What was sent in place of values that the answer gets back; then it is never passed on untouched. */
  readonly pseudonyms: Pseudonyms | undefined;
  /** Nothing is tried after it when it fails like this, so its error is the client's answer. */
  readonly isLast: (failure: CommonholdError) => boolean;
  readonly context: ReplyContext<Call>;
  readonly attempt: OpenAttempt;
  readonly observer: Observer;
  readonly delivery: Delivery;
  readonly replyBytesMax: number;
  readonly held: Held;
  /** Milliseconds since the attempt was sent. */
  readonly elapsedMs: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Brings an answer to the client: errors, whole answers and streams, on the same wire or across two. */
export async function deliver(answer: ProviderReply, path: AnswerPath): Promise<void> {
  path.observer.http = answer.status;
  const body = receive(answer.body, path);
  if (answer.status >= 400) return deliverError(answer, body, path);
  if (!path.untouched) return deliverTranslated(body, answer, path);
  return path.call.operation === 'generate' && isEventStream(answer, path.client, path.call)
    ? deliverStreamUntouched(answer, body, path)
    : deliverWholeUntouched(answer, body, path);
}

/** Everything that arrives is hashed and counted here, before anything else sees it. */
async function* receive(body: AsyncIterable<Uint8Array>, path: AnswerPath): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    path.observer.firstByte(path.elapsedMs());
    bytes += chunk.length;
    if (bytes > path.replyBytesMax) {
      throw new CommonholdError('upstream_reply_too_large', {
        destination: path.candidate.destination.provider,
        limit: path.replyBytesMax,
      });
    }
    path.held.take(chunk.length);
    path.attempt.received(chunk);
    yield chunk;
  }
}

async function deliverWholeUntouched(
  answer: ProviderReply,
  body: AsyncIterable<Uint8Array>,
  path: AnswerPath,
): Promise<void> {
  const whole = await collectBytes(body);
  observe(path, () => parseReply(path.client, path.call.operation, whole));
  path.delivery.begin(answer.status, passedHeaders(answer, whole.length));
  await path.delivery.send(whole, path.attempt);
  path.delivery.end();
}

async function deliverStreamUntouched(
  answer: ProviderReply,
  body: AsyncIterable<Uint8Array>,
  path: AnswerPath,
): Promise<void> {
  const parser = path.client.stream.parser();
  let readable = true;
  for await (const chunk of body) {
    if (!path.delivery.begun) path.delivery.begin(answer.status, passedHeaders(answer, undefined));
    const slow = path.delivery.send(chunk, path.attempt);
    if (slow) await slow;
    // A stream that we cannot read still belongs to the client; the record says that we could not read it.
    readable = readable && observe(path, () => parser.push(chunk));
  }
  if (readable) for (const part of parser.end()) path.observer.see(part);
  if (!path.delivery.begun) path.delivery.begin(answer.status, passedHeaders(answer, undefined));
  path.delivery.end();
}

async function deliverTranslated(
  body: AsyncIterable<Uint8Array>,
  answer: ProviderReply,
  path: AnswerPath,
): Promise<void> {
  const { pseudonyms } = path;
  const came = readParts(body, answer, path);
  const parts = pseudonyms === undefined ? came : restoreParts(came, pseudonyms, path.call);
  const { call } = path;
  if (call.operation === 'generate' && call.stream) {
    return streamParts(parts, path, path.client.stream.serializer({ ...path.context, request: call }));
  }
  const collector = new Collector();
  for await (const part of parts) collector.push(part);
  const whole = serializeReply(path.client, collector.reply(), path.context);
  path.delivery.begin(200, { 'content-type': 'application/json', 'content-length': String(whole.length) });
  await path.delivery.send(whole, path.attempt);
  path.delivery.end();
}

/**
 * Writes parts in the client's wire as they come. What only announces an answer is held until there is something of
 * the answer itself, so that a destination that fails while it still thinks can hand over to the next candidate.
 */
async function streamParts(
  parts: AsyncIterable<Part>,
  path: AnswerPath,
  serializer: StreamSerializer,
): Promise<void> {
  const { delivery, attempt } = path;
  const held: Uint8Array[] = [];
  const send = async (bytes: Uint8Array): Promise<void> => {
    const slow = delivery.send(bytes, attempt);
    if (slow) await slow;
  };
  const begin = async (): Promise<void> => {
    delivery.begin(200, {
      'content-type': streamContentType(path.client, path.call),
      'cache-control': 'no-cache',
    });
    for (const bytes of held) await send(bytes);
  };
  for await (const part of parts) {
    const bytes = serializer.push(part);
    if (!delivery.begun && isAnnouncement(part)) {
      held.push(bytes);
      continue;
    }
    if (!delivery.begun) await begin();
    await send(bytes);
  }
  if (!delivery.begun) await begin();
  await send(serializer.end());
  delivery.end();
}

function isAnnouncement(part: Part): boolean {
  return part.type === 'start' || part.type === 'engine' || part.type === 'usage';
}

async function* readParts(
  body: AsyncIterable<Uint8Array>,
  answer: ProviderReply,
  path: AnswerPath,
): AsyncGenerator<Part> {
  const { codec } = path.candidate;
  const lost = new LostAnswer(path.client.name);
  const see = (part: Part): Part => {
    path.observer.see(part);
    for (const { feature, detail } of lost.see(part)) path.observer.warnings.push(`${feature}: ${detail}`);
    return part;
  };
  // The engine inside writes lines whatever it is asked; what is no text to generate is one document all the same.
  if (path.call.operation !== 'generate' || !isEventStream(answer, codec, path.call)) {
    yield* parseReply(codec, path.call.operation, await collectBytes(body)).map(see);
    return;
  }
  const parser = codec.stream.parser();
  for await (const chunk of body) {
    for (const part of parser.push(chunk)) yield see(part);
  }
  for (const part of parser.end()) yield see(part);
}

/** Statuses after which another destination may well answer: its own trouble, not the request's. */
const worthAnotherCandidate = new Set([401, 402, 403, 404, 408, 429]);

async function deliverError(
  answer: ProviderReply,
  body: AsyncIterable<Uint8Array>,
  path: AnswerPath,
): Promise<void> {
  const whole = await collectBytes(body);
  const destination = path.candidate.destination.provider;
  const fault = path.candidate.codec.error.parse(answer.status, whole);
  const retryAfter = retryAfterOf(answer.headers, path.now());
  const theirs = answer.status >= 500 || worthAnotherCandidate.has(answer.status);
  const error = theirs
    ? new CommonholdError('upstream_failed', {
        destination,
        status: answer.status,
        ...(fault.kind === undefined ? {} : { kind: fault.kind }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      })
    : new CommonholdError('upstream_refused', { destination, status: answer.status, detail: fault.message });
  if (theirs && !path.isLast(error)) throw error;
  if (!path.untouched) throw error;
  // Same wire and nobody left to ask: the destination's own error is the most useful answer.
  path.observer.fail(error);
  path.delivery.begin(answer.status, passedHeaders(answer, whole.length));
  await path.delivery.send(whole, path.attempt);
  path.delivery.end();
}

/** Reads parts only to know about them; false when the bytes cannot be read, which the record then says. */
function observe(path: AnswerPath, parse: () => readonly Part[]): boolean {
  try {
    for (const part of parse()) path.observer.see(part);
    return true;
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'upstream_reply_invalid') {
      path.observer.warnings.push(`answer: ${String(thrown.values['detail'] ?? 'not readable')}`);
      return false;
    }
    throw thrown;
  }
}

/** Headers of a destination that a client may need. Everything else is between the destination and us. */
const passedNames = ['content-type', 'retry-after', 'x-request-id', 'request-id', 'openai-processing-ms'];

function passedHeaders(answer: ProviderReply, length: number | undefined): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of passedNames) {
    const value = answer.headers[name];
    if (value !== undefined) passed[name] = value;
  }
  if (length === undefined) passed['cache-control'] = 'no-cache';
  else passed['content-length'] = String(length);
  return passed;
}

function isEventStream(answer: ProviderReply, codec: Codec, call: Call): boolean {
  const type = answer.headers['content-type'] ?? '';
  const expected = streamContentType(codec, call);
  return type.startsWith(expected.split(';', 1)[0] ?? expected);
}

async function collectBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
