import {
  type AddCheckpoint,
  formatAddCheckpoint,
  parseAddCheckpointResponse,
  WitnessMessageError,
  type WitnessRefusal,
} from '@commonhold/tlog';
import { describe, type Outbound, type OutboundReply } from '#base';
import { addCheckpointUrl } from '../witness-address.ts';

/** Lines of several keys, post-quantum ones of 3 kB among them, are far below this; whoever sends more is no witness. */
const answerBytesMax = 64 * 1024;
/** What a refusal says is shown to people in one line. */
const messageLengthMax = 300;

/** What came of one request to a witness. */
export type Answer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'other-size'; readonly size: number }
  | { readonly kind: 'refused'; readonly reason: WitnessRefusal; readonly message: string }
  | { readonly kind: 'failed'; readonly detail: string };

export interface Exchange {
  readonly outbound: Outbound;
  /** What `/add-checkpoint` is below. */
  readonly address: string;
  readonly request: AddCheckpoint;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Hands a head to a witness once. Whatever the other side does is an answer; it throws only when `signal` is aborted.
 */
export async function exchange({
  outbound,
  address,
  request,
  timeLimitMs,
  signal,
}: Exchange): Promise<Answer> {
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const reply = await outbound.send({
      purpose: 'checkpoint',
      method: 'POST',
      url: addCheckpointUrl(address),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: Buffer.from(formatAddCheckpoint(request)),
      // Whoever is asked was chosen by the owner, and nobody else in its place.
      redirects: 'answer',
      signal: AbortSignal.any([signal, limit]),
    });
    return answerOf(reply, await readText(reply));
  } catch (thrown) {
    signal.throwIfAborted();
    if (limit.aborted) return failed(`it did not answer within ${timeLimitMs / 1000} seconds`);
    return failed(thrown instanceof WitnessMessageError ? thrown.message : describe(thrown));
  }
}

function answerOf(reply: OutboundReply, body: string): Answer {
  const contentType = reply.headers['content-type'] ?? '';
  const answer = parseAddCheckpointResponse({ status: reply.status, contentType, body });
  switch (answer.kind) {
    case 'cosigned':
    case 'other-size':
      return answer;
    case 'refused':
      return { ...answer, message: oneLine(answer.message) };
    case 'failed':
      return failed(`it answered with ${statusText(answer.status)}`);
  }
}

function statusText(status: number): string {
  if (status >= 300 && status < 400) return `a redirect (status ${status}), which is not followed`;
  // A Commonhold node that witnesses nobody yet asks everybody for a key there.
  if (status === 401) return 'status 401: at this address nobody witnesses logs, or not yet';
  return `status ${status}`;
}

async function readText(reply: OutboundReply): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of reply.body) {
    length += chunk.length;
    if (length > answerBytesMax) {
      reply.discard();
      throw new WitnessMessageError(`it answered with more than ${answerBytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function failed(detail: string): Answer {
  return { kind: 'failed', detail };
}

/** The words of a stranger: one line, and its beginning. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > messageLengthMax ? `${line.slice(0, messageLengthMax)}…` : line;
}
