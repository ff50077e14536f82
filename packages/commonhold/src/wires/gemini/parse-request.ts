import type { JsonObject } from '#base';
import type { CountCall, GenerateCall } from '#call';
import { check, invalid } from '../check-request.ts';
import { extraOf, type Fields, isObject, leftover, putAll } from '../own-fields.ts';
import type { RequestTarget } from '../wire.ts';
import { modelOfResource } from './address.ts';
import { parseConfig } from './parse-config.ts';
import { parseContents, parseInstruction } from './parse-content.ts';
import { parseToolConfig, parseTools } from './parse-tools.ts';
import { countNames, countSchema, keptSchema, requestNames, requestSchema } from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import { type Writable, wire } from './wire-name.ts';

export function parseRequest(body: JsonObject, target?: RequestTarget): GenerateCall {
  const rest: Fields = {};
  const stream = target?.stream ?? false;
  // The other form, an array that is filled as the answer comes, is what Google does when nothing else is asked for.
  if (stream && target?.form === 'json') rest['alt'] = 'json';
  return {
    operation: 'generate',
    ...parsePrompt(inCamelCase(body, requestNames, ''), rest, target),
    stream,
    // Streams of this wire always tell how many tokens there were.
    ...(stream ? { streamUsage: true } : {}),
  };
}

/** Contents alone, or a whole request to generate. */
export function parseCount(body: JsonObject, target?: RequestTarget): CountCall {
  const count = inCamelCase(body, countNames, '');
  check(countSchema, count, '');
  const { generateContentRequest: inner } = count;
  const request = isObject(inner) ? inner : body;
  return {
    operation: 'count',
    ...parsePrompt(inCamelCase(request, requestNames, ''), {}, target),
    stream: false,
  };
}

type Prompt = Omit<GenerateCall, 'operation' | 'stream' | 'streamUsage'>;

const requestKeys = new Set(Object.keys(requestSchema.shape));

function parsePrompt(request: JsonObject, rest: Fields, target: RequestTarget | undefined): Prompt {
  const read = check(requestSchema, request, '');
  const { contents, systemInstruction, tools, toolConfig, generationConfig } = request;
  putAll(rest, kept(request));
  const system = isObject(systemInstruction) ? parseInstruction(systemInstruction) : undefined;
  const messages = parseContents(contents ?? [], 'contents');
  const prompt: Writable<Prompt> = {
    model: modelOf(read.model, target),
    messages: system ? [system, ...messages] : messages,
    ...(isObject(generationConfig) ? parseConfig(generationConfig, rest) : { sampling: {} }),
  };
  if (tools !== undefined && tools !== null) {
    const { tools: functions, theirs } = parseTools(tools);
    if (functions.length > 0) prompt.tools = functions;
    if (theirs.length > 0) rest['tools'] = theirs;
  }
  const choice = isObject(toolConfig) ? parseToolConfig(toolConfig, rest) : undefined;
  if (choice) prompt.toolChoice = choice;
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  if (extra) prompt.extra = extra;
  return prompt;
}

/** Words of this wire that the neutral call has none for, once they are known to be of the right type. */
function kept(request: JsonObject): Fields {
  const rest: Fields = leftover(request, requestKeys) ?? {};
  if (Object.keys(rest).length > 0) check(keptSchema, rest, '');
  return rest;
}

/** The address names the model. A body that names another one means two things, and it is not ours to choose. */
export function modelOf(named: string | null | undefined, target: RequestTarget | undefined): string {
  const inBody = typeof named === 'string' && named !== '' ? modelOfResource(named) : undefined;
  const model = target?.model ?? inBody;
  if (model === undefined) throw invalid('model', 'expected in the address, as /models/NAME:generateContent');
  if (inBody !== undefined && inBody !== model) throw invalid('model', 'expected the model of the address');
  return model;
}
