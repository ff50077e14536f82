import type { Json } from '#base';
import type { CountCall, GenerateCall, OutputFormat, Tool } from '#call';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isList } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';
import { serializeMessages } from './serialize-message.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

/**
 * This wire wants a limit for every answer, and clients of other wires often name none. As many tokens as every model of
 * Anthropic's that is still served can give; that it was put in is a warning.
 */
const answerTokensUnsaid = 8192;

export function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  refuseInexpressible(call);
  const fields = serializePrompt(call, model, warnings);
  if (call.maxOutputTokens === undefined) {
    warnings.push({
      feature: 'max_tokens',
      detail: `This wire wants a limit for the answer and none was asked for; ${answerTokensUnsaid} tokens were.`,
    });
  }
  fields['max_tokens'] = call.maxOutputTokens ?? answerTokensUnsaid;
  const { sampling } = call;
  put(fields, 'temperature', sampling.temperature);
  put(fields, 'top_p', sampling.topP);
  put(fields, 'top_k', sampling.topK);
  put(fields, 'stop_sequences', call.stop);
  if (call.stream) fields['stream'] = true;
  warnOfMetadata(call, warnings);
  warnOfUnheard(call, warnings);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

export function serializeCount(call: CountCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  return { body: encoder.encode(JSON.stringify(serializePrompt(call, model, warnings))), warnings };
}

function put(fields: Fields, name: string, value: Json | undefined): void {
  if (value !== undefined) fields[name] = value;
}

function serializePrompt(call: GenerateCall | CountCall, model: string, warnings: Warning[]): Fields {
  const { system, messages } = serializeMessages(call.messages, warnings);
  if (messages.length === 0) throw notExpressible('A conversation of instructions only', wire);
  const fields: Fields = { model, messages };
  if (system.length > 0) fields['system'] = plainText(system) ?? system;
  put(fields, 'tools', call.tools?.map(serializeTool));
  putToolChoice(fields, call, warnings);
  const output = serializeOutput(call, warnings);
  if (output) fields['output_config'] = output;
  putExtra(fields, call);
  return fields;
}

/** One plain text goes as a string. */
function plainText(blocks: readonly Fields[]): Json | undefined {
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2;
  return isPlain ? only['text'] : undefined;
}

function serializeTool(tool: Tool): Fields {
  const fields: Fields = { name: tool.name };
  put(fields, 'description', tool.description);
  // This wire wants a schema for every tool; one without arguments has an empty object.
  fields['input_schema'] = tool.parameters ?? { type: 'object' };
  put(fields, 'strict', tool.strict);
  if (tool.extra?.wire === wire) addMissing(fields, tool.extra.fields);
  return fields;
}

const choiceWords = { auto: 'auto', required: 'any', none: 'none', tool: 'tool' } as const;

function putToolChoice(fields: Fields, call: GenerateCall | CountCall, warnings: Warning[]): void {
  const { toolChoice, parallelToolCalls, tools } = call;
  if (toolChoice === undefined && (parallelToolCalls === undefined || tools === undefined)) return;
  const type = choiceWords[toolChoice?.type ?? 'auto'];
  const choice: Fields = { type };
  if (toolChoice?.type === 'tool') choice['name'] = toolChoice.name;
  if (parallelToolCalls !== undefined) {
    if (type === 'none') warnings.push({ feature: 'parallel_tool_calls', detail: 'No tool may be called.' });
    else choice['disable_parallel_tool_use'] = !parallelToolCalls;
  }
  fields['tool_choice'] = choice;
}

function serializeOutput(call: GenerateCall | CountCall, warnings: Warning[]): Fields | undefined {
  const fields: Fields = {};
  put(fields, 'effort', call.reasoning?.effort);
  const format = call.output && formatOf(call.output, warnings);
  if (format) fields['format'] = format;
  return Object.keys(fields).length > 0 ? fields : undefined;
}

function formatOf(format: OutputFormat, warnings: Warning[]): Fields | undefined {
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json':
      throw notExpressible('JSON without a schema', wire);
    case 'json-schema':
      if (format.description !== undefined) {
        warnings.push({
          feature: 'description of the schema',
          detail: 'This wire has no place beside a schema to say what it is for.',
        });
      }
      return { type: 'json_schema', schema: format.schema };
  }
}

/** The fields that this wire kept. */
function putExtra(fields: Fields, call: GenerateCall | CountCall): void {
  if (call.extra?.wire !== wire) return;
  const { tools, ...rest } = call.extra.fields;
  if (isList(tools)) fields['tools'] = [...(isList(fields['tools']) ? fields['tools'] : []), ...tools];
  addMissing(fields, rest);
}

/** Without these the answer would be another thing than what was asked for. */
function refuseInexpressible(call: GenerateCall): void {
  if (call.choices !== undefined && call.choices > 1) throw notExpressible('More than one answer (n)', wire);
  if (call.logprobs) throw notExpressible('Log-probabilities', wire);
  if (call.deterministic === true) throw notExpressible('A deterministic answer', wire);
  const { continueAnswer, messages } = call;
  if (continueAnswer?.repeat === true) throw notExpressible('Repeating the begun answer', wire);
  if (continueAnswer?.tokens) throw notExpressible('Going on from given tokens', wire);
  if (!continueAnswer && messages.at(-1)?.role === 'assistant') {
    throw notExpressible('A new answer after one that ends the conversation', wire);
  }
}

/**
 * What other wires say in metadata is for whoever keeps answers there, and this wire's own says who uses its vendor and nobody
 * else. So neither goes to the other; this wire's own is among the fields that it kept.
 */
function warnOfMetadata({ metadata }: GenerateCall, warnings: Warning[]): void {
  if (metadata === undefined) return;
  warnings.push({
    feature: 'metadata',
    detail: `The field metadata has no counterpart on the wire ${wire}.`,
  });
}

function warnOfUnheard({ sampling, parallelToolCalls, tools }: GenerateCall, warnings: Warning[]): void {
  const { seed, minP, frequencyPenalty, presencePenalty, repeatPenalty, logitBias } = sampling;
  const unheard = {
    seed,
    min_p: minP,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    repeat_penalty: repeatPenalty,
    logit_bias: logitBias,
    parallel_tool_calls: tools === undefined ? parallelToolCalls : undefined,
  };
  for (const [feature, value] of Object.entries(unheard)) {
    if (value === undefined) continue;
    warnings.push({ feature, detail: `The field ${feature} has no counterpart on the wire ${wire}.` });
  }
}
