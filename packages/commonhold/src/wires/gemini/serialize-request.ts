import type { Json } from '#base';
import type { CountCall, GenerateCall, Tool } from '#call';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isList, setOwn } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';
import { resourceName } from './address.ts';
import { unobservedKeywords } from './schema-keywords.ts';
import { serializeConfig, warnOfKeywords } from './serialize-config.ts';
import { serializeContents } from './serialize-content.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();

/** The model and whether the answer is a stream stand in the address. */
export function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  refuseInexpressible(call);
  const fields = serializePrompt(call, model, warnings);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

/** Google counts bare contents, or a whole request, which names the model once more. */
export function serializeCount(call: CountCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  const fields = serializePrompt(call, model, warnings);
  const isBare = Object.keys(fields).length === 1;
  const body = isBare ? fields : { generateContentRequest: { model: resourceName(model), ...fields } };
  return { body: encoder.encode(JSON.stringify(body)), warnings };
}

function serializePrompt(call: GenerateCall | CountCall, model: string, warnings: Warning[]): Fields {
  const { instruction, contents } = serializeContents(call.messages, model, warnings);
  if (contents.length === 0) throw notExpressible('A conversation of instructions only', wire);
  const fields: Fields = { contents: [...contents] };
  if (instruction) fields['systemInstruction'] = instruction;
  if (call.tools && call.tools.length > 0) fields['tools'] = [serializeTools(call.tools, warnings)];
  const calling = serializeToolChoice(call);
  if (calling) fields['toolConfig'] = { functionCallingConfig: calling };
  const config = serializeConfig(call, model, warnings);
  if (Object.keys(config).length > 0) fields['generationConfig'] = config;
  putExtra(fields, call);
  return fields;
}

/** Schemas go as JSON Schema, word for word: Google takes it beside its own, and nothing has to be said otherwise. */
function serializeTools(tools: readonly Tool[], warnings: Warning[]): Fields {
  const unobserved = new Set<string>();
  const functionDeclarations = tools.map((tool) => {
    const fields: Fields = { name: tool.name };
    if (tool.description !== undefined) fields['description'] = tool.description;
    if (tool.parameters) {
      fields['parametersJsonSchema'] = tool.parameters;
      unobservedKeywords(tool.parameters, unobserved);
    }
    if (tool.extra?.wire === wire) addMissing(fields, tool.extra.fields);
    return fields;
  });
  warnOfKeywords(unobserved, 'tools', warnings);
  if (tools.some(({ strict }) => strict === true)) {
    warnings.push({ feature: 'strict (tools)', detail: 'This wire does not promise that arguments fit.' });
  }
  return { functionDeclarations };
}

const modes = { auto: 'AUTO', required: 'ANY', none: 'NONE', tool: 'ANY' } as const;

function serializeToolChoice({ toolChoice }: GenerateCall | CountCall): Fields | undefined {
  if (toolChoice === undefined) return undefined;
  const mode = modes[toolChoice.type];
  return toolChoice.type === 'tool' ? { mode, allowedFunctionNames: [toolChoice.name] } : { mode };
}

const placed =
  /^(generationConfig\.thinkingConfig|generationConfig|toolConfig\.functionCallingConfig|toolConfig)\.([^.]+)$/s;

/** The fields that this wire kept, each at its place in the request. */
function putExtra(fields: Fields, call: GenerateCall | CountCall): void {
  if (call.extra?.wire !== wire) return;
  for (const [key, value] of Object.entries(call.extra.fields)) {
    const [, place, name] = placed.exec(key) ?? [];
    if (place !== undefined && name !== undefined) addMissing(fields, nested(place.split('.'), name, value));
    else if (key === 'tools' && isList(value)) fields['tools'] = [...listIn(fields, 'tools'), ...value];
    else if (key !== 'alt') addMissing(fields, own(key, value));
  }
}

function nested([first, ...more]: readonly string[], name: string, value: Json): Fields {
  return first === undefined ? own(name, value) : { [first]: nested(more, name, value) };
}

function own(key: string, value: Json): Fields {
  const fields: Fields = {};
  setOwn(fields, key, value);
  return fields;
}

function listIn(fields: Fields, key: string): readonly Json[] {
  const { [key]: list } = fields;
  return isList(list) ? list : [];
}

/** Without these the answer would be another thing than what was asked for. */
function refuseInexpressible(call: GenerateCall): void {
  if (call.continueAnswer) throw notExpressible('Continuing an answer', wire);
  if (call.deterministic === true) throw notExpressible('A deterministic answer', wire);
}
