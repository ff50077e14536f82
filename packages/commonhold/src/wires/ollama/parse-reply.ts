import type { Part } from '#call';
import { invalidReply } from '../upstream-json.ts';
import { AnswerReader, parseObject } from './answer-reader.ts';

export function parseReply(body: Uint8Array): Part[] {
  const document = parseObject(body);
  const reader = new AnswerReader();
  const parts = reader.read(document);
  if (!reader.failed && !('message' in document) && !('response' in document)) {
    throw invalidReply('it has neither a message nor a response');
  }
  return parts;
}
