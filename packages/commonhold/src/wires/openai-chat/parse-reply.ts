import type { Part } from '#call';
import { isList } from '../own-fields.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { AnswerReader } from './answer-reader.ts';

export function parseReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  const reader = new AnswerReader();
  const parts = reader.read(document, 'message');
  if (!isList(document['choices']) && !reader.failed) throw invalidReply('it has no choices');
  return [...parts, ...reader.finish()];
}
