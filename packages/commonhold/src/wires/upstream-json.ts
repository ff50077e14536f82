import { CommonholdError, type JsonObject } from '#base';
import { parseExactly } from './exact-numbers.ts';
import { isObject } from './own-fields.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A whole answer of a destination, as the JSON that it must be. Throws `upstream_reply_invalid`. */
export function parseReplyObject(body: Uint8Array): JsonObject {
  const document = parseReplyJson(body);
  if (isObject(document)) return document;
  throw invalidReply('it is not a JSON object');
}

/** The same where it need not be an object. */
export function parseReplyJson(body: Uint8Array): unknown {
  try {
    return parseExactly(decoder.decode(body));
  } catch {
    // The error quotes the text, which is content; the bytes themselves are on the record.
    throw invalidReply('it is not JSON');
  }
}

/** The data of one event of a stream. Throws `upstream_reply_invalid`. */
export function parseEventObject(data: string): JsonObject {
  return parseObjectText(data, 'an event of the stream');
}

/** A text that must be a JSON object; `what` names it in the error. Throws `upstream_reply_invalid`. */
export function parseObjectText(text: string, what: string): JsonObject {
  let document: unknown;
  try {
    document = parseExactly(text);
  } catch {
    // The message of JSON.parse quotes the text, which is content; the bytes themselves are on the record.
    throw invalidReply(`${what} is not JSON`);
  }
  if (isObject(document)) return document;
  throw invalidReply(`${what} is not a JSON object`);
}

/** A codec does not know whose bytes it reads; the gate fills in the destination. */
export function invalidReply(detail: string): CommonholdError {
  return new CommonholdError('upstream_reply_invalid', { detail });
}

/** A stream that ended before it said that it had. */
export function brokeOff(cause?: Error): CommonholdError {
  const detail = 'the stream ended before its end mark';
  return new CommonholdError('upstream_broke', { detail }, cause && { cause });
}
