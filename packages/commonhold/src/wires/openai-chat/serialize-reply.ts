import type { Json } from '#base';
import type { Choice, GenerateCall, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, isObject, type Fields } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { serializeError } from './error-body.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeLogprobs } from './logprobs.ts';
import { mergeFragment } from './merge-fragment.ts';
import { writeUsage } from './usage.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

export function serializeReply(reply: Reply, context: ReplyContext): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  const fields: Fields = {
    id: `chatcmpl-${context.call}`,
    object: 'chat.completion',
    created: context.created,
    model,
    choices: reply.choices.map((choice) => writeChoice(choice, context.request)),
  };
  const usage = reply.usage && writeUsage(reply.usage);
  if (usage) fields['usage'] = usage;
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  for (const part of reply.unknown) {
    if (part.wire === wire && isObject(part.value)) mergeFragment(fields, asWhole(part.value));
  }
  if (reply.engine) fields['commonhold'] = { engine: { ...reply.engine } };
  return encoder.encode(JSON.stringify(fields));
}

function writeChoice(choice: Choice, request: GenerateCall): Fields {
  return {
    index: choice.index,
    message: writeMessage(choice),
    logprobs: writeChoiceLogprobs(choice, request),
    finish_reason: choice.finish ? writeFinishReason(choice.finish) : null,
  };
}

function writeMessage(choice: Choice): Fields {
  let text: string | null = null;
  let refusal: string | null = null;
  let reasoning: string | null = null;
  const calls: Fields[] = [];
  const unknown: Json[] = [];
  for (const part of choice.content) {
    switch (part.type) {
      case 'text':
        text = (text ?? '') + part.text;
        break;
      case 'refusal':
        refusal = (refusal ?? '') + part.text;
        break;
      case 'reasoning':
        reasoning = (reasoning ?? '') + part.text;
        break;
      case 'tool-call':
        calls.push({
          id: part.id,
          type: 'function',
          function: { name: part.name, arguments: part.arguments },
        });
        break;
      case 'unknown':
        if (part.wire === wire) unknown.push(part.value);
        break;
    }
  }
  const silent = calls.length > 0 || refusal !== null;
  const message: Fields = { role: 'assistant', content: text ?? (silent ? null : ''), refusal };
  if (reasoning !== null) message['reasoning_content'] = reasoning;
  if (calls.length > 0) message['tool_calls'] = calls;
  for (const value of unknown) if (isObject(value)) mergeFragment(message, value);
  return message;
}

function writeChoiceLogprobs(choice: Choice, request: GenerateCall): Fields | null {
  if (!request.logprobs || (!choice.logprobs && !choice.refusalLogprobs)) return null;
  const { alternatives } = request.logprobs;
  return {
    content: choice.logprobs ? writeLogprobs(choice.logprobs, alternatives) : null,
    refusal: choice.refusalLogprobs ? writeLogprobs(choice.refusalLogprobs, alternatives) : null,
  };
}

/** A fragment speaks of `delta`; a whole reply says `message`, and its tool calls need no index. */
function asWhole(fragment: Fields): Fields {
  const { choices, ...rest } = fragment;
  if (!Array.isArray(choices)) return rest;
  return {
    ...rest,
    choices: choices
      .filter(isObject)
      .map(({ delta, ...choice }) => (delta ? { ...choice, message: delta } : choice)),
  };
}
