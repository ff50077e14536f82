import type { JsonObject } from '#base';
import type { InputPart, Message, OutputPart, ToolCallPart } from '#call';
import { extraOf, isObject, joined, leftover, setOwn, under, type Fields } from '../own-fields.ts';
import { parseContent } from './parse-content.ts';
import { check, invalid } from '../check-request.ts';
import {
  assistantSchema,
  spokenSchema,
  toolCallSchema,
  toolResultSchema,
  typedSchema,
} from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

export function parseMessage(value: unknown, path: string): Message {
  if (!isObject(value)) throw invalid(path, 'expected an object');
  const { role } = value;
  if (typeof role !== 'string') throw invalid(`${path}.role`, 'expected a string');
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      return parseSpoken(value, role, path);
    case 'assistant':
      return parseAssistant(value, path);
    case 'tool':
      return parseToolResult(value, path);
    case 'function':
      throw invalid(`${path}.role`, 'results of functions are sent with the role "tool" since 2023');
    default:
      throw invalid(`${path}.role`, 'expected "system", "developer", "user", "assistant" or "tool"');
  }
}

type Spoken = Exclude<Message, { role: 'assistant' | 'tool' }>;
type Assistant = Extract<Message, { role: 'assistant' }>;
type ToolResult = Extract<Message, { role: 'tool' }>;

const spokenKeys = new Set(Object.keys(spokenSchema.shape));
const assistantKeys = new Set(Object.keys(assistantSchema.shape));
const toolResultKeys = new Set(Object.keys(toolResultSchema.shape));

function parseSpoken(value: JsonObject, role: Spoken['role'], path: string): Message {
  const { content, name } = check(spokenSchema, value, path);
  const message: Writable<Spoken> = { role, content: parseContent(content, `${path}.content`) };
  if (typeof name === 'string') message.name = name;
  const extra = extraOf(wire, leftover(value, spokenKeys));
  if (extra) message.extra = extra;
  return message;
}

function parseToolResult(value: JsonObject, path: string): Message {
  const { content, tool_call_id: callId } = check(toolResultSchema, value, path);
  const message: Writable<ToolResult> = {
    role: 'tool',
    callId,
    content: parseContent(content, `${path}.content`),
  };
  const extra = extraOf(wire, leftover(value, toolResultKeys));
  if (extra) message.extra = extra;
  return message;
}

function parseAssistant(value: JsonObject, path: string): Message {
  const fields = check(assistantSchema, value, path);
  const content: OutputPart[] = [];
  let rest = leftover(value, assistantKeys);
  if (typeof fields.reasoning_content === 'string') {
    content.push({ type: 'reasoning', text: fields.reasoning_content });
  }
  // OpenRouter and newer vLLM say `reasoning`. The part remembers the spelling; an object of that name is not ours.
  const { reasoning } = value;
  if (typeof reasoning === 'string') {
    content.push({ type: 'reasoning', text: reasoning, extra: { wire, fields: { reasoning } } });
    rest = rest && leftover(rest, reasoningKeys);
  }
  if (fields.content !== null && fields.content !== undefined) {
    const raw = fields.content;
    for (const [at, part] of parseContent(raw, `${path}.content`).entries())
      content.push(asOutput(part, raw[at]));
  }
  if (typeof fields.refusal === 'string') content.push({ type: 'refusal', text: fields.refusal });
  const unknownCalls: Fields[] = [];
  for (const [at, call] of (fields.tool_calls ?? []).entries()) {
    const part = parseToolCall(call, `${path}.tool_calls[${at}]`);
    if (part) content.push(part);
    else unknownCalls.push(call as Fields);
  }
  if (unknownCalls.length > 0) setOwn((rest ??= {}), 'tool_calls', unknownCalls);
  const message: Writable<Assistant> = { role: 'assistant', content };
  if (typeof fields.name === 'string') message.name = fields.name;
  const extra = extraOf(wire, rest);
  if (extra) message.extra = extra;
  return message;
}

const reasoningKeys = new Set(['reasoning']);

/** An assistant says text and refusals; anything else is kept whole, as this wire wrote it. */
function asOutput(part: InputPart, raw: unknown): OutputPart {
  if (part.type === 'text' || part.type === 'refusal' || part.type === 'unknown') return part;
  return { type: 'unknown', wire, value: raw as JsonObject };
}

const toolCallKeys = new Set(Object.keys(toolCallSchema.shape));
const functionKeys = new Set(['name', 'arguments']);

/** Undefined for a call of a type that only this wire knows, such as `custom`. */
function parseToolCall(value: unknown, path: string): ToolCallPart | undefined {
  if (!isObject(value)) throw invalid(path, 'expected an object');
  if (value['type'] !== undefined && value['type'] !== null && value['type'] !== 'function') {
    check(typedSchema, value, path);
    return undefined;
  }
  const call = check(toolCallSchema, value, path);
  const { name, arguments: text } = call.function;
  const part: Writable<ToolCallPart> = { type: 'tool-call', id: call.id, name, arguments: text };
  const inside = under('function', leftover(call.function, functionKeys));
  const extra = extraOf(wire, joined(leftover(value, toolCallKeys), inside));
  if (extra) part.extra = extra;
  return part;
}
