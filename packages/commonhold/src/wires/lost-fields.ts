import { CommonholdError, type Json, type JsonObject } from '#base';
import type { Call, Extra, InputPart, OutputPart, WireName } from '#call';
import { isSignature } from './gemini-signature.ts';
import { isObject } from './own-fields.ts';
import type { Warning } from './wire.ts';

/** Fields that only repeat, in their wire's spelling, what the neutral call says anyway. Nothing is lost with them. */
const spellings: Readonly<Record<WireName, ReadonlySet<string>>> = {
  'openai-chat': new Set(['max_tokens', 'max_completion_tokens', 'reasoning']),
  // Ids of items, and an item's thoughts and summary, which are in the part itself.
  'openai-responses': new Set(['id', 'status', 'item', 'content', 'summary']),
  // A tool of one's own is of the type `custom` here, whether somebody says so or not.
  'anthropic-messages': new Set(['type']),
  // Which form of an answer the address asked for, and that a thought is one, which the part says.
  gemini: new Set(['alt', 'method', 'thought', 'fileData.mimeType']),
  // A prompt is a conversation of one turn.
  ollama: new Set(['prompt']),
  native: new Set(),
};

/** Fields without which the answer would be another thing than what was asked for. */
const essential: Readonly<Record<WireName, ReadonlySet<string>>> = {
  'openai-chat': new Set([
    'tools',
    'tool_choice',
    'tool_calls',
    'response_format',
    'modalities',
    'audio',
    'web_search_options',
    'add_generation_prompt',
    'echo',
  ]),
  'openai-responses': new Set([
    'tools',
    'tool_choice',
    'format',
    'prompt',
    'custom_tool_call',
    'custom_tool_call_output',
  ]),
  'anthropic-messages': new Set([
    'tools',
    'tool_choice',
    'mcp_servers',
    'container',
    // Where an answer is made is a promise, and whoever asked for it must not find out afterwards.
    'inference_geo',
    // The answer is a summary of the conversation then.
    'compaction',
    'output_format',
    'format',
  ]),
  gemini: new Set([
    'tools',
    'cachedContent',
    'continuationToken',
    'content',
    'outputDimensionality',
    'toolConfig.functionCallingConfig.allowedFunctionNames',
    'generationConfig.responseMimeType',
    'generationConfig.responseSchema',
    'generationConfig.responseJsonSchema',
    'generationConfig._responseJsonSchema',
    'generationConfig.responseFormat',
    'generationConfig.responseModalities',
    'generationConfig.speechConfig',
    'generationConfig.imageConfig',
    'generationConfig.translationConfig',
  ]),
  ollama: new Set([
    'tools',
    'format',
    'images',
    'suffix',
    'template',
    'raw',
    'context',
    // A picture is asked for, and no text.
    'width',
    'height',
    'steps',
    '_debug_render_only',
  ]),
  native: new Set(),
};

/**
 * What a call brings along from other wires that the wire `target` cannot write: a warning for each field that can be
 * spared, `not_expressible` for one that cannot.
 */
export function lostFields(call: Call, target: WireName): Warning[] {
  const warnings = new Map<string, Warning>();
  const look = (extra: Extra | undefined, place: string): void => {
    if (!extra || extra.wire === target) return;
    for (const [field, value] of namedFields(extra)) {
      if (spellings[extra.wire].has(field) || saysNothing(field, value)) continue;
      if (target === 'gemini' && field === 'extra_content' && isSignature(extra.fields)) continue;
      if (essential[extra.wire].has(field)) {
        throw notExpressible(`${field} (${place}, ${kindOf(extra.fields, field)})`, target);
      }
      const feature = `${field} (${place})`;
      if (warnings.has(feature)) continue;
      warnings.set(feature, {
        feature,
        detail: `The field ${field} of ${extra.wire} has no counterpart on the wire ${target} and has no effect there.`,
      });
    }
  };
  if (fillsCacheOnly(call) && target !== 'anthropic-messages') {
    throw notExpressible('An answer of no tokens (max_tokens: 0), which only fills a prompt cache', target);
  }
  look(call.extra, 'request');
  if (call.operation === 'embed') {
    for (const input of call.inputs) if (input.type === 'text') look(input.extra, 'input');
    return [...warnings.values()];
  }
  for (const tool of call.tools ?? []) look(tool.extra, 'tool');
  for (const message of call.messages) {
    look(message.extra, 'message');
    for (const part of message.content) lookAtPart(part, target, look);
  }
  return [...warnings.values()];
}

/** Fields that hold settings of many kinds, each of which is named by itself. */
const holders: ReadonlySet<string> = new Set([
  'options',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
]);

function namedFields({ fields }: Extra): [string, Json | undefined][] {
  return Object.entries(fields).flatMap(([field, value]): [string, Json | undefined][] =>
    holders.has(field) && isObject(value)
      ? Object.entries(value).map(([name, inner]) => [`${field}.${name}`, inner])
      : [[field, value]],
  );
}

/** What is the case anyway when nobody says it: text alone is what every answer is made of. */
const usual: Readonly<Record<string, string>> = {
  modalities: '["text"]',
  continue_final_message: 'false',
  add_generation_prompt: 'true',
  echo: 'false',
  signature: '""',
  'generationConfig.responseModalities': '["TEXT"]',
  is_error: 'false',
  thinking: '{"type":"disabled"}',
  caller: '{"type":"direct"}',
  mcp_servers: '[]',
  annotations: '[]',
  logprobs: '[]',
  truncation: '"disabled"',
  top_logprobs: '0',
  suffix: '""',
  template: '""',
  raw: 'false',
  context: '[]',
  images: '[]',
  _debug_render_only: 'false',
};

/** On other wires 0 would be a limit that is refused, or none. */
function fillsCacheOnly(call: Call): boolean {
  return call.operation === 'generate' && call.maxOutputTokens === 0 && call.continueAnswer?.repeat !== true;
}

/** Null asks for nothing. */
function saysNothing(field: string, value: Json | undefined): boolean {
  return value === null || (Object.hasOwn(usual, field) && JSON.stringify(value) === usual[field]);
}

export function notExpressible(feature: string, target: WireName): CommonholdError {
  return new CommonholdError('not_expressible', { feature, destination: `the protocol ${target}` });
}

/** Whose files the ids of a wire name, for wires that have such ids. */
const filesOf: Readonly<Partial<Record<WireName, 'openai' | 'anthropic'>>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
};

function lookAtPart(
  part: InputPart | OutputPart,
  target: WireName,
  look: (extra: Extra | undefined, place: string) => void,
): void {
  const files = filesOf[target];
  if (part.type === 'file' && part.source.type === 'id' && files !== undefined && files !== part.source.at) {
    throw notExpressible('A file that lies at another vendor under an id', target);
  }
  if (part.type !== 'unknown') {
    look(part.extra, `${part.type} part`);
  } else if (part.wire !== target) {
    throw notExpressible(`A part that only ${part.wire} knows`, target);
  }
}

function kindOf(fields: JsonObject, field: string): string {
  const value = fields[field];
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
    return `type ${value.type}`;
  }
  return 'a form that only its own protocol knows';
}
