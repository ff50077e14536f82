import { CommonholdError, type JsonObject, parseStrictJson } from '#base';
import { collect, type Part, type Principal, type Reply } from '#call';
import type { EarlierCall, EarlierName } from '#ledger';
import { type ChainCodec, type Codec, type EarlierTurn, parseReply, type SerializedRequest } from '#wires';
import type { Gate } from '../gate.ts';
import type { Held } from '../limits/limits.ts';

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
  { chain, name: wire }: Codec,
  content: JsonObject,
  principal: Principal,
  room: { readonly held: Held; readonly bytesMax: number },
): Promise<Conversation> {
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
    const call = await read(gate, chain, wire, principal, name);
    bytes += call.request.length + call.answer.bytes.length;
    if (bytes > room.bytesMax) throw new CommonholdError('body_too_large', { limit: room.bytesMax });
    room.held.take(call.request.length + call.answer.bytes.length);
    const request = parseStrictJson(call.request).value;
    turns.push({
      call: call.id,
      model: call.answer.model,
      created: Math.floor(call.received / 1000),
      request,
      reply: replyOf(gate.codecs[call.answer.wire], call.answer.bytes, name),
    });
    parent ??= call;
    name = chain.previous(request);
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

type Answered = EarlierCall & { readonly answer: NonNullable<EarlierCall['answer']> };

async function read(
  gate: Pick<Gate, 'earlier'>,
  chain: ChainCodec,
  wire: string,
  principal: Principal,
  response: string,
): Promise<Answered> {
  const refused = (
    code: 'response_unknown' | 'response_erased' | 'response_unanswered' | 'response_in_pseudonyms',
  ): CommonholdError =>
    new CommonholdError(code, { response: shown(response), field: 'previous_response_id' });
  const call = await find(gate, principal, namesOf(chain, response));
  if (call === 'erased') throw refused('response_erased');
  if (call === undefined || call.wire !== wire || call.operation !== 'generate') {
    throw refused('response_unknown');
  }
  const { answer } = call;
  if (answer === undefined) throw refused('response_unanswered');
  if (answer.inPseudonyms) throw refused('response_in_pseudonyms');
  return { ...call, answer };
}

/** A name in our form may be one that a destination gave, which is another node of this kind. */
function namesOf(chain: ChainCodec, response: string): readonly EarlierName[] {
  const call = chain.callOf(response);
  const answer = { answer: response };
  return call === undefined ? [answer] : [{ call }, answer];
}

async function find(
  { earlier }: Pick<Gate, 'earlier'>,
  principal: Principal,
  names: readonly EarlierName[],
): Promise<EarlierCall | 'erased' | undefined> {
  for (const name of names) {
    const found = await earlier.read(principal.id, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An answer was one document or a stream, and the record has its bytes only. */
function replyOf(codec: Codec, bytes: Uint8Array, response: string): Reply {
  const reply = collect(partsOf(codec, bytes));
  if (reply.error === undefined) return reply;
  throw new CommonholdError('response_unanswered', { response: shown(response) });
}

function partsOf(codec: Codec, bytes: Uint8Array): Part[] {
  try {
    return parseReply(codec, 'generate', bytes);
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError)) throw thrown;
    // What is no whole document was a stream; what is neither is told as that.
    const parser = codec.stream.parser();
    return [...parser.push(bytes), ...parser.end()];
  }
}

/** A name from a client, safe and short enough for a message. */
function shown(response: string): string {
  const clean = response.replaceAll(/\p{C}/gu, '·');
  return JSON.stringify(clean.length > 100 ? `${clean.slice(0, 100)}…` : clean);
}
