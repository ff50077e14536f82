import type { Part } from '#call';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';

export function parseCountReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (document['type'] === 'error') return [errorPart(document)];
  const { input_tokens: tokens } = document;
  if (typeof tokens !== 'number' || !Number.isSafeInteger(tokens) || tokens < 0) {
    throw invalidReply('it has no count');
  }
  return [{ type: 'token-count', tokens }];
}
