import type { JsonObject } from '#base';
import type { EmbedCall, EmbedInput } from '#call';
import * as z from 'zod';
import { check } from '../check-request.ts';
import { lostFields } from '../lost-fields.ts';
import { addMissing, extraOf, type Fields, leftover } from '../own-fields.ts';
import type { SerializedRequest, Warning } from '../wire.ts';

/** OpenAI's own words; other servers of this protocol add theirs, which are kept. */
const tokens = z.array(z.int().min(0));
const embedSchema = z.object({
  model: z.string().min(1),
  input: z.union(
    [z.string(), z.array(z.string()), tokens, z.array(tokens)],
    'expected a string, an array of strings, an array of token ids or an array of those',
  ),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish(),
  user: z.string().nullish(),
});

const knownKeys = new Set(['model', 'input', 'encoding_format', 'dimensions']);
const wire = 'openai-chat';
const encoder = new TextEncoder();

export function parseEmbed(body: JsonObject): EmbedCall {
  const request = check(embedSchema, body, '');
  const extra = extraOf(wire, leftover(body, knownKeys));
  const { encoding_format: encoding, dimensions } = request;
  return {
    operation: 'embed',
    model: request.model,
    inputs: inputsOf(request.input),
    ...(typeof dimensions === 'number' ? { dimensions } : {}),
    ...(typeof encoding === 'string' ? { encoding } : {}),
    stream: false,
    ...(extra ? { extra } : {}),
  };
}

function inputsOf(input: z.output<typeof embedSchema>['input']): readonly EmbedInput[] {
  if (typeof input === 'string') return [{ type: 'text', text: input }];
  const [first] = input;
  if (typeof first === 'number') return [{ type: 'tokens', tokens: input as readonly number[] }];
  return (input as readonly (string | readonly number[])[]).map((one) =>
    typeof one === 'string' ? { type: 'text', text: one } : { type: 'tokens', tokens: one },
  );
}

export function serializeEmbed(call: EmbedCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  const fields: Fields = { model, input: call.inputs.map(inputText) };
  if (call.dimensions !== undefined) fields['dimensions'] = call.dimensions;
  if (call.encoding !== undefined) fields['encoding_format'] = call.encoding;
  for (const [feature, value] of [
    ['truncate', call.truncate],
    ['metadata', call.metadata],
  ] as const) {
    if (value !== undefined) {
      warnings.push({
        feature,
        detail: `${feature} has no counterpart in OpenAI's embeddings and was not sent.`,
      });
    }
  }
  if (call.extra?.wire === wire) addMissing(fields, call.extra.fields);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function inputText(input: EmbedInput): string | number[] {
  return input.type === 'text' ? input.text : [...input.tokens];
}
