import type { JsonObject } from '#base';
import type { CountCall, GenerateCall, Message, OutputFormat, Tool, ToolChoice } from '#call';
import { check } from '../check-request.ts';
import { declaredFormat, declaredTool } from '../declared-tool.ts';
import { extraOf, type Fields, leftover, withoutNulls } from '../own-fields.ts';
import { parseSampling } from '../sampling-fields.ts';
import { parseItems } from './parse-items.ts';
import {
  countSchema,
  formatSchema,
  keptSchema,
  requestSchema,
  toolChoiceSchema,
  toolSchema,
  typedSchema,
} from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

const requestKeys = new Set(Object.keys(requestSchema.shape));
const countKeys = new Set(Object.keys(countSchema.shape));

/** What makes this wire tell log-probabilities. */
export const logprobsIncluded = 'message.output_text.logprobs';

export function parseRequest(body: JsonObject): GenerateCall {
  const request = check(requestSchema, body, '');
  const rest = kept(body, requestKeys);
  const stream = request.stream ?? false;
  const call: Writable<GenerateCall> = {
    operation: 'generate',
    ...parsePrompt(request, rest),
    sampling: parseSampling(request),
    stream,
  };
  // Streams of this wire always tell how many tokens there were.
  if (stream) call.streamUsage = true;
  if (typeof request.max_output_tokens === 'number') call.maxOutputTokens = request.max_output_tokens;
  parseLogprobs(request, call, rest);
  if (request.stop !== null && request.stop !== undefined) {
    call.stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  }
  if (typeof request.deterministic === 'boolean') call.deterministic = request.deterministic;
  if (request.metadata) call.metadata = request.metadata as JsonObject;
  // No other wire has answers kept at the vendor unless that is asked for, so what is worth a word is that they shall be.
  if (request.store === true) rest['store'] = true;
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  if (extra) call.extra = extra;
  return call;
}

export function parseCount(body: JsonObject): CountCall {
  const request = check(countSchema, body, '');
  const rest = kept(body, countKeys);
  const prompt = parsePrompt(request, rest);
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  return { operation: 'count', ...prompt, sampling: {}, stream: false, ...(extra ? { extra } : {}) };
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
  'model' | 'messages' | 'tools' | 'toolChoice' | 'parallelToolCalls' | 'output' | 'reasoning'
>;

/** What the model is given to read, and how it shall answer. */
function parsePrompt(request: ReturnType<typeof countSchema.parse>, rest: Fields): Prompt {
  const prompt: Writable<Prompt> = { model: request.model, messages: parseMessages(request) };
  if (request.tools) {
    const { tools, unknown } = parseTools(request.tools);
    if (tools.length > 0 || unknown.length === 0) prompt.tools = tools;
    if (unknown.length > 0) rest['tools'] = unknown;
  }
  if (request.tool_choice) {
    const { choice, kept: whole } = parseToolChoice(request.tool_choice);
    if (choice) prompt.toolChoice = choice;
    if (whole) rest['tool_choice'] = whole;
  }
  if (typeof request.parallel_tool_calls === 'boolean') {
    prompt.parallelToolCalls = request.parallel_tool_calls;
  }
  if (request.text) parseText(request.text as JsonObject, prompt, rest);
  if (request.reasoning) {
    const { effort } = request.reasoning;
    if (typeof effort === 'string') prompt.reasoning = { effort };
    const more = withoutNulls(leftover(request.reasoning as JsonObject, effortKeys));
    if (more) rest['reasoning'] = more;
  }
  return prompt;
}

const effortKeys = new Set(['effort']);

function parseMessages({ input, instructions }: Pick<Request, 'input' | 'instructions'>): Message[] {
  const said: Message[] =
    typeof input === 'string'
      ? [{ role: 'user', content: [{ type: 'text', text: input }] }]
      : parseItems(input ?? []);
  if (typeof instructions !== 'string') return said;
  return [{ role: 'system', content: [{ type: 'text', text: instructions }] }, ...said];
}

/** Asked for among what an answer shall include; how many alternatives stands elsewhere. */
function parseLogprobs(request: Request, call: Writable<GenerateCall>, rest: Fields): void {
  const included = request.include ?? [];
  const others = included.filter((what) => what !== logprobsIncluded);
  if (others.length > 0) rest['include'] = others;
  const alternatives = request.top_logprobs;
  if (others.length < included.length) call.logprobs = { alternatives: alternatives ?? 0 };
  else if (typeof alternatives === 'number') rest['top_logprobs'] = alternatives;
}

const toolKeys = new Set(Object.keys(toolSchema.shape));

/** Tools that run at the vendor, and those that take a text of any form, are kept whole. */
function parseTools(list: readonly unknown[]): { tools: Tool[]; unknown: Fields[] } {
  const tools: Tool[] = [];
  const unknown: Fields[] = [];
  for (const [at, value] of list.entries()) {
    const path = `tools[${at}]`;
    if (check(typedSchema, value, path).type !== 'function') {
      unknown.push(value as Fields);
      continue;
    }
    const definition = check(toolSchema, value, path);
    const extra = extraOf(wire, leftover(value as JsonObject, toolKeys));
    tools.push(declaredTool(definition, definition.parameters, extra));
  }
  return { tools, unknown };
}

const toolChoiceKeys = new Set(Object.keys(toolChoiceSchema.shape));

/** A choice that the neutral call has no word for, such as `allowed_tools`, is kept whole. */
function parseToolChoice(value: NonNullable<Request['tool_choice']>): { choice?: ToolChoice; kept?: Fields } {
  if (typeof value === 'string') return { choice: { type: value } };
  if (value.type !== 'function') return { kept: value };
  const { name } = check(toolChoiceSchema, value, 'tool_choice');
  const more = leftover(value, toolChoiceKeys);
  return { choice: { type: 'tool', name }, ...(more ? { kept: more } : {}) };
}

const textKeys = new Set(['format']);
const plainFormatKeys = new Set(['type']);
const schemaFormatKeys = new Set(Object.keys(formatSchema.shape));

function parseText(text: JsonObject, prompt: Writable<Prompt>, rest: Fields): void {
  const more = withoutNulls(leftover(text, textKeys));
  if (more) rest['text'] = more;
  const { format } = text;
  if (format === null || format === undefined) return;
  const { output, kept: whole } = parseFormat(format as JsonObject);
  if (output) prompt.output = output;
  // Apart from how much is said, because without it the answer would be another.
  if (whole) rest['format'] = whole;
}

function parseFormat(format: JsonObject): { output?: OutputFormat; kept?: Fields } {
  const { type } = check(typedSchema, format, 'text.format');
  switch (type) {
    case 'text':
    case 'json_object': {
      if (leftover(format, plainFormatKeys)) return { kept: format };
      return { output: { type: type === 'text' ? 'text' : 'json' } };
    }
    case 'json_schema': {
      const wanted = check(formatSchema, format, 'text.format');
      const more = leftover(format, schemaFormatKeys);
      return { output: declaredFormat(wanted, wanted.schema), ...(more ? { kept: more } : {}) };
    }
    default:
      return { kept: format };
  }
}
