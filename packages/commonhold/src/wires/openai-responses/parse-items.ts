import type { JsonObject } from '#base';
import type { Message, OutputPart, ReasoningPart, ToolCallPart } from '#call';
import { check, invalid } from '../check-request.ts';
import { extraOf, type Fields, isObject, leftover } from '../own-fields.ts';
import { parseInputContent, parseOutputContent } from './parse-content.ts';
import { itemSchemas, typedSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/**
 * The items of a conversation as messages. What a model said comes as several items here (thoughts, messages, calls of tools) and
 * is one message of the neutral call: those that follow each other belong together.
 */
export function parseItems(items: readonly unknown[]): Message[] {
  const messages: Message[] = [];
  let answer: OutputPart[] | undefined;
  for (const [at, value] of items.entries()) {
    const item = parseItem(value, `input[${at}]`);
    if (item.by === 'others') {
      answer = undefined;
      messages.push(item.message);
      continue;
    }
    if (answer === undefined) messages.push({ role: 'assistant', content: (answer = []) });
    answer.push(...apart(item.parts, answer));
  }
  return messages;
}

type Item =
  | { readonly by: 'model'; readonly parts: readonly OutputPart[] }
  | { readonly by: 'others'; readonly message: Message };

function parseItem(value: unknown, path: string): Item {
  if (isObject(value) && value['type'] === undefined) return parseMessage(value, path);
  const { type } = check(typedSchema, value, path);
  const item = value as JsonObject;
  switch (type) {
    case 'message':
      return parseMessage(item, path);
    case 'reasoning':
      return { by: 'model', parts: [parseReasoning(item, path)] };
    case 'function_call':
      return { by: 'model', parts: [parseFunctionCall(item, path)] };
    case 'custom_tool_call':
      return { by: 'model', parts: [parseCustomCall(item, path)] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { by: 'others', message: parseOutput(item, type, path) };
    case 'item_reference':
      throw invalid(
        `${path}.type`,
        'an item that lies at the vendor cannot be read or labelled here; send the item itself instead of item_reference',
      );
    default:
      return parseForeign(item, type);
  }
}

const messageKeys = new Set(['type', 'role', 'content']);

function parseMessage(value: JsonObject, path: string): Item {
  const { role, content } = check(itemSchemas.message, value, path);
  const rest = leftover(value, messageKeys);
  if (role !== 'assistant') {
    const extra = extraOf(wire, rest);
    const message: Message = { role, content: parseInputContent(content, `${path}.content`) };
    return { by: 'others', message: extra ? { ...message, extra } : message };
  }
  const [first, ...others] = parseOutputContent(content, `${path}.content`);
  if (first === undefined) return { by: 'model', parts: [] };
  return { by: 'model', parts: [rest ? beginning(first, rest) : first, ...others] };
}

/** What is said of a message as a whole stands at the first of its parts. */
function beginning(part: OutputPart, item: Fields): OutputPart {
  if (part.type === 'unknown') return part;
  return { ...part, extra: { wire, fields: { ...part.extra?.fields, item } } };
}

/** Two messages that follow each other stay two: the second is marked as one of its own where nothing else says so. */
function apart(parts: readonly OutputPart[], before: readonly OutputPart[]): readonly OutputPart[] {
  const [first, ...others] = parts;
  const last = before.at(-1);
  if (first === undefined || last === undefined || !isSaid(first) || !isSaid(last)) return parts;
  const marked = first.extra !== undefined && 'item' in first.extra.fields;
  return marked ? parts : [beginning(first, {}), ...others];
}

function isSaid(part: OutputPart): part is Extract<OutputPart, { type: 'text' | 'refusal' }> {
  return part.type === 'text' || part.type === 'refusal';
}

const reasoningKeys = new Set(['type']);

/** The item is kept whole, because its vendor takes thoughts back only as they were. */
function parseReasoning(item: JsonObject, path: string): ReasoningPart {
  const { summary, content } = check(itemSchemas.reasoning, item, path);
  const part: Writable<ReasoningPart> = { type: 'reasoning', text: thoughtOf(summary, content) };
  const extra = extraOf(wire, leftover(item, reasoningKeys));
  if (extra) part.extra = extra;
  return part;
}

type Pieces = readonly { readonly text: string }[] | null | undefined;

/** The thoughts themselves where they are told, and otherwise their summary. */
function thoughtOf(summary: Pieces, content: Pieces): string {
  const pieces = content && content.length > 0 ? content : (summary ?? []);
  return pieces.map(({ text }) => text).join(betweenThoughts);
}

/** Parts of a summary are paragraphs. */
export const betweenThoughts = '\n\n';

const functionKeys = new Set(['type', 'call_id', 'name', 'arguments']);
const customKeys = new Set(['type', 'call_id', 'name', 'input']);

function parseFunctionCall(item: JsonObject, path: string): ToolCallPart {
  const call = check(itemSchemas.function_call, item, path);
  const { call_id: id, name } = call;
  const part: Writable<ToolCallPart> = { type: 'tool-call', id, name, arguments: call.arguments };
  const extra = extraOf(wire, leftover(item, functionKeys));
  if (extra) part.extra = extra;
  return part;
}

/** A call whose argument is a text of any form. That it is one is kept, because other wires have no such calls. */
function parseCustomCall(item: JsonObject, path: string): ToolCallPart {
  const { call_id: id, name, input } = check(itemSchemas.custom_tool_call, item, path);
  const fields = { ...leftover(item, customKeys), custom_tool_call: {} };
  return { type: 'tool-call', id, name, arguments: input, extra: { wire, fields } };
}

const outputKeys = new Set(['type', 'call_id', 'output']);

type Result = Extract<Message, { role: 'tool' }>;

function parseOutput(item: JsonObject, type: string, path: string): Message {
  const { call_id: callId, output } = check(itemSchemas.output, item, path);
  const message: Writable<Result> = {
    role: 'tool',
    callId,
    content: parseInputContent(output, `${path}.output`),
  };
  const rest = leftover(item, outputKeys);
  const fields = type === 'custom_tool_call_output' ? { ...rest, [type]: {} } : rest;
  const extra = extraOf(wire, fields);
  if (extra) message.extra = extra;
  return message;
}

/** Kinds of items that a model makes, beside those whose name ends in `_call`. */
const madeByModels = new Set(['mcp_list_tools', 'mcp_approval_request', 'compaction', 'program']);

/**
 * An item of a tool that runs at the vendor, or of a kind that is newer than this codec: kept whole. Where it stands says who
 * made it: results are results, so that labels of what tools bring reach them.
 */
function parseForeign(item: JsonObject, type: string): Item {
  const part = { type: 'unknown', wire, value: { item } } as const;
  if (type.endsWith('_call') || madeByModels.has(type)) return { by: 'model', parts: [part] };
  const { call_id: callId } = item;
  const isResult = type.endsWith('_output') && typeof callId === 'string';
  return {
    by: 'others',
    message: isResult ? { role: 'tool', callId, content: [part] } : { role: 'user', content: [part] },
  };
}
