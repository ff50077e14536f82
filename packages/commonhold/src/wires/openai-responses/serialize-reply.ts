import type { Json } from '#base';
import type { CountCall, Part, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { serializeError } from '../openai-chat/error-body.ts';
import { isObject } from '../own-fields.ts';
import { partsOf } from '../reply-parts.ts';
import type { ReplyContext } from '../wire.ts';
import { AnswerWriter } from './answer-writer.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

/** A whole answer is a stream that nobody watches: its last event has all of it. */
export function serializeReply(reply: Reply, context: ReplyContext): Uint8Array {
  if (reply.error) return serializeError(faultOfPart(reply.error, reply.model ?? context.model));
  const writer = new AnswerWriter(context, () => undefined);
  for (const part of inTheirPlaces(reply)) writer.push(part);
  return encoder.encode(JSON.stringify(writer.end()));
}

export function serializeCountReply(reply: Reply, context: ReplyContext<CountCall>): Uint8Array {
  if (reply.error) return serializeError(faultOfPart(reply.error, context.model));
  const document = { object: 'response.input_tokens', input_tokens: reply.tokenCount ?? null };
  return encoder.encode(JSON.stringify(document));
}

/**
 * The parts of a reply, with what only this wire knows of its items before those items again: a collected reply has it apart. What
 * was said in several messages that followed each other is one message here.
 */
function inTheirPlaces(reply: Reply): Part[] {
  const own = reply.unknown.filter(({ wire: from }) => from === wire);
  const parts: Part[] = [];
  const take = (test: (value: Readonly<Record<string, Json>>) => boolean): void => {
    const at = own.findIndex(({ value }) => isObject(value) && test(value));
    if (at !== -1) parts.push(...own.splice(at, 1));
  };
  for (const part of partsOf({ ...reply, unknown: [] })) {
    const type = itemTypeOf(part);
    if (type !== undefined) {
      takeEventsBefore(own, type, parts);
      take(({ output_item: item }) => isObject(item) && item['type'] === type);
    }
    parts.push(part);
    if (part.type === 'text') take(({ content }) => isObject(content));
  }
  return [...parts, ...own];
}

/** Items of kinds that no other wire has, as far as they stood before the next item of this type. */
function takeEventsBefore(own: Extract<Part, { type: 'unknown' }>[], type: string, parts: Part[]): void {
  const next = own.findIndex(
    ({ value }) => isObject(value) && isObject(value['output_item']) && value['output_item']['type'] === type,
  );
  const before = own.slice(0, next === -1 ? 0 : next);
  for (const part of before) {
    if (!isObject(part.value) || !isObject(part.value['event'])) continue;
    own.splice(own.indexOf(part), 1);
    parts.push(part);
  }
}

function itemTypeOf(part: Part): string | undefined {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return 'message';
    case 'reasoning':
      return part.text === '' ? undefined : 'reasoning';
    case 'tool-call':
      return part.extra?.wire === wire ? 'custom_tool_call' : 'function_call';
    case 'start':
    case 'tool-arguments':
    case 'finish':
    case 'embedding':
    case 'token-count':
    case 'usage':
    case 'engine':
    case 'error':
    case 'unknown':
      return undefined;
  }
}
