import type { Json, JsonObject } from '#base';
import { type Fields, isList, isObject, leftover, textOf } from '../own-fields.ts';
import type { ChainCodec, EarlierTurn, Warning } from '../wire.ts';
import { check } from '../check-request.ts';
import { chainSchema } from './request-schema.ts';
import { responsePrefix } from './response-document.ts';
import { chainKeys, itemsOf, itemsSent, toldAgain, writtenAgain } from './told-again.ts';

/**
 * Going on from an earlier answer by its id. What was said before stands in `input` again afterwards, item by item, as its client
 * sent it and as the answer was told to it. Instructions are not carried over, as OpenAI documents it.
 */
export const chain: ChainCodec = {
  previous(body) {
    const { previous_response_id: previous } = check(chainSchema, body, '');
    return previous ?? undefined;
  },
  callOf: (previous) =>
    previous.startsWith(responsePrefix) ? previous.slice(responsePrefix.length) : undefined,
  expand(body, turns) {
    const rest = leftover(body, chainKeys) ?? {};
    const before: Json[] = [];
    const sameWire: Json[] = [];
    const warnings: Warning[] = [];
    for (const turn of turns) {
      const said = itemsOf(turn.request['input']);
      const answered = outputOf(turn);
      before.push(...said, ...answered);
      const known = answered.filter((item) => !isThoughtOfOthers(item, turn));
      sameWire.push(...said, ...known);
      if (known.length < answered.length && warnings.length === 0) warnings.push(leftOut);
    }
    const now = itemsOf(body['input']);
    return {
      body: { ...rest, input: [...before, ...now] },
      sameWire: { ...rest, input: [...sameWire, ...now] },
      warnings,
    };
  },
  toldAgain,
  itemsSent: ({ call, request }) => itemsSent(call, request),
};

const leftOut: Warning = {
  feature: 'reasoning',
  detail:
    'Earlier thoughts that a destination of another protocol told are known to no vendor; they are not sent.',
};

/** The items of an answer, as they were told when it was given. */
function outputOf(turn: EarlierTurn): readonly JsonObject[] {
  const { output } = writtenAgain(turn, undefined);
  return (isList(output) ? output : []).filter(isObject).map(withoutLogprobs);
}

/** They were for whoever asked, and not for a model to read. */
function withoutLogprobs(item: JsonObject): JsonObject {
  const { content } = item;
  if (item['type'] !== 'message' || !isList(content)) return item;
  const pieces = content.map((piece): Json => {
    if (!isObject(piece)) return piece;
    const { logprobs: _, ...rest } = piece;
    return rest;
  });
  return { ...item, content: pieces } satisfies Fields;
}

/** Thoughts with an id of ours came by another wire; a vendor looks up ids of thoughts, and refuses what it does not know. */
function isThoughtOfOthers(item: JsonObject, { call }: EarlierTurn): boolean {
  return item['type'] === 'reasoning' && textOf(item['id']).startsWith(`rs_${call}_`);
}
