import type { Json, JsonObject } from '#base';
import type { EmbedCall, EmbedInput, Part, Reply } from '#call';
import { check } from '../check-request.ts';
import { faultOfPart } from '../error-fault.ts';
import { lostFields, notExpressible } from '../lost-fields.ts';
import { addMissing, type Fields, isList, isObject, leftover } from '../own-fields.ts';
import type { ReplyContext, RequestTarget, SerializedRequest, Warning } from '../wire.ts';
import { resourceName, writeAddress } from './address.ts';
import { serializeError } from './error-body.ts';
import { listOf, textOfContent } from './parse-content.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import { errorPart } from '../upstream-fault.ts';
import { modelOf } from './parse-request.ts';
import { batchSchema, embedNames, embedSchema } from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import { type Writable, wire } from './wire-name.ts';

const encoder = new TextEncoder();
const single = 'embedContent';

/** Which of the two methods was asked for: one content, or a list of requests for one each. */
export function embedPath(call: EmbedCall, model: string): string {
  return writeAddress(model, isSingle(call) ? single : 'batchEmbedContents');
}

function isSingle({ extra }: EmbedCall): boolean {
  return extra?.wire === wire && extra.fields['method'] === single;
}

const requestKeys = new Set(['model', 'content', 'outputDimensionality']);

export function parseEmbed(body: JsonObject, target?: RequestTarget): EmbedCall {
  const isOne = target?.form === single;
  const requests = isOne ? [body] : listOf(checkedBatch(body));
  const read = requests.map((request, at) => parseOne(request, isOne ? '' : `requests[${at}]`, target));
  const [first] = read;
  const dimensions = first?.dimensions;
  const isShared = read.every((one) => one.dimensions === dimensions);
  const rest: Fields = (isOne ? undefined : leftover(body, new Set(['requests']))) ?? {};
  if (isOne) rest['method'] = single;
  const call: Writable<EmbedCall> = {
    operation: 'embed',
    model: first?.model ?? modelOf(undefined, target),
    inputs: read.map((one) => (isShared ? one.input : withDimensions(one.input, one.dimensions))),
    stream: false,
  };
  if (isShared && dimensions !== undefined) call.dimensions = dimensions;
  if (Object.keys(rest).length > 0) call.extra = { wire, fields: rest };
  return call;
}

function checkedBatch(body: JsonObject): Json {
  check(batchSchema, body, '');
  return body['requests'] ?? [];
}

interface OneInput {
  readonly model: string;
  readonly input: EmbedInput;
  readonly dimensions: number | undefined;
}

function parseOne(value: Json, path: string, target: RequestTarget | undefined): OneInput {
  if (!isObject(value)) check(embedSchema, value, path);
  const request = inCamelCase(value as JsonObject, embedNames, path);
  const { model, outputDimensionality } = check(embedSchema, request, path);
  const { content } = request;
  const place = path === '' ? 'content' : `${path}.content`;
  const text = textOfContent(content ?? null, place);
  const rest: Fields = leftover(request, requestKeys) ?? {};
  // Several parts, or a picture, are one vector together; only this wire can say that.
  if (text === undefined) rest['content'] = content ?? null;
  return {
    model: modelOf(model, target),
    input: {
      type: 'text',
      text: text ?? '',
      ...(Object.keys(rest).length > 0 ? { extra: { wire, fields: rest } } : {}),
    },
    dimensions:
      outputDimensionality === undefined || outputDimensionality === null
        ? undefined
        : Number(outputDimensionality),
  };
}

function withDimensions(input: EmbedInput, dimensions: number | undefined): EmbedInput {
  if (input.type !== 'text' || dimensions === undefined) return input;
  return {
    ...input,
    extra: { wire, fields: { ...input.extra?.fields, outputDimensionality: dimensions } },
  };
}

export function serializeEmbed(call: EmbedCall, model: string): SerializedRequest {
  const warnings: Warning[] = lostFields(call, wire);
  for (const [feature, value] of [
    ['truncate', call.truncate],
    ['metadata', call.metadata],
  ] as const) {
    if (value === undefined) continue;
    warnings.push({
      feature,
      detail: `${feature} has no counterpart in Google's embeddings and was not sent.`,
    });
  }
  const requests = call.inputs.map((input) => writeOne(input, call, model));
  const [only] = requests;
  const fields: Fields = isSingle(call) && only ? only : { requests };
  if (call.extra?.wire === wire) {
    const { method: _method, ...rest } = call.extra.fields;
    addMissing(fields, rest);
  }
  return { body: encoder.encode(JSON.stringify(fields)), warnings };
}

function writeOne(input: EmbedInput, { dimensions }: EmbedCall, model: string): Fields {
  if (input.type === 'tokens') throw notExpressible('Tokens to turn into vectors', wire);
  const own = input.extra?.wire === wire ? input.extra.fields : {};
  const fields: Fields = {
    model: resourceName(model),
    content: own['content'] ?? { parts: [{ text: input.text }] },
  };
  if (dimensions !== undefined) fields['outputDimensionality'] = dimensions;
  addMissing(fields, own);
  return fields;
}

export function parseEmbedReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (isObject(document['error'])) return [errorPart(document)];
  const { embedding, embeddings, usageMetadata } = document;
  const all = isList(embeddings) ? embeddings : embedding === undefined ? undefined : [embedding];
  if (!all) throw invalidReply('it has no embeddings');
  const parts: Part[] = [{ type: 'start' }];
  for (const [index, one] of all.entries())
    parts.push({ type: 'embedding', index, vector: vectorOf(one, index) });
  const inputTokens = isObject(usageMetadata) ? usageMetadata['promptTokenCount'] : undefined;
  if (typeof inputTokens === 'number' && isObject(usageMetadata)) {
    parts.push({
      type: 'usage',
      usage: { inputTokens, outputTokens: 0, source: 'reported', raw: usageMetadata },
    });
  }
  return parts;
}

function vectorOf(value: Json, at: number): readonly number[] {
  const values = isObject(value) ? value['values'] : undefined;
  if (isList(values) && values.every((one) => typeof one === 'number')) return values;
  throw invalidReply(`embeddings[${at}] has no values`);
}

/** This wire has no word for the model of embeddings; the header `x-commonhold-model` has it. */
export function serializeEmbedReply(reply: Reply, context: ReplyContext<EmbedCall>): Uint8Array {
  if (reply.error) return serializeError(faultOfPart(reply.error, context.model));
  const embeddings = reply.embeddings.map((vector) => ({ values: [...vector] }));
  const [only] = embeddings;
  const fields: Fields = isSingle(context.request) && only ? { embedding: only } : { embeddings };
  if (reply.usage && reply.usage.source !== 'estimated') {
    fields['usageMetadata'] = { promptTokenCount: reply.usage.inputTokens };
  }
  return encoder.encode(JSON.stringify(fields));
}
