import { CommonholdError } from '#base';
import type { Part } from '#call';
import { isList, isObject } from '../own-fields.ts';
import { AnswerReader } from './answer-reader.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export function parseReply(body: Uint8Array): Part[] {
  const document = parseJson(body);
  if (!isObject(document)) throw invalidReply('it is not a JSON object');
  const reader = new AnswerReader();
  const parts = reader.read(document, 'message');
  if (!isList(document['choices']) && !reader.failed) throw invalidReply('it has no choices');
  return [...parts, ...reader.finish()];
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    // The error quotes the text, which is content; the bytes themselves are on the record.
    throw invalidReply('it is not JSON');
  }
}

function invalidReply(detail: string): CommonholdError {
  return new CommonholdError('upstream_reply_invalid', { detail });
}
