import {
  CommonholdError,
  type Json,
  type JsonObject,
  parseStrictJson,
  type SseEvent,
  SseParser,
} from '#base';
import { type Fields, isList, isObject, leftover, textOf } from '../own-fields.ts';
import type { EarlierTurn, ToldTurn } from '../wire.ts';
import { parseRequest } from './parse-request.ts';
import { serializeReply } from './serialize-reply.ts';

const decoder = new TextDecoder();
export const chainKeys: ReadonlySet<string> = new Set(['previous_response_id']);

/** The document that an answer was told in, made once more from what is on record. */
export function writtenAgain(
  { call, model, created, request, reply }: EarlierTurn,
  previous: string | undefined,
): JsonObject {
  const asked = parseRequest(leftover(request, chainKeys) ?? {});
  const context = { call, model, created, request: asked, ...(previous === undefined ? {} : { previous }) };
  return JSON.parse(decoder.decode(serializeReply(reply, context))) as JsonObject;
}

/**
 * An answer as its client has it: the vendor's own document where the client knows it by the vendor's name, because then it passed
 * untouched, and else the one that was written here.
 */
export function toldAgain(turn: ToldTurn): JsonObject {
  const passed = documentsIn(turn.bytes).find(({ id }) => id === turn.name);
  if (passed) return passed;
  return writtenAgain(turn, textOf(turn.request['previous_response_id']) || undefined);
}

/** The documents of a whole answer that these bytes hold: the one that they are, or that a stream ended in. */
function documentsIn(bytes: Uint8Array): readonly JsonObject[] {
  const whole = objectIn(bytes);
  if (whole) return [whole];
  const parser = new SseParser();
  return [...parser.push(bytes), ...parser.end()].flatMap(endingIn);
}

const endings = /^response\.(completed|incomplete)$/;

function endingIn({ data }: SseEvent): readonly JsonObject[] {
  const event = objectIn(Buffer.from(data));
  const response = event && endings.test(textOf(event['type'])) ? event['response'] : undefined;
  return isObject(response) ? [response] : [];
}

function objectIn(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseStrictJson(bytes).value;
  } catch (thrown) {
    if (thrown instanceof CommonholdError) return undefined;
    throw thrown;
  }
}

/** A text alone is what a user says. */
export function itemsOf(input: Json | undefined): readonly JsonObject[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }];
  return isList(input) ? input.filter(isObject) : [];
}

/** What a client sent in one request, each item with an id: its own, or one that leads to the call and its place. */
export function itemsSent(call: string, request: JsonObject): readonly JsonObject[] {
  const { input } = request;
  return itemsOf(input).map((item, at) => {
    const type = textOf(item['type']) || 'message';
    const id = textOf(item['id']) || `${type === 'message' ? 'msg' : 'item'}_${call}_in_${at}`;
    const whole: Fields = { ...item, type, id };
    if (type === 'message') whole['content'] = contentOf(item);
    return whole;
  });
}

/** A message that is told again has its content as a list, whichever way it was written. */
function contentOf({ role, content }: JsonObject): Fields[string] {
  if (typeof content !== 'string') return content ?? [];
  return role === 'assistant'
    ? [{ type: 'output_text', text: content, annotations: [] }]
    : [{ type: 'input_text', text: content }];
}
