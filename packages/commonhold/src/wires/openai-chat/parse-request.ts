import type { JsonObject } from '#base';
import type { GenerateCall, OutputFormat, Tool, ToolChoice } from '#call';
import { declaredFormat, declaredTool } from '../declared-tool.ts';
import { extraOf, joined, leftover, under, type Fields } from '../own-fields.ts';
import { parseSampling } from '../sampling-fields.ts';
import { parseMessage } from './parse-message.ts';
import { check, invalid } from '../check-request.ts';
import {
  jsonSchemaFormatSchema,
  keptSchema,
  requestSchema,
  toolChoiceSchema,
  toolSchema,
  typedSchema,
} from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

const requestKeys = new Set(Object.keys(requestSchema.shape));

export function parseRequest(body: JsonObject): GenerateCall {
  const request = check(requestSchema, body, '');
  const rest: Fields = leftover(body, requestKeys) ?? {};
  if (Object.keys(rest).length > 0) check(keptSchema, rest, '');
  const call: Writable<GenerateCall> = {
    operation: 'generate',
    model: request.model,
    messages: request.messages.map((message, at) => parseMessage(message, `messages[${at}]`)),
    sampling: parseSampling(request),
    stream: request.stream ?? false,
  };
  if (request.tools) {
    const { tools, unknown } = parseTools(request.tools);
    call.tools = tools;
    if (unknown.length > 0) rest['tools'] = unknown;
  }
  if (request.tool_choice) {
    const { choice, kept } = parseToolChoice(request.tool_choice);
    if (choice) call.toolChoice = choice;
    if (kept) rest['tool_choice'] = kept;
  }
  if (request.response_format) {
    const { format, kept } = parseFormat(request.response_format);
    if (format) call.output = format;
    if (kept) rest['response_format'] = kept;
  }
  const streamOptions = request.stream_options;
  if (streamOptions) {
    if (typeof streamOptions.include_usage === 'boolean') call.streamUsage = streamOptions.include_usage;
    const kept = leftover(streamOptions as JsonObject, streamOptionKeys);
    if (kept) rest['stream_options'] = kept;
  }
  if (typeof request.parallel_tool_calls === 'boolean') call.parallelToolCalls = request.parallel_tool_calls;
  if (request.stop !== null && request.stop !== undefined) {
    call.stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  }
  if (typeof request.n === 'number') call.choices = request.n;
  if (request.logprobs) call.logprobs = { alternatives: request.top_logprobs ?? 0 };
  else if (request.top_logprobs) throw invalid('top_logprobs', 'expected "logprobs": true beside it');
  parseContinuation(request, call, rest);
  parseTokenLimit(request, call, rest);
  if (typeof request.reasoning_effort === 'string') call.reasoning = { effort: request.reasoning_effort };
  if (typeof request.deterministic === 'boolean') call.deterministic = request.deterministic;
  if (request.metadata) call.metadata = request.metadata as JsonObject;
  if (Object.keys(rest).length > 0) call.extra = { wire, fields: rest };
  return call;
}

type Request = ReturnType<typeof requestSchema.parse>;

const streamOptionKeys = new Set(['include_usage']);

/**
 * `max_tokens` and `max_completion_tokens` mean the same. Which one was used is remembered among the extra fields,
 * because OpenAI's newer models refuse the first and older servers overlook the second.
 */
function parseTokenLimit(request: Request, call: Writable<GenerateCall>, rest: Fields): void {
  const { max_tokens: old, max_completion_tokens: current } = request;
  if (typeof old === 'number' && typeof current === 'number' && old !== current) {
    throw invalid('max_tokens', 'expected the same number as max_completion_tokens, or only one of the two');
  }
  const limit = current ?? old;
  if (typeof limit !== 'number') return;
  if (limit === 0 && !(call.continueAnswer?.repeat === true && call.logprobs)) {
    const field = typeof current === 'number' ? 'max_completion_tokens' : 'max_tokens';
    throw invalid(
      field,
      'expected at least 1, or 0 together with continue_final_message, echo and logprobs, which only scores an answer',
    );
  }
  call.maxOutputTokens = limit;
  if (typeof current === 'number') rest['max_completion_tokens'] = current;
  if (typeof old === 'number' && typeof current === 'number') rest['max_tokens'] = old;
}

/**
 * `continue_final_message` keeps the last message open. Without it the fields that go with it have meanings of other
 * servers, and are kept as they are.
 */
function parseContinuation(request: Request, call: Writable<GenerateCall>, rest: Fields): void {
  const { continue_final_message: continues, add_generation_prompt: opens, echo } = request;
  const tokens = request.prefix_token_ids;
  if (continues !== true) {
    if (tokens) throw invalid('prefix_token_ids', 'expected "continue_final_message": true beside it');
    if (continues === false) rest['continue_final_message'] = false;
    if (typeof opens === 'boolean') rest['add_generation_prompt'] = opens;
    if (typeof echo === 'boolean') rest['echo'] = echo;
    return;
  }
  if (opens === true) {
    throw invalid('add_generation_prompt', 'expected false beside "continue_final_message": true');
  }
  call.continueAnswer = { repeat: echo === true, ...(tokens ? { tokens } : {}) };
}

const toolKeys = new Set(Object.keys(toolSchema.shape));
const functionKeys = new Set(Object.keys(toolSchema.shape.function.shape));

function parseTools(list: readonly unknown[]): { tools: Tool[]; unknown: Fields[] } {
  const tools: Tool[] = [];
  const unknown: Fields[] = [];
  for (const [at, value] of list.entries()) {
    const path = `tools[${at}]`;
    if (check(typedSchema, value, path).type !== 'function') {
      unknown.push(value as Fields);
      continue;
    }
    const definition = check(toolSchema, value, path).function;
    const inside = under('function', leftover(definition as JsonObject, functionKeys));
    const extra = extraOf(wire, joined(leftover(value as JsonObject, toolKeys), inside));
    tools.push(declaredTool(definition, definition.parameters, extra));
  }
  return { tools, unknown };
}

const toolChoiceKeys = new Set(Object.keys(toolChoiceSchema.shape));
const toolChoiceFunctionKeys = new Set(['name']);

/** A choice that the neutral call has no word for, such as `allowed_tools`, is kept whole. */
function parseToolChoice(value: NonNullable<Request['tool_choice']>): { choice?: ToolChoice; kept?: Fields } {
  if (typeof value === 'string') return { choice: { type: value } };
  if (value.type !== 'function') return { kept: value };
  const { function: definition } = check(toolChoiceSchema, value, 'tool_choice');
  const inside = under('function', leftover(definition, toolChoiceFunctionKeys));
  const kept = joined(leftover(value, toolChoiceKeys), inside);
  return { choice: { type: 'tool', name: definition.name }, ...(kept ? { kept } : {}) };
}

const plainFormatKeys = new Set(['type']);
const formatKeys = new Set(Object.keys(jsonSchemaFormatSchema.shape));
const formatSchemaKeys = new Set(Object.keys(jsonSchemaFormatSchema.shape.json_schema.shape));

/** A format of a type that the neutral call has no word for is kept whole, and so is JSON with a schema at its side. */
function parseFormat(value: JsonObject & { type: string }): { format?: OutputFormat; kept?: Fields } {
  switch (value.type) {
    case 'text':
    case 'json_object': {
      const kept = leftover(value, plainFormatKeys);
      if (kept) return { kept: value };
      return { format: { type: value.type === 'text' ? 'text' : 'json' } };
    }
    case 'json_schema': {
      const { json_schema: wanted } = check(jsonSchemaFormatSchema, value, 'response_format');
      const inside = under('json_schema', leftover(wanted as JsonObject, formatSchemaKeys));
      const kept = joined(leftover(value, formatKeys), inside);
      return { format: declaredFormat(wanted, wanted.schema), ...(kept ? { kept } : {}) };
    }
    default:
      return { kept: value };
  }
}
