import type { Json, JsonObject } from '#base';
import * as z from 'zod';
import { isObject } from '../own-fields.ts';

/**
 * The neutral call as JSON. It is our own form, spoken between parts of one release, so a field that is not known
 * here is a mistake and not somebody's extension.
 */
const text = z.string();
export const jsonSchema = z.custom<Json>((value) => value !== undefined, 'expected a JSON value');
const jsonObjectSchema = z.custom<JsonObject>(isObject, 'expected an object');
export const wireSchema = z.enum([
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'ollama',
  'native',
]);
export const extraSchema = z.strictObject({ wire: wireSchema, fields: jsonObjectSchema });
const extra = extraSchema.exactOptional();

const textPart = z.strictObject({ type: z.literal('text'), text, extra });
const refusalPart = z.strictObject({ type: z.literal('refusal'), text, extra });
const unknownPart = z.strictObject({ type: z.literal('unknown'), wire: wireSchema, value: jsonSchema });

const imagePart = z.strictObject({
  type: z.literal('image'),
  source: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('url'), url: text }),
    z.strictObject({ type: z.literal('base64'), mediaType: text, data: text }),
  ]),
  detail: text.exactOptional(),
  extra,
});
const audioPart = z.strictObject({ type: z.literal('audio'), format: text, data: text, extra });
const filePart = z.strictObject({
  type: z.literal('file'),
  name: text.exactOptional(),
  source: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('id'), id: text, at: z.enum(['openai', 'anthropic']) }),
    z.strictObject({ type: z.literal('base64'), mediaType: text.exactOptional(), data: text }),
  ]),
  extra,
});
const reasoningPart = z.strictObject({ type: z.literal('reasoning'), text, extra });
const toolCallPart = z.strictObject({
  type: z.literal('tool-call'),
  id: text,
  name: text,
  arguments: text,
  extra,
});

const inputParts = z.array(
  z.discriminatedUnion('type', [textPart, imagePart, audioPart, filePart, refusalPart, unknownPart]),
);
const outputParts = z.array(
  z.discriminatedUnion('type', [textPart, refusalPart, reasoningPart, toolCallPart, unknownPart]),
);

const messageSchema = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.enum(['system', 'developer', 'user']),
    content: inputParts,
    name: text.exactOptional(),
    extra,
  }),
  z.strictObject({ role: z.literal('assistant'), content: outputParts, name: text.exactOptional(), extra }),
  z.strictObject({ role: z.literal('tool'), callId: text, content: inputParts, extra }),
]);

const toolSchema = z.strictObject({
  name: text,
  description: text.exactOptional(),
  parameters: jsonObjectSchema.exactOptional(),
  strict: z.boolean().exactOptional(),
  extra,
});

const toolChoiceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['auto', 'none', 'required']) }),
  z.strictObject({ type: z.literal('tool'), name: text }),
]);

const outputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json') }),
  z.strictObject({
    type: z.literal('json-schema'),
    name: text,
    description: text.exactOptional(),
    schema: jsonObjectSchema,
    strict: z.boolean().exactOptional(),
  }),
]);

const number = z.number().exactOptional();
const samplingSchema = z.strictObject({
  temperature: number,
  topP: number,
  topK: number,
  minP: number,
  seed: number,
  frequencyPenalty: number,
  presencePenalty: number,
  repeatPenalty: number,
  logitBias: z.record(z.string(), z.number()).exactOptional(),
});

const continueAnswerSchema = z.strictObject({
  repeat: z.boolean(),
  tokens: z.array(z.int().min(0)).exactOptional(),
});

const promptFields = {
  model: text.min(1),
  messages: z.array(messageSchema),
  tools: z.array(toolSchema).exactOptional(),
  toolChoice: toolChoiceSchema.exactOptional(),
  parallelToolCalls: z.boolean().exactOptional(),
  output: outputSchema.exactOptional(),
  sampling: samplingSchema,
  stop: z.array(text).exactOptional(),
  maxOutputTokens: z.int().min(0).exactOptional(),
  choices: z.int().min(1).exactOptional(),
  logprobs: z.strictObject({ alternatives: z.int().min(0) }).exactOptional(),
  reasoning: z.strictObject({ effort: text.exactOptional() }).exactOptional(),
  continueAnswer: continueAnswerSchema.exactOptional(),
  deterministic: z.boolean().exactOptional(),
  streamUsage: z.boolean().exactOptional(),
  metadata: jsonSchema.exactOptional(),
  extra,
};

const fieldsSchema = z.strictObject({
  operation: z.literal('generate'),
  ...promptFields,
  stream: z.boolean(),
});

export const countSchema = z.strictObject({
  operation: z.literal('count'),
  ...promptFields,
  stream: z.literal(false),
});

export const embedSchema = z.strictObject({
  operation: z.literal('embed'),
  model: text.min(1),
  inputs: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text'), text, extra }),
      z.strictObject({ type: z.literal('tokens'), tokens: z.array(z.int().min(0)) }),
    ]),
  ),
  dimensions: z.int().min(1).exactOptional(),
  encoding: z.enum(['float', 'base64']).exactOptional(),
  truncate: z.boolean().exactOptional(),
  stream: z.literal(false),
  metadata: jsonSchema.exactOptional(),
  extra,
});

export const callSchema = fieldsSchema.refine(
  ({ maxOutputTokens, continueAnswer, logprobs }) =>
    maxOutputTokens !== 0 || (continueAnswer?.repeat === true && logprobs !== undefined),
  {
    path: ['maxOutputTokens'],
    error: 'expected at least 1 where no answer is repeated with log-probabilities',
  },
);
