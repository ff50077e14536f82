import type { JsonObject } from '#base';
import type { CountCall, GenerateCall, Message, OutputFormat, Sampling, Tool, ToolChoice } from '#call';
import { check, invalid } from '../check-request.ts';
import { declaredTool } from '../declared-tool.ts';
import { extraOf, type Fields, isObject, leftover } from '../own-fields.ts';
import { blocksOf, parseInputBlock } from './parse-blocks.ts';
import { parseMessage } from './parse-message.ts';
import {
  countSchema,
  jsonFormatSchema,
  keptSchema,
  requestSchema,
  toolChoiceSchema,
  toolSchema,
  typedSchema,
} from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

const requestKeys = new Set(Object.keys(requestSchema.shape));
const countKeys = new Set(Object.keys(countSchema.shape));

export function parseRequest(body: JsonObject): GenerateCall {
  const request = check(requestSchema, body, '');
  const stream = request.stream ?? false;
  const call: Writable<GenerateCall> = {
    operation: 'generate',
    ...parsePrompt(request, kept(body, requestKeys)),
    sampling: parseSampling(request),
    maxOutputTokens: request.max_tokens,
    stream,
  };
  if (request.stop_sequences) call.stop = request.stop_sequences;
  // Streams of this wire always tell how many tokens there were.
  if (stream) call.streamUsage = true;
  // This wire goes on with an answer whenever it is the last thing that was said.
  if (isBegunAnswer(call.messages.at(-1))) call.continueAnswer = { repeat: false };
  return call;
}

export function parseCount(body: JsonObject): CountCall {
  const request = check(countSchema, body, '');
  return {
    operation: 'count',
    ...parsePrompt(request, kept(body, countKeys)),
    sampling: {},
    stream: false,
  };
}

/** Words of this wire that the neutral call has none for, once they are known to be of the right type. */
function kept(body: JsonObject, known: ReadonlySet<string>): Fields {
  const rest: Fields = leftover(body, known) ?? {};
  if (Object.keys(rest).length > 0) check(keptSchema, rest, '');
  return rest;
}

type Request = ReturnType<typeof requestSchema.parse>;
type Prompt = Pick<
  GenerateCall,
  'model' | 'messages' | 'tools' | 'toolChoice' | 'parallelToolCalls' | 'output' | 'reasoning' | 'extra'
>;

/** What the model is given to read, and how it shall answer. */
function parsePrompt(request: ReturnType<typeof countSchema.parse>, rest: Fields): Prompt {
  const messages = request.messages.flatMap((message, at) => parseMessage(message, `messages[${at}]`));
  const system = parseSystem(request.system);
  const prompt: Writable<Prompt> = {
    model: request.model,
    messages: system ? [system, ...messages] : messages,
  };
  if (request.tools) {
    const { tools, unknown } = parseTools(request.tools);
    prompt.tools = tools;
    if (unknown.length > 0) rest['tools'] = unknown;
  }
  if (request.tool_choice) parseToolChoice(request.tool_choice, prompt, rest);
  if (request.thinking) rest['thinking'] = request.thinking as JsonObject;
  if (request.output_config) parseOutput(request.output_config as JsonObject, prompt, rest);
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  if (extra) prompt.extra = extra;
  return prompt;
}

function parseSystem(system: Request['system']): Message | undefined {
  if (system === null || system === undefined) return undefined;
  const content = blocksOf(system).map((block, at) => parseInputBlock(block, `system[${at}]`));
  return content.length === 0 ? undefined : { role: 'system', content };
}

function isBegunAnswer(message: Message | undefined): boolean {
  return message?.role === 'assistant' && message.content.every((part) => part.type !== 'tool-call');
}

function parseSampling(request: Request): Sampling {
  const sampling: Writable<Sampling> = {};
  if (typeof request.temperature === 'number') sampling.temperature = request.temperature;
  if (typeof request.top_p === 'number') sampling.topP = request.top_p;
  if (typeof request.top_k === 'number') sampling.topK = request.top_k;
  return sampling;
}

const toolKeys = new Set(['name', 'description', 'input_schema', 'strict']);

/** Tools that run at Anthropic have a type of their own; they are kept whole. */
function parseTools(list: readonly unknown[]): { tools: Tool[]; unknown: Fields[] } {
  const tools: Tool[] = [];
  const unknown: Fields[] = [];
  for (const [at, value] of list.entries()) {
    const path = `tools[${at}]`;
    if (isObject(value) && value['type'] !== undefined && value['type'] !== 'custom') {
      check(typedSchema, value, path);
      unknown.push({ ...value });
      continue;
    }
    const definition = check(toolSchema, value, path);
    const extra = extraOf(wire, leftover(value as JsonObject, toolKeys));
    tools.push(declaredTool(definition, definition.input_schema, extra));
  }
  return { tools, unknown };
}

const choices = { auto: 'auto', any: 'required', none: 'none' } as const;
const toolChoiceKeys = new Set(Object.keys(toolChoiceSchema.shape));

function parseToolChoice(choice: object, prompt: Writable<Prompt>, rest: Fields): void {
  const { type, name, disable_parallel_tool_use: alone } = check(toolChoiceSchema, choice, 'tool_choice');
  if (type === 'tool' && typeof name !== 'string') throw invalid('tool_choice.name', 'expected a string');
  prompt.toolChoice =
    type === 'tool' ? { type: 'tool', name: name ?? '' } : ({ type: choices[type] } satisfies ToolChoice);
  if (typeof alone === 'boolean') prompt.parallelToolCalls = !alone;
  const more = leftover(choice as JsonObject, toolChoiceKeys);
  if (more) rest['tool_choice'] = more;
}

const outputKeys = new Set(['effort', 'format']);
const formatKeys = new Set(['type', 'schema']);

/** This wire gives a schema no name, and other wires want one; it has no effect on what is answered. */
export const formatName = 'answer';

/** What this wire promises of a schema is that the answer fits it. */
function parseOutput(value: JsonObject, prompt: Writable<Prompt>, rest: Fields): void {
  const { effort, format } = value;
  if (typeof effort === 'string') prompt.reasoning = { effort };
  const more: Fields = leftover(value, outputKeys) ?? {};
  if (isObject(format) && format['type'] === 'json_schema') {
    check(jsonFormatSchema, format, 'output_config.format');
    const output: OutputFormat = {
      type: 'json-schema',
      name: formatName,
      schema: format['schema'] as JsonObject,
      strict: true,
    };
    prompt.output = output;
    const inside = leftover(format, formatKeys);
    if (inside) more['format'] = inside;
  } else if (isObject(format)) {
    more['format'] = format;
  }
  if (Object.keys(more).length > 0) rest['output_config'] = more;
}
