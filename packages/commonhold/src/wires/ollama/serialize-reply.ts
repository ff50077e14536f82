import type { Choice, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { writeLogprobs } from '../openai-chat/logprobs.ts';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { writeDoneReason } from './done-reason.ts';
import { serializeError } from './error-body.ts';
import { writeMetrics } from './metrics.ts';
import { wire } from './wire-name.ts';
import { createdAt, sayIn, toolCall } from './written-answer.ts';

const encoder = new TextEncoder();

export function serializeReply(reply: Reply, context: ReplyContext): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  // This wire has one answer; a client of it cannot have asked for more.
  const [choice] = reply.choices;
  const fields: Fields = {
    model,
    created_at: createdAt(reply.created ?? context.created),
    ...sayIn(context, saidBy(choice?.content ?? [])),
    done: true,
  };
  if (choice?.finish) fields['done_reason'] = writeDoneReason(choice.finish);
  const wanted = context.request.logprobs;
  if (wanted && choice?.logprobs) fields['logprobs'] = writeLogprobs(choice.logprobs, wanted.alternatives);
  Object.assign(fields, writeMetrics(reply.usage, { totalMs: context.elapsedMs?.() }));
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  for (const { wire: from, value } of reply.unknown) {
    if (from === wire && isObject(value)) addMissing(fields, value);
  }
  if (reply.engine) fields['commonhold'] = { engine: { ...reply.engine } };
  return encoder.encode(JSON.stringify(fields));
}

function saidBy(content: Choice['content']) {
  let text = '';
  let thinking: string | undefined;
  const tools: Fields[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        text += part.text;
        break;
      case 'reasoning':
        thinking = (thinking ?? '') + part.text;
        break;
      case 'tool-call':
        tools.push(toolCall(part, tools.length, part.arguments));
        break;
      case 'unknown':
        // What only another wire knows has no place in an answer of this one.
        break;
    }
  }
  return { text, ...(thinking === undefined ? {} : { thinking }), tools };
}
