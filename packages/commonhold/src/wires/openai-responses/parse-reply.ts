import type { Part } from '#call';
import { isList, isObject } from '../own-fields.ts';
import { errorPart } from '../upstream-fault.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { AnswerReader } from './answer-reader.ts';

export function parseReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (isObject(document['error'])) return [errorPart(document)];
  if (!isList(document['output'])) throw invalidReply('it has no output');
  const parts: Part[] = [];
  new AnswerReader().finish(document, parts);
  return parts;
}

export function parseCountReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (isObject(document['error'])) return [errorPart(document)];
  const { input_tokens: tokens } = document;
  if (typeof tokens !== 'number' || !Number.isSafeInteger(tokens) || tokens < 0) {
    throw invalidReply('it has no count');
  }
  return [{ type: 'token-count', tokens }];
}
