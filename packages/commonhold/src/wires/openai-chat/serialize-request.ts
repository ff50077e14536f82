import type { Json } from '#base';
import type { GenerateCall, OutputFormat, Tool, ToolChoice } from '#call';
import { lostFields } from '../lost-fields.ts';
import { addMissing, isList, type Fields } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';
import { serializeMessage } from './serialize-message.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

export function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  const { sampling } = call;
  const fields: Fields = {
    model,
    messages: call.messages.map((message, at) => serializeMessage(message, at, warnings)),
  };
  put(fields, 'tools', call.tools?.map(serializeTool));
  put(fields, 'tool_choice', call.toolChoice && serializeToolChoice(call.toolChoice));
  put(fields, 'parallel_tool_calls', call.parallelToolCalls);
  put(fields, 'response_format', call.output && serializeFormat(call.output));
  put(fields, 'temperature', sampling.temperature);
  put(fields, 'top_p', sampling.topP);
  put(fields, 'seed', sampling.seed);
  put(fields, 'frequency_penalty', sampling.frequencyPenalty);
  put(fields, 'presence_penalty', sampling.presencePenalty);
  put(fields, 'logit_bias', sampling.logitBias);
  put(fields, 'stop', call.stop);
  putTokenLimit(fields, call);
  put(fields, 'n', call.choices);
  if (call.logprobs) {
    fields['logprobs'] = true;
    if (call.logprobs.alternatives > 0) fields['top_logprobs'] = call.logprobs.alternatives;
  }
  put(fields, 'reasoning_effort', call.reasoning?.effort);
  put(fields, 'metadata', call.metadata);
  if (call.stream) fields['stream'] = true;
  if (call.streamUsage !== undefined) fields['stream_options'] = { include_usage: call.streamUsage };
  putExtensions(fields, call, warnings);
  putExtra(fields, call);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function put(fields: Fields, name: string, value: Json | undefined): void {
  if (value !== undefined) fields[name] = value;
}

/**
 * A call of another wire says `max_tokens`: OpenAI's newer models refuse it with a clear message, while several
 * servers overlook `max_completion_tokens` and would answer without any limit.
 */
function putTokenLimit(fields: Fields, call: GenerateCall): void {
  if (call.maxOutputTokens === undefined) return;
  const spelled = call.extra?.wire === wire ? call.extra.fields : {};
  const current = 'max_completion_tokens' in spelled;
  if (current) fields['max_completion_tokens'] = call.maxOutputTokens;
  if (!current || 'max_tokens' in spelled) fields['max_tokens'] = call.maxOutputTokens;
}

/** Fields beyond OpenAI's own description. They are sent, and the warning says that nobody promises to heed them. */
function putExtensions(fields: Fields, call: GenerateCall, warnings: Warning[]): void {
  const { sampling } = call;
  for (const [name, value] of [
    ['top_k', sampling.topK],
    ['min_p', sampling.minP],
    ['repeat_penalty', sampling.repeatPenalty],
    ['deterministic', call.deterministic],
    ...continuation(call),
  ] as const) {
    if (value === undefined) continue;
    fields[name] = value;
    if (value === false) continue;
    warnings.push({
      feature: name,
      detail: `The field ${name} is not part of OpenAI's own protocol: the server may refuse or overlook it.`,
    });
  }
}

/** vLLM's words for it; it takes the first only together with the second. */
function continuation(call: GenerateCall): [string, Json][] {
  const { continueAnswer } = call;
  if (!continueAnswer) return [];
  return [
    ['continue_final_message', true],
    ['add_generation_prompt', false],
    ...(continueAnswer.repeat ? [['echo', true] satisfies [string, Json]] : []),
    ...(continueAnswer.tokens ? [['prefix_token_ids', continueAnswer.tokens] satisfies [string, Json]] : []),
  ];
}

/** The fields that this wire kept, without the ones that only remember a spelling. */
function putExtra(fields: Fields, call: GenerateCall): void {
  if (call.extra?.wire !== wire) return;
  const { tools, max_tokens: _old, max_completion_tokens: _current, ...rest } = call.extra.fields;
  if (isList(tools)) fields['tools'] = [...(isList(fields['tools']) ? fields['tools'] : []), ...tools];
  addMissing(fields, rest);
}

function serializeTool(tool: Tool): Fields {
  const definition: Fields = { name: tool.name };
  put(definition, 'description', tool.description);
  put(definition, 'parameters', tool.parameters);
  put(definition, 'strict', tool.strict);
  const fields: Fields = { type: 'function', function: definition };
  if (tool.extra?.wire === wire) addMissing(fields, tool.extra.fields);
  return fields;
}

function serializeToolChoice(choice: ToolChoice): Json {
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type;
}

function serializeFormat(format: OutputFormat): Json {
  switch (format.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema':
      break;
  }
  const wanted: Fields = { name: format.name };
  put(wanted, 'description', format.description);
  wanted['schema'] = format.schema;
  put(wanted, 'strict', format.strict);
  return { type: 'json_schema', json_schema: wanted };
}
