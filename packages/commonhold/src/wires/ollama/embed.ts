import type { JsonObject } from '#base';
import type { EmbedCall, EmbedInput, Part, Reply } from '#call';
import { check } from '../check-request.ts';
import { faultOfPart } from '../error-fault.ts';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, extraOf, type Fields, isList, isObject, putAll } from '../own-fields.ts';
import type { ReplyContext, RequestTarget, SerializedRequest, Warning } from '../wire.ts';
import { errorPart } from '../upstream-fault.ts';
import { invalidReply } from '../upstream-json.ts';
import { parseObject } from './answer-reader.ts';
import { serializeError } from './error-body.ts';
import { nanoseconds } from './metrics.ts';
import { forms, kept, promptMark } from './parse-request.ts';
import { embedSchema, embeddingsSchema } from './request-schema.ts';
import { isPrompt } from './serialize-request.ts';
import { wire } from './wire-name.ts';

const encoder = new TextEncoder();
const embedKeys = new Set(['model', 'input', 'truncate', 'dimensions']);
const embeddingsKeys = new Set(['model', promptMark]);

export function parseEmbed(body: JsonObject, target?: RequestTarget): EmbedCall {
  return target?.form === forms.embeddings ? parseEmbeddings(body) : parseInputs(body);
}

function parseInputs(body: JsonObject): EmbedCall {
  const { model, input, truncate, dimensions } = check(embedSchema, body, '');
  const rest = kept(body, embedKeys);
  const extra = extraOf(wire, Object.keys(rest).length > 0 ? rest : undefined);
  return {
    operation: 'embed',
    model,
    inputs: (typeof input === 'string' ? [input] : input).map((text) => ({ type: 'text', text })),
    ...(typeof dimensions === 'number' ? { dimensions } : {}),
    ...(typeof truncate === 'boolean' ? { truncate } : {}),
    stream: false,
    ...(extra ? { extra } : {}),
  };
}

/** The older way: one text, one vector. */
function parseEmbeddings(body: JsonObject): EmbedCall {
  const { model, prompt } = check(embeddingsSchema, body, '');
  const fields = { ...kept(body, embeddingsKeys), [promptMark]: '' };
  return {
    operation: 'embed',
    model,
    inputs: [{ type: 'text', text: prompt }],
    stream: false,
    extra: { wire, fields },
  };
}

export function serializeEmbed(call: EmbedCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  const texts = call.inputs.map(textOf);
  const fields: Fields = isPrompt(call) ? { model, prompt: texts[0] ?? '' } : { model, input: texts };
  if (call.dimensions !== undefined) fields['dimensions'] = call.dimensions;
  if (call.truncate !== undefined) fields['truncate'] = call.truncate;
  if (call.metadata !== undefined) {
    warnings.push({
      feature: 'metadata',
      detail: 'metadata has no counterpart on this wire and was not sent.',
    });
  }
  if (call.extra?.wire === wire) addMissing(fields, call.extra.fields);
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function textOf(input: EmbedInput): string {
  if (input.type === 'text') return input.text;
  throw notExpressible('A text given as tokens', wire);
}

/** Of `/api/embed`, or of `/api/embeddings`, which says nothing but the vector. */
export function parseEmbedReply(body: Uint8Array): Part[] {
  const document = parseObject(body);
  const { error, model, embeddings, embedding, prompt_eval_count: tokens } = document;
  if (error !== undefined && error !== null) return [errorPart(document)];
  const vectors = isList(embeddings) ? embeddings : isList(embedding) ? [embedding] : undefined;
  if (!vectors) throw invalidReply('it has no embeddings');
  const parts: Part[] = [{ type: 'start', ...(typeof model === 'string' && model !== '' ? { model } : {}) }];
  for (const [index, vector] of vectors.entries()) {
    if (!isList(vector) || !vector.every((one) => typeof one === 'number')) {
      throw invalidReply(`embeddings[${index}] is no list of numbers`);
    }
    parts.push({ type: 'embedding', index, vector });
  }
  if (typeof tokens === 'number') {
    const { embeddings: _vectors, embedding: _vector, ...raw } = document;
    parts.push({ type: 'usage', usage: { inputTokens: tokens, outputTokens: 0, source: 'reported', raw } });
  }
  return parts;
}

export function serializeEmbedReply(reply: Reply, context: ReplyContext<EmbedCall>): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  if (isPrompt(context.request)) {
    return encoder.encode(JSON.stringify({ embedding: reply.embeddings[0] ?? [] }));
  }
  const { usage } = reply;
  const totalMs = context.elapsedMs?.();
  const fields: Fields = {
    model,
    embeddings: reply.embeddings.map((vector) => [...vector]),
    ...(totalMs === undefined ? {} : { total_duration: nanoseconds(totalMs) }),
  };
  if (usage && usage.source !== 'estimated') fields['prompt_eval_count'] = usage.inputTokens;
  if (usage && isObject(usage.raw) && 'total_duration' in usage.raw) putAll(fields, usage.raw);
  return encoder.encode(JSON.stringify(fields));
}
