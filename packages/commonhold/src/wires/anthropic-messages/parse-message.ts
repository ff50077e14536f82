import type { JsonObject } from '#base';
import type { InputPart, Message } from '#call';
import { check } from '../check-request.ts';
import { extraOf, isObject, leftover } from '../own-fields.ts';
import { blocksOf, parseInputBlock, parseOutputBlock } from './parse-blocks.ts';
import { blockSchemas, messageSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

const messageKeys = new Set(['role', 'content']);
const resultKeys = new Set(['type', 'tool_use_id', 'content']);

type Spoken = Exclude<Message, { role: 'assistant' | 'tool' }>;
type ToolResult = Extract<Message, { role: 'tool' }>;

/**
 * One message of this wire as messages of the neutral call: results of tools, which are blocks of the user here, are messages of
 * their own there. The order stays as it was.
 */
export function parseMessage(value: unknown, path: string): Message[] {
  const { role, content } = check(messageSchema, value, path);
  const extra = extraOf(wire, leftover(value as JsonObject, messageKeys));
  const blocks = blocksOf(content);
  if (role === 'assistant') {
    const parts = blocks.map((block, at) => parseOutputBlock(block, `${path}.content[${at}]`));
    return [{ role, content: parts, ...(extra ? { extra } : {}) }];
  }
  const messages: Message[] = [];
  let said: InputPart[] = [];
  const end = (): void => {
    if (said.length > 0) messages.push({ role, content: said });
    said = [];
  };
  for (const [at, block] of blocks.entries()) {
    const place = `${path}.content[${at}]`;
    if (isObject(block) && block['type'] === 'tool_result') {
      end();
      messages.push(parseResult(block, place));
    } else {
      said.push(parseInputBlock(block, place));
    }
  }
  end();
  if (extra === undefined && messages.length > 0) return messages;
  // What is said of the message as a whole belongs to a message that is the user's, and not to a tool's.
  const last = messages.at(-1);
  if (last?.role !== role) return [...messages, { role, content: [], ...(extra ? { extra } : {}) }];
  const whole: Writable<Spoken> = { ...last };
  if (extra) whole.extra = extra;
  return [...messages.slice(0, -1), whole];
}

function parseResult(block: JsonObject, path: string): Message {
  const { tool_use_id: callId, content } = check(blockSchemas.tool_result, block, path);
  const blocks = content === null || content === undefined ? [] : blocksOf(content);
  const message: Writable<ToolResult> = {
    role: 'tool',
    callId,
    content: blocks.map((inner, at) => parseInputBlock(inner, `${path}.content[${at}]`)),
  };
  const extra = extraOf(wire, leftover(block, resultKeys));
  if (extra) message.extra = extra;
  return message;
}
