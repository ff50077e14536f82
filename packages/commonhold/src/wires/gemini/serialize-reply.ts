import type { CountCall, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, type Fields, putAll } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { serializeError } from './error-body.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';
import { isBlocked, logprobsOf, type OwnValue, ownValueOf, writtenPart } from './written-parts.ts';

const encoder = new TextEncoder();

export function serializeReply(reply: Reply, context: ReplyContext): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  const own = reply.unknown.flatMap((part) => ownValueOf(part) ?? []);
  const fields: Fields = {
    candidates: reply.choices.map((choice) => writeCandidate(choice, own, context)),
    modelVersion: model,
    responseId: context.call,
  };
  const usage = reply.usage && writeUsage(reply.usage);
  if (usage) fields['usageMetadata'] = usage;
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  for (const value of own) if (value.type === 'response') addMissing(fields, value.fields);
  if (isBlocked(fields) && reply.choices.every(({ content }) => content.length === 0)) {
    delete fields['candidates'];
  }
  if (reply.engine) fields['commonhold'] = { engine: { ...reply.engine } };
  return encoder.encode(JSON.stringify(fields));
}

function writeCandidate(
  choice: Reply['choices'][number],
  own: readonly OwnValue[],
  context: ReplyContext,
): Fields {
  const parts: Fields[] = [];
  for (const part of choice.content) {
    const written = part.type === 'unknown' ? undefined : writtenPart(part);
    if (written) parts.push(written);
  }
  const fields: Fields = { index: choice.index };
  for (const value of own) {
    if (value.type === 'response' || value.candidate !== choice.index) continue;
    if (value.type === 'part') parts.splice(value.at, 0, value.part);
    else putAll(fields, value.fields);
  }
  return {
    ...(parts.length > 0 ? { content: { parts, role: 'model' } } : {}),
    ...(choice.finish ? { finishReason: writeFinishReason(choice.finish) } : {}),
    ...logprobsOf(choice.logprobs, context),
    ...fields,
  };
}

export function serializeCountReply(reply: Reply, context: ReplyContext<CountCall>): Uint8Array {
  if (reply.error) return serializeError(faultOfPart(reply.error, context.model));
  const fields: Fields = reply.tokenCount === undefined ? {} : { totalTokens: reply.tokenCount };
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  return encoder.encode(JSON.stringify(fields));
}
