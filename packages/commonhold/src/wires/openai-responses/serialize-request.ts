import type { Json } from '#base';
import type { CountCall, GenerateCall } from '#call';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isList } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';
import { logprobsIncluded } from './parse-request.ts';
import { serializeItems } from './serialize-items.ts';
import { wire } from './wire-name.ts';
import { writeReasoning, writeText, writeToolChoice, writeTools } from './written-settings.ts';

const encoder = new TextEncoder();

export function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  refuseInexpressible(call);
  const fields = serializePrompt(call, model, warnings);
  const { sampling } = call;
  put(fields, 'max_output_tokens', call.maxOutputTokens);
  put(fields, 'temperature', sampling.temperature);
  put(fields, 'top_p', sampling.topP);
  put(fields, 'metadata', call.metadata);
  putLogprobs(fields, call);
  if (call.stream) fields['stream'] = true;
  // Vendors of this wire keep every answer unless they are told not to; on other wires nobody asked for that.
  fields['store'] = false;
  putExtra(fields, call);
  warnOfUnheard(call, warnings);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

export function serializeCount(call: CountCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  const fields = serializePrompt(call, model, warnings);
  putExtra(fields, call);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function put(fields: Fields, name: string, value: Json | undefined): void {
  if (value !== undefined) fields[name] = value;
}

function serializePrompt(call: GenerateCall | CountCall, model: string, warnings: Warning[]): Fields {
  const { instructions, input } = serializeItems(call.messages, warnings);
  const fields: Fields = { model };
  put(fields, 'instructions', instructions);
  fields['input'] = input;
  put(fields, 'tools', writeTools(call));
  put(fields, 'tool_choice', writeToolChoice(call));
  put(fields, 'parallel_tool_calls', call.parallelToolCalls);
  put(fields, 'text', writeText(call));
  put(fields, 'reasoning', writeReasoning(call));
  return fields;
}

function putLogprobs(fields: Fields, { logprobs }: GenerateCall): void {
  if (!logprobs) return;
  fields['include'] = [logprobsIncluded];
  fields['top_logprobs'] = logprobs.alternatives;
}

/** Written elsewhere, together with what the neutral call says of them. */
const settings = new Set(['tools', 'tool_choice', 'text', 'format', 'reasoning']);

/** The fields that this wire kept. */
function putExtra(fields: Fields, call: GenerateCall | CountCall): void {
  if (call.extra?.wire !== wire) return;
  const { include, store, ...rest } = call.extra.fields;
  if (isList(include)) {
    const present = fields['include'];
    fields['include'] = [...(isList(present) ? present : []), ...include];
  }
  if (store === true) fields['store'] = true;
  addMissing(fields, Object.fromEntries(Object.entries(rest).filter(([name]) => !settings.has(name))));
}

/** Without these the answer would be another thing than what was asked for. */
function refuseInexpressible(call: GenerateCall): void {
  if (call.choices !== undefined && call.choices > 1) throw notExpressible('More than one answer (n)', wire);
  if (call.stop !== undefined && call.stop.length > 0) throw notExpressible('Texts to stop at (stop)', wire);
  if (call.deterministic === true) throw notExpressible('A deterministic answer', wire);
  if (call.continueAnswer) throw notExpressible('Going on with a begun answer', wire);
}

function warnOfUnheard({ sampling }: GenerateCall, warnings: Warning[]): void {
  const { seed, topK, minP, frequencyPenalty, presencePenalty, repeatPenalty, logitBias } = sampling;
  const unheard = {
    seed,
    top_k: topK,
    min_p: minP,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    repeat_penalty: repeatPenalty,
    logit_bias: logitBias,
  };
  for (const [feature, value] of Object.entries(unheard)) {
    if (value === undefined) continue;
    warnings.push({ feature, detail: `The field ${feature} has no counterpart on the wire ${wire}.` });
  }
}
