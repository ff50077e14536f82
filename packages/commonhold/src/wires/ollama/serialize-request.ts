import type { Json } from '#base';
import type { Call, GenerateCall, OutputFormat, Tool } from '#call';
import { answerToContinue } from '#call';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isList } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';
import { serializeOptions } from './options.ts';
import { promptMark } from './parse-request.ts';
import { serializeMessages } from './serialize-message.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

/** The call came by one of the addresses of this wire that take a prompt, and its answer has the form that belongs to it. */
export function isPrompt({ extra }: Call): boolean {
  return extra?.wire === wire && promptMark in extra.fields;
}

export function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  refuseInexpressible(call);
  const fields: Fields = { model, ...serializeTurns(call, warnings) };
  const tools = serializeTools(call, warnings);
  put(fields, 'tools', tools);
  put(fields, 'format', call.output && serializeFormat(call.output, warnings));
  put(fields, 'options', serializeOptions(call, warnings));
  put(fields, 'think', serializeEffort(call));
  if (call.logprobs) {
    fields['logprobs'] = true;
    if (call.logprobs.alternatives > 0) fields['top_logprobs'] = call.logprobs.alternatives;
  }
  // Streams are what this wire gives when nobody says.
  fields['stream'] = call.stream;
  if (call.metadata !== undefined) {
    warnings.push({
      feature: 'metadata',
      detail: 'metadata has no counterpart on this wire and was not sent.',
    });
  }
  putExtra(fields, call);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function put(fields: Fields, name: string, value: Json | undefined): void {
  if (value !== undefined) fields[name] = value;
}

function serializeTurns(call: GenerateCall, warnings: Warning[]): Fields {
  const messages = serializeMessages(call.messages, warnings);
  if (!isPrompt(call)) return { messages };
  const fields: Fields = {};
  for (const { role, content, images } of messages) {
    if (role === 'system') put(fields, 'system', content);
    else {
      put(fields, 'prompt', content);
      put(fields, 'images', images);
    }
  }
  return fields;
}

function serializeTools(call: GenerateCall, warnings: Warning[]): Json | undefined {
  const { tools, toolChoice, parallelToolCalls } = call;
  if (tools === undefined) return undefined;
  if (parallelToolCalls === false) {
    warnings.push({
      feature: 'parallel_tool_calls',
      detail: 'This wire cannot ask for one call of a tool at a time; there may be several.',
    });
  }
  switch (toolChoice?.type) {
    case 'required':
      throw notExpressible('That a tool must be called', wire);
    case 'tool':
      throw notExpressible('Which tool must be called', wire);
    case 'none':
      warnings.push({
        feature: 'tool_choice',
        detail: 'That no tool may be called is said on this wire by not naming any; the tools were not sent.',
      });
      return undefined;
    case 'auto':
    case undefined:
      return tools.map((tool) => serializeTool(tool, warnings));
  }
}

function serializeTool(tool: Tool, warnings: Warning[]): Fields {
  const definition: Fields = { name: tool.name };
  put(definition, 'description', tool.description);
  // This wire wants a schema for every tool; one without arguments has an empty object.
  definition['parameters'] = tool.parameters ?? { type: 'object', properties: {} };
  if (tool.strict !== undefined && !warnings.some(({ feature }) => feature === 'strict')) {
    warnings.push({ feature: 'strict', detail: 'strict has no counterpart in the tools of this wire.' });
  }
  const fields: Fields = { type: 'function', function: definition };
  if (tool.extra?.wire === wire) addMissing(fields, tool.extra.fields);
  return fields;
}

function serializeFormat(format: OutputFormat, warnings: Warning[]): Json | undefined {
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json':
      return 'json';
    case 'json-schema':
      if (format.description !== undefined) {
        warnings.push({
          feature: 'description of the schema',
          detail: 'This wire takes the schema only; its description was not sent.',
        });
      }
      return format.schema;
  }
}

/** Ollama's own words. */
const efforts = new Set(['low', 'medium', 'high', 'max']);

function serializeEffort({ reasoning, extra }: GenerateCall): Json | undefined {
  const effort = reasoning?.effort;
  if (effort === undefined) return undefined;
  if (effort === 'none') return false;
  if (efforts.has(effort) || extra?.wire === wire) return effort;
  throw notExpressible(`The reasoning effort ${JSON.stringify(effort)}`, wire);
}

/** The fields that this wire kept. */
function putExtra(fields: Fields, call: GenerateCall): void {
  if (call.extra?.wire !== wire) return;
  const { tools, [promptMark]: _mark, ...rest } = call.extra.fields;
  if (isList(tools)) fields['tools'] = [...(isList(fields['tools']) ? fields['tools'] : []), ...tools];
  addMissing(fields, rest);
}

/** Without these the answer would be another thing than what was asked for. */
function refuseInexpressible(call: GenerateCall): void {
  if (call.choices !== undefined && call.choices > 1) throw notExpressible('More than one answer (n)', wire);
  if (call.deterministic === true) throw notExpressible('A deterministic answer', wire);
  const { continueAnswer, messages } = call;
  if (continueAnswer?.repeat === true) throw notExpressible('Repeating the begun answer', wire);
  if (continueAnswer?.tokens) throw notExpressible('Going on from given tokens', wire);
  if (continueAnswer) answerToContinue(call, `the protocol ${wire}`);
  else if (messages.at(-1)?.role === 'assistant') {
    throw notExpressible('A new answer after one that ends the conversation', wire);
  }
}
