import type { Part } from '#call';
import { isObject, leftover } from '../own-fields.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';
import { wire } from './wire-name.ts';

const countKeys = new Set(['totalTokens']);

/** A count of nothing is left out by Google, as every zero is. */
export function parseCountReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (isObject(document['error'])) return [errorPart(document)];
  const { totalTokens: tokens = 0 } = document;
  if (typeof tokens !== 'number' || !Number.isSafeInteger(tokens) || tokens < 0) {
    throw invalidReply('it has no count');
  }
  const rest = leftover(document, countKeys);
  return [
    { type: 'start', ...(rest ? { extra: { wire, fields: rest } } : {}) },
    { type: 'token-count', tokens },
  ];
}
