import type { JsonObject } from '#base';
import type { EmbedCall, Part, Reply } from '#call';
import { faultOfPart } from '../error-fault.ts';
import { serializeError } from '../openai-chat/error-body.ts';
import { type Fields, isList, isObject, putAll } from '../own-fields.ts';
import { faultOf } from '../upstream-fault.ts';
import { invalidReply, parseReplyObject } from '../upstream-json.ts';
import type { ReplyContext } from '../wire.ts';

const encoder = new TextEncoder();
const wire = 'openai-chat';
const bytesPerNumber = 4;

export function parseEmbedReply(body: Uint8Array): Part[] {
  const document = parseReplyObject(body);
  if (isObject(document['error'])) return [errorPart(document)];
  const { data, model, usage } = document;
  if (!isList(data)) throw invalidReply('it has no data');
  const parts: Part[] = [{ type: 'start', ...(typeof model === 'string' && model !== '' ? { model } : {}) }];
  for (const [at, entry] of data.entries()) {
    if (!isObject(entry)) throw invalidReply(`data[${at}] is no object`);
    const index = typeof entry['index'] === 'number' ? entry['index'] : at;
    parts.push({ type: 'embedding', index, vector: vectorOf(entry['embedding'], at) });
  }
  if (isObject(usage) && typeof usage['prompt_tokens'] === 'number') {
    const inputTokens = usage['prompt_tokens'];
    parts.push({ type: 'usage', usage: { inputTokens, outputTokens: 0, source: 'reported', raw: usage } });
  }
  return parts;
}

/** Numbers, or 32-bit floats with the lowest byte first, in base64. */
function vectorOf(value: unknown, at: number): readonly number[] {
  if (isList(value) && value.every((one) => typeof one === 'number')) return value;
  if (typeof value !== 'string') throw invalidReply(`data[${at}] has no vector`);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length % bytesPerNumber !== 0) throw invalidReply(`data[${at}] is cut off`);
  const vector: number[] = [];
  for (let place = 0; place < bytes.length; place += bytesPerNumber) vector.push(bytes.readFloatLE(place));
  return vector;
}

export function serializeEmbedReply(reply: Reply, context: ReplyContext<EmbedCall>): Uint8Array {
  const model = reply.model ?? context.model;
  if (reply.error) return serializeError(faultOfPart(reply.error, model));
  const asText = context.request.encoding === 'base64';
  const fields: Fields = {
    object: 'list',
    data: reply.embeddings.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: asText ? base64Of(vector) : [...vector],
    })),
    model,
  };
  const { usage } = reply;
  if (usage && usage.source !== 'estimated') {
    fields['usage'] = { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens };
  }
  if (reply.extra?.wire === wire) putAll(fields, { ...reply.extra.fields, ...fields });
  return encoder.encode(JSON.stringify(fields));
}

function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * bytesPerNumber);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * bytesPerNumber);
  return bytes.toString('base64');
}

function errorPart(document: JsonObject): Part {
  const { message } = faultOf(document) ?? { message: 'an error without a message' };
  return { type: 'error', code: 'upstream_broke', values: { detail: message } };
}
