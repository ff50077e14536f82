import type { JsonObject } from '#base';
import type { InputPart, Message, OutputPart, ToolCallPart } from '#call';
import { check, invalid } from '../check-request.ts';
import { extraOf, type Fields, joined, leftover, under } from '../own-fields.ts';
import { parseImage } from './images.ts';
import { messageSchema, toolCallSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

const messageKeys = new Set(['role', 'content', 'images']);
const answerKeys = new Set(['role', 'content', 'thinking', 'tool_calls']);
const resultKeys = new Set(['role', 'content', 'images', 'tool_name', 'tool_call_id']);
const callKeys = new Set(['id', 'function']);
/** `index` says again where a call stands among the others. */
const functionKeys = new Set(['name', 'arguments', 'index']);

/** A call of a tool that was asked for earlier, and whether its result has come. */
interface Asked {
  readonly id: string;
  readonly name: string;
  answered: boolean;
}

/**
 * Calls of tools often have no ids here, and their results name the tool only, or nothing. Each call gets an id from where it stands,
 * and a result without one belongs to the first call of that name that has none.
 */
export function parseMessages(list: readonly unknown[]): readonly Message[] {
  const asked: Asked[] = [];
  return list.map((value, at) => parseMessage(value, at, asked));
}

function parseMessage(value: unknown, at: number, asked: Asked[]): Message {
  const path = `messages[${at}]`;
  const message = check(messageSchema, value, path);
  const body = value as JsonObject;
  const role = message.role.toLowerCase();
  switch (role) {
    case 'system':
    case 'user':
      return withExtra({ role, content: inputParts(message) }, leftover(body, messageKeys));
    case 'assistant': {
      const calls = parseToolCalls(message.tool_calls ?? [], at, asked);
      return withExtra({ role, content: outputParts(message, calls) }, leftover(body, answerKeys));
    }
    case 'tool': {
      const found = askedFor(message, asked);
      if (found) found.answered = true;
      const callId = message.tool_call_id ?? found?.id ?? `call_${at}`;
      const name = message.tool_name;
      // The name that the call itself has already says nothing new.
      const own = typeof name === 'string' && name !== found?.name ? { tool_name: name } : undefined;
      return withExtra(
        { role, callId, content: inputParts(message) },
        joined(leftover(body, resultKeys), own),
      );
    }
    default:
      throw invalid(`${path}.role`, 'expected "system", "user", "assistant" or "tool"');
  }
}

function withExtra<M extends Message>(message: M, fields: Fields | undefined): M {
  const extra = extraOf(wire, fields);
  return extra ? { ...message, extra } : message;
}

type Read = ReturnType<typeof messageSchema.parse>;

function inputParts({ content, images }: Read): readonly InputPart[] {
  const parts: InputPart[] = (images ?? []).map(parseImage);
  const text = content ?? '';
  if (text !== '' || parts.length === 0) parts.unshift({ type: 'text', text });
  return parts;
}

function outputParts({ content, thinking }: Read, calls: readonly ToolCallPart[]): readonly OutputPart[] {
  const parts: OutputPart[] = [];
  if (typeof thinking === 'string' && thinking !== '') parts.push({ type: 'reasoning', text: thinking });
  const text = content ?? '';
  if (text !== '' || (parts.length === 0 && calls.length === 0)) parts.push({ type: 'text', text });
  return [...parts, ...calls];
}

function parseToolCalls(list: readonly unknown[], message: number, asked: Asked[]): ToolCallPart[] {
  return list.map((value, at) => {
    const call = check(toolCallSchema, value, `messages[${message}].tool_calls[${at}]`);
    const { name, arguments: given } = call.function;
    const part: Writable<ToolCallPart> = {
      type: 'tool-call',
      id: call.id ?? `call_${message}_${at}`,
      name,
      arguments: JSON.stringify(given ?? {}),
    };
    const extra = extraOf(
      wire,
      joined(
        leftover(value as JsonObject, callKeys),
        under('function', leftover(call.function as JsonObject, functionKeys)),
      ),
    );
    if (extra) part.extra = extra;
    asked.push({ id: part.id, name, answered: false });
    return part;
  });
}

function askedFor({ tool_call_id: id, tool_name: name }: Read, asked: readonly Asked[]): Asked | undefined {
  if (typeof id === 'string') return asked.findLast((call) => call.id === id);
  return asked.find((call) => !call.answered && (typeof name !== 'string' || call.name === name));
}
