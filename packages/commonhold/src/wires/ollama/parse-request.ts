import type { JsonObject } from '#base';
import type { GenerateCall, InputPart, Message, OutputFormat, Tool } from '#call';
import { check, invalid } from '../check-request.ts';
import { declaredTool } from '../declared-tool.ts';
import { extraOf, type Fields, isObject, joined, leftover, under } from '../own-fields.ts';
import type { RequestTarget } from '../wire.ts';
import { parseImage } from './images.ts';
import { parseOptions } from './options.ts';
import { parseMessages } from './parse-message.ts';
import { chatSchema, generateSchema, keptSchema, toolSchema, typedSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/** The forms of answers that this wire's addresses ask for: a message, a text, vectors, one vector. */
export const forms = {
  chat: 'chat',
  generate: 'generate',
  embed: 'embed',
  embeddings: 'embeddings',
} as const;

/**
 * The field that remembers, among those that are kept, that a call came to `/api/generate` and not to `/api/chat`, or to
 * `/api/embeddings` and not to `/api/embed`. What was in it stands in the call itself.
 */
export const promptMark = 'prompt';

const chatKeys = new Set(Object.keys(chatSchema.shape));
const generateKeys = new Set(Object.keys(generateSchema.shape));

export function parseRequest(body: JsonObject, target?: RequestTarget): GenerateCall {
  return target?.form === forms.generate ? parseGenerate(body) : parseChat(body);
}

function parseChat(body: JsonObject): GenerateCall {
  const request = check(chatSchema, body, '');
  const messages = parseMessages(request.messages);
  const rest = kept(body, chatKeys);
  const { tools, unknown } = parseTools(request.tools ?? undefined);
  if (unknown.length > 0) rest['tools'] = unknown;
  const call = sharedCall(request, body, messages, rest);
  if (tools) call.tools = tools;
  return finished(call, rest);
}

/** A prompt, with instructions before it, is a conversation of one turn. */
function parseGenerate(body: JsonObject): GenerateCall {
  const request = check(generateSchema, body, '');
  const said: InputPart[] = [];
  if (typeof request.prompt === 'string' && request.prompt !== '') {
    said.push({ type: 'text', text: request.prompt });
  }
  for (const image of request.images ?? []) said.push(parseImage(image));
  const messages: Message[] = [];
  if (typeof request.system === 'string' && request.system !== '') {
    messages.push({ role: 'system', content: [{ type: 'text', text: request.system }] });
  }
  if (said.length > 0) messages.push({ role: 'user', content: said });
  const rest = kept(body, generateKeys);
  rest[promptMark] = '';
  return finished(sharedCall(request, body, messages, rest), rest);
}

type Shared = Omit<ReturnType<typeof chatSchema.parse>, 'messages' | 'tools' | 'prompt'>;

function sharedCall(
  request: Shared,
  body: JsonObject,
  messages: readonly Message[],
  rest: Fields,
): Writable<GenerateCall> {
  const { sampling, maxOutputTokens, stop, rest: options } = parseOptions(body['options'] as JsonObject);
  if (options) rest['options'] = options;
  // Streams are what this wire gives unless somebody says otherwise, and they always tell how many tokens there were.
  const stream = request.stream ?? true;
  const call: Writable<GenerateCall> = {
    operation: 'generate',
    model: request.model,
    messages,
    sampling,
    stream,
    ...(stream ? { streamUsage: true } : {}),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(stop ? { stop } : {}),
  };
  const output = parseFormat(body['format']);
  if (output) call.output = output;
  if (typeof request.think === 'string') call.reasoning = { effort: request.think };
  else if (typeof request.think === 'boolean') rest['think'] = request.think;
  const { logprobs, top_logprobs: alternatives } = request;
  if (logprobs === true) call.logprobs = { alternatives: alternatives ?? 0 };
  else if (typeof alternatives === 'number') rest['top_logprobs'] = alternatives;
  // Models of this wire go on with an answer when it is the last thing that was said.
  if (isBegunAnswer(messages.at(-1))) call.continueAnswer = { repeat: false };
  return call;
}

function finished(call: Writable<GenerateCall>, rest: Fields): GenerateCall {
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  if (extra) call.extra = extra;
  return call;
}

/** Words of this wire that the neutral call has none for, once they are known to be of the right type. */
export function kept(body: JsonObject, known: ReadonlySet<string>): Fields {
  const rest: Fields = leftover(body, known) ?? {};
  if (Object.keys(rest).length > 0) check(keptSchema, rest, '');
  return rest;
}

function isBegunAnswer(message: Message | undefined): boolean {
  return message?.role === 'assistant' && message.content.every((part) => part.type !== 'tool-call');
}

/** This wire gives a schema no name, and other wires want one; it has no effect on what is answered. */
export const formatName = 'answer';

/** What this wire promises of a schema is that the answer fits it. An empty text asks for nothing. */
function parseFormat(format: unknown): OutputFormat | undefined {
  if (format === undefined || format === null || format === '') return undefined;
  if (format === 'json') return { type: 'json' };
  if (isObject(format)) return { type: 'json-schema', name: formatName, schema: format, strict: true };
  throw invalid('format', 'expected "json" or a JSON schema');
}

const toolKeys = new Set(['type', 'function']);
const functionKeys = new Set(['name', 'description', 'parameters']);

function parseTools(list: readonly unknown[] | undefined): { tools?: readonly Tool[]; unknown: Fields[] } {
  const unknown: Fields[] = [];
  if (list === undefined) return { unknown };
  const tools: Tool[] = [];
  for (const [at, value] of list.entries()) {
    const path = `tools[${at}]`;
    if (isObject(value) && typeof value['type'] === 'string' && value['type'] !== 'function') {
      check(typedSchema, value, path);
      unknown.push({ ...value });
      continue;
    }
    const { function: definition } = check(toolSchema, value, path);
    const extra = extraOf(
      wire,
      joined(
        leftover(value as JsonObject, toolKeys),
        under('function', leftover(definition as JsonObject, functionKeys)),
      ),
    );
    tools.push(declaredTool(definition, definition.parameters, extra));
  }
  return { tools, unknown };
}
