import { catalogue, type ErrorCode } from '#base';
import * as z from 'zod';
import { extraSchema, jsonSchema, wireSchema } from './call-schema.ts';

/** Parts as JSON. Loose where calls are strict: an engine of a newer release may say more, and that is kept. */
const text = z.string();
const choice = z.int().min(0);
const index = z.int().min(0);

const alternative = {
  token: text,
  logprob: z.number(),
  bytes: z.array(z.number()).exactOptional(),
  id: z.number().exactOptional(),
};
const logprobs = z
  .array(z.looseObject({ ...alternative, alternatives: z.array(z.looseObject(alternative)) }))
  .exactOptional();

const usageSchema = z.looseObject({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedInputTokens: z.number().exactOptional(),
  reasoningTokens: z.number().exactOptional(),
  source: z.enum(['reported', 'counted', 'estimated']),
  raw: jsonSchema.exactOptional(),
});

const factsSchema = z.looseObject({
  build: text,
  processor: text,
  modelDigest: text,
  template: z.looseObject({ source: z.enum(['gguf', 'override', 'fallback']), digest: text }),
  deterministic: z.boolean(),
  batched: z.boolean(),
  contextTokens: z.number(),
  sampling: z.record(z.string(), z.number()).exactOptional(),
  tools: z.enum(['template', 'instruction']).exactOptional(),
});

const codeSchema = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(catalogue, value),
  'expected a code of the catalogue',
);

export const partSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), choice, text, logprobs }),
  z.looseObject({
    type: z.literal('start'),
    id: text.exactOptional(),
    model: text.exactOptional(),
    created: z.number().exactOptional(),
    extra: extraSchema.exactOptional(),
  }),
  z.looseObject({ type: z.literal('refusal'), choice, text, logprobs }),
  z.looseObject({ type: z.literal('reasoning'), choice, text, extra: extraSchema.exactOptional() }),
  z.looseObject({
    type: z.literal('tool-call'),
    choice,
    index,
    id: text,
    name: text,
    extra: extraSchema.exactOptional(),
  }),
  z.looseObject({ type: z.literal('tool-arguments'), choice, index, text }),
  z.looseObject({
    type: z.literal('finish'),
    choice,
    reason: z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'other']),
    raw: text.exactOptional(),
  }),
  z.looseObject({ type: z.literal('embedding'), index, vector: z.array(z.number()) }),
  z.looseObject({ type: z.literal('token-count'), tokens: z.int().min(0) }),
  z.looseObject({ type: z.literal('usage'), usage: usageSchema }),
  z.looseObject({ type: z.literal('engine'), facts: factsSchema }),
  z.looseObject({
    type: z.literal('error'),
    code: codeSchema,
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  z.looseObject({ type: z.literal('unknown'), wire: wireSchema, value: jsonSchema }),
]);

export const partTypes: ReadonlySet<unknown> = new Set(
  partSchema.options.map((option) => option.shape.type.value),
);
