import type { Json, JsonObject } from '#base';
import type { Choice, GenerateCall, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { addMissing, isList, isObject, type Fields } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { writeSignature } from '../gemini-signature.ts';
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
  const fragments = reply.unknown
    .filter((part) => part.wire === wire)
    .map((part) => part.value)
    .filter(isObject);
  const fields: Fields = {
    id: `chatcmpl-${context.call}`,
    object: 'chat.completion',
    created: context.created,
    model,
    choices: reply.choices.map((choice) => writeChoice(choice, context.request, fragments)),
  };
  const usage = reply.usage && writeUsage(reply.usage);
  if (usage) fields['usage'] = usage;
  if (reply.extra?.wire === wire) addMissing(fields, reply.extra.fields);
  for (const fragment of fragments) mergeFragment(fields, asWhole(fragment));
  finishToolCalls(fields);
  if (reply.engine) fields['commonhold'] = { engine: { ...reply.engine } };
  return encoder.encode(JSON.stringify(fields));
}

function writeChoice(choice: Choice, request: GenerateCall, fragments: readonly JsonObject[]): Fields {
  return {
    index: choice.index,
    message: writeMessage(choice, foreignCalls(choice.index, fragments)),
    logprobs: writeChoiceLogprobs(choice, request),
    finish_reason: choice.finish ? writeFinishReason(choice.finish) : null,
  };
}

function writeMessage(choice: Choice, foreign: ReadonlySet<number>): Fields {
  let text: string | null = null;
  let refusal: string | null = null;
  let reasoning: string | null = null;
  const calls: Fields[] = [];
  let next = 0;
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
        while (foreign.has(next)) next++;
        calls.push({
          index: next++,
          id: part.id,
          type: 'function',
          function: { name: part.name, arguments: part.arguments },
          ...writeSignature(part.extra),
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

/** The places among a choice's tool calls that calls of a type take which only this wire knows, such as `custom`. */
function foreignCalls(choice: number, fragments: readonly JsonObject[]): ReadonlySet<number> {
  const places = new Set<number>();
  for (const { choices } of fragments) {
    for (const part of isList(choices) ? choices.filter(isObject) : []) {
      const calls =
        part['index'] === choice && isObject(part['delta']) ? part['delta']['tool_calls'] : undefined;
      for (const call of isList(calls) ? calls.filter(isObject) : []) {
        const foreign = typeof call['type'] === 'string' && call['type'] !== 'function';
        if (foreign && typeof call['index'] === 'number') places.add(call['index']);
      }
    }
  }
  return places;
}

/** The numbers were there to merge by; in a whole reply the order says the same. */
function finishToolCalls(fields: Fields): void {
  const { choices } = fields;
  if (!isList(choices)) return;
  fields['choices'] = choices.map((choice) => {
    const message = isObject(choice) ? choice['message'] : undefined;
    if (!isObject(choice) || !isObject(message) || !isList(message['tool_calls'])) return choice;
    const calls = message['tool_calls']
      .filter(isObject)
      .sort((left, right) => placeOf(left) - placeOf(right));
    return {
      ...choice,
      message: { ...message, tool_calls: calls.map(({ index: _index, ...call }) => call) },
    };
  });
}

function placeOf(call: JsonObject): number {
  return typeof call['index'] === 'number' ? call['index'] : Number.MAX_SAFE_INTEGER;
}

/** A fragment speaks of `delta`; a whole reply says `message`, and its tool calls need no index. */
function asWhole(fragment: JsonObject): Fields {
  const { choices, ...rest } = fragment;
  if (!Array.isArray(choices)) return rest;
  return {
    ...rest,
    choices: choices
      .filter(isObject)
      .map(({ delta, ...choice }) => (delta ? { ...choice, message: delta } : choice)),
  };
}
