import type { Json, JsonObject } from '#base';
import type { Choice, CountCall, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, type Fields, isObject, putAll } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { answeredArguments } from '../tool-arguments.ts';
import { serializeError } from './error-body.ts';
import { writeStopReason } from './stop-reason.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';
import { textBlock, thinkingBlock, toolBlock } from './written-blocks.ts';

const encoder = new TextEncoder();

export function serializeReply(reply: Reply, context: ReplyContext): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  const [choice] = reply.choices;
  const fields: Fields = {
    id: messageId(context),
    type: 'message',
    role: 'assistant',
    model,
    content: withOwnBlocks(choice ? choice.content.map(blockOf) : [], reply),
    stop_reason: choice?.finish ? writeStopReason(choice.finish) : null,
    ...(reply.extra?.wire === wire && 'stop_sequence' in reply.extra.fields ? {} : { stop_sequence: null }),
    usage: (reply.usage && writeUsage(reply.usage)) ?? uncounted(),
  };
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  for (const { value } of ownUnknown(reply)) {
    if (isObject(value['message_delta'])) putAll(fields, value['message_delta']);
    if (isObject(value['beside_delta'])) putAll(fields, value['beside_delta']);
  }
  const ours = ourFields(reply);
  if (ours) fields['commonhold'] = ours;
  return encoder.encode(JSON.stringify(fields));
}

export function serializeCountReply(reply: Reply, context: ReplyContext<CountCall>): Uint8Array {
  if (reply.error) return serializeError(faultOfPart(reply.error, context.model));
  return encoder.encode(JSON.stringify({ input_tokens: reply.tokenCount ?? null }));
}

export function messageId({ call }: { readonly call: string }): string {
  return `msg_${call}`;
}

/**
 * This wire's clients refuse an answer without counts, so where nobody counted they read zeros. That nobody did is said beside
 * them, in the field that is ours.
 */
export function uncounted(): Fields {
  return { input_tokens: 0, output_tokens: 0 };
}

/** What only we say of an answer, as the field `commonhold`; undefined when there is nothing. */
export function ourFields({ usage, engine }: Pick<Reply, 'usage' | 'engine'>): Fields | undefined {
  const fields: Fields = {};
  if (engine) fields['engine'] = { ...engine, template: { ...engine.template } };
  if (usage === undefined || writeUsage(usage) === undefined) fields['usage'] = 'unknown';
  return Object.keys(fields).length > 0 ? fields : undefined;
}

function blockOf(part: Choice['content'][number]): Json {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textBlock(part.text);
    case 'reasoning':
      return thinkingBlock(part);
    case 'tool-call':
      return toolBlock(part, answeredArguments(part.arguments));
    case 'unknown':
      return part.value;
  }
}

function ownUnknown(reply: Reply): readonly { readonly value: JsonObject }[] {
  return reply.unknown.flatMap(({ wire: from, value }) =>
    from === wire && isObject(value) ? [{ value }] : [],
  );
}

/** Blocks and fields that only this wire knows, each at the place where it stood. */
function withOwnBlocks(blocks: Json[], reply: Reply): Json[] {
  for (const { value } of ownUnknown(reply)) {
    const { content_block: block, at } = value;
    if (!isObject(block) || typeof at !== 'number') continue;
    const there = blocks[at];
    // Fields without a type belong to the block that stands there.
    if (block['type'] === undefined && isObject(there)) blocks[at] = { ...there, ...block };
    else if (block['type'] !== undefined) blocks.splice(at, 0, block);
  }
  return blocks;
}
