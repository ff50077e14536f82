import type { JsonObject } from '#base';
import type { Part } from '#call';
import { isList, isObject, leftover } from '../own-fields.ts';
import { errorPart } from '../upstream-fault.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { BlockNumbers, partsOfBlock } from './block-parts.ts';
import { readStopReason } from './stop-reason.ts';
import { readUsage } from './usage.ts';
import { type Writable, wire } from './wire-name.ts';

/** Fields of a message that the parts say; `stop_sequence` is among them only while it says nothing. */
const messageKeys = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage']);

export function parseReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (document['type'] === 'error') return [errorPart(document)];
  const { content, stop_reason: raw } = document;
  if (!isList(content)) throw invalidReply('it has no content');
  const parts: Part[] = [startPart(document)];
  const numbers = new BlockNumbers();
  for (const [at, block] of content.entries()) {
    if (isObject(block)) parts.push(...partsOfBlock(block, at, numbers));
  }
  if (typeof raw === 'string') parts.push({ type: 'finish', choice: 0, reason: readStopReason(raw), raw });
  const usage = readUsage(document['usage']);
  if (usage) parts.push({ type: 'usage', usage });
  return parts;
}

/** How an answer begins, from the message of a whole one or from that of `message_start`. */
export function startPart(message: JsonObject): Part {
  const start: Writable<Extract<Part, { type: 'start' }>> = { type: 'start' };
  const { id, model, stop_sequence: sequence } = message;
  if (typeof id === 'string' && id !== '') start.id = id;
  if (typeof model === 'string' && model !== '') start.model = model;
  const known = sequence === null ? new Set([...messageKeys, 'stop_sequence']) : messageKeys;
  const rest = leftover(message, known);
  if (rest) start.extra = { wire, fields: rest };
  return start;
}
