import { CommonholdError, type JsonObject } from '#base';
import type { Principal } from '#call';
import type { EarlierCall } from '#ledger';
import type { Codec, EarlierTurn, SerializedRequest } from '#wires';
import type { Gate } from '../gate.ts';
import type { Held } from '../limits/limits.ts';
import { readAnswered, shown, turnOf } from './read-answer.ts';

/**
 * Answers that go on from each other. An agent that works for a day makes some hundreds; each is read and opened anew for every
 * call that goes on, so there must be an end.
 */
const turnsMax = 1000;

/** A request as it is handled: with the conversation before it, where its client only named that. */
export interface Conversation {
  readonly content: JsonObject;
  /** Undefined where the client sent everything itself, as nearly all do. */
  readonly before: Before | undefined;
}

/** What stands in the place of the client's own bytes, and what comes along with it. */
export interface Before {
  /** The client's own name for the answer that it goes on from. */
  readonly previous: string;
  /** The call of that answer. */
  readonly parent: string;
  readonly run: string | undefined;
  /** All that the parent carried. Labels never fall, so what goes on from it carries them too. */
  readonly labels: readonly string[];
  /** For a destination of the client's own wire. */
  readonly sameWire: JsonObject;
  readonly warnings: SerializedRequest['warnings'];
}

/**
 * Puts what was said before in place of the name of an earlier answer: from the record, which has the request of each call and its
 * answer, and only for whoever made those calls. The name itself goes to no destination. Nothing is opened here for anybody who
 * has not sent or been given it, so there is no access to record; which call was gone on from stands in the new call's own leaf.
 * Throws `response_unknown`, `response_erased`, `response_unanswered`, `response_in_pseudonyms`, `response_chain_too_long`,
 * `body_too_large`.
 */
export async function expand(
  gate: Pick<Gate, 'codecs' | 'earlier' | 'endings'>,
  codec: Codec,
  content: JsonObject,
  principal: Principal,
  room: { readonly held: Held; readonly bytesMax: number },
): Promise<Conversation> {
  const { chain } = codec;
  const previous = chain?.previous(content);
  if (chain === undefined || previous === undefined) return { content, before: undefined };
  await gate.endings.settled(principal.id);
  const turns: EarlierTurn[] = [];
  let bytes = 0;
  let parent: EarlierCall | undefined;
  let name: string | undefined = previous;
  while (name !== undefined) {
    if (turns.length === turnsMax) {
      throw new CommonholdError('response_chain_too_long', { response: shown(previous), limit: turnsMax });
    }
    const call = await readAnswered(gate, codec, principal.id, name, 'previous_response_id');
    bytes += call.request.length + call.answer.bytes.length;
    if (bytes > room.bytesMax) throw new CommonholdError('body_too_large', { limit: room.bytesMax });
    room.held.take(call.request.length + call.answer.bytes.length);
    const turn = turnOf(gate.codecs, call, name);
    turns.push(turn);
    parent ??= call;
    name = chain.previous(turn.request);
  }
  if (parent === undefined) throw new CommonholdError('internal', { detail: 'a chain without a call' });
  const { body, sameWire, warnings } = chain.expand(content, turns.toReversed());
  return {
    content: body,
    before: {
      previous,
      parent: parent.id,
      run: parent.run,
      labels: parent.labels,
      sameWire,
      warnings,
    },
  };
}
