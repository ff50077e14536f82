import { CommonholdError, parseStrictJson } from '#base';
import { collect, type Part, type Reply } from '#call';
import type { EarlierAnswer, EarlierCall, EarlierName } from '#ledger';
import { type Codec, type EarlierTurn, parseReply } from '#wires';
import type { Gate } from '../gate.ts';

/** A call on record whose answer came to its end. */
export interface AnsweredCall extends EarlierCall {
  readonly answer: EarlierAnswer;
}

/**
 * The call whose answer a client of `codec` knows as `response`, if this principal made it. `field` is where the request named it.
 * Throws `response_unknown`, `response_erased`, `response_unanswered`, `response_in_pseudonyms`.
 */
export async function readAnswered(
  gate: Pick<Gate, 'earlier'>,
  { chain, name: wire }: Codec,
  principal: string,
  response: string,
  field?: string,
): Promise<AnsweredCall> {
  const refused = (
    code: 'response_unknown' | 'response_erased' | 'response_unanswered' | 'response_in_pseudonyms',
  ): CommonholdError =>
    new CommonholdError(code, { response: shown(response), ...(field === undefined ? {} : { field }) });
  const call = await find(gate, principal, namesOf(chain?.callOf(response), response));
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
function namesOf(call: string | undefined, response: string): readonly EarlierName[] {
  const answer = { answer: response };
  return call === undefined ? [answer] : [{ call }, answer];
}

async function find(
  { earlier }: Pick<Gate, 'earlier'>,
  principal: string,
  names: readonly EarlierName[],
): Promise<EarlierCall | 'erased' | undefined> {
  for (const name of names) {
    const found = await earlier.read(principal, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A call with its answer, read. Throws `response_unanswered`. */
export function turnOf(codecs: Gate['codecs'], call: AnsweredCall, response: string): EarlierTurn {
  return {
    call: call.id,
    model: call.answer.model,
    created: Math.floor(call.received / 1000),
    request: parseStrictJson(call.request).value,
    reply: replyOf(codecs, call.answer, response),
  };
}

/** An answer was one document or a stream, and the record has its bytes only. */
function replyOf(codecs: Gate['codecs'], { wire, bytes }: EarlierAnswer, response: string): Reply {
  const reply = collect(partsOf(codecs[wire], bytes));
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
export function shown(response: string): string {
  const clean = response.replaceAll(/\p{C}/gu, '·');
  return JSON.stringify(clean.length > 100 ? `${clean.slice(0, 100)}…` : clean);
}
