import type { TokenAlternative, TokenLogprob } from '#call';
import { isList, isObject, type Fields } from '../own-fields.ts';
import type { Writable } from './wire-name.ts';

/** The log-probabilities of one piece of text; undefined when there are none. Entries without a token are left out. */
export function readLogprobs(value: unknown): TokenLogprob[] | undefined {
  if (!isList(value)) return undefined;
  const tokens: TokenLogprob[] = [];
  for (const entry of value) {
    const token = readToken(entry);
    if (!token) continue;
    const listed = isObject(entry) ? entry['top_logprobs'] : undefined;
    const alternatives = isList(listed) ? listed.map(readToken).filter((one) => one !== undefined) : [];
    tokens.push({ ...token, alternatives });
  }
  return tokens.length > 0 ? tokens : undefined;
}

function readToken(entry: unknown): TokenAlternative | undefined {
  if (!isObject(entry)) return undefined;
  const { token, logprob, bytes, id } = entry;
  if (typeof token !== 'string' || typeof logprob !== 'number') return undefined;
  const read: Writable<TokenAlternative> = { token, logprob };
  if (isList(bytes) && bytes.every((byte) => typeof byte === 'number')) read.bytes = bytes;
  // llama-server tells the vocabulary's id; OpenAI does not.
  if (typeof id === 'number') read.id = id;
  return read;
}

/** At most `alternatives` of the alternatives, because the client gets what it asked for and not what we know. */
export function writeLogprobs(tokens: readonly TokenLogprob[], alternatives: number): Fields[] {
  return tokens.map((token) => ({
    ...writeToken(token),
    top_logprobs: token.alternatives.slice(0, alternatives).map(writeToken),
  }));
}

const encoder = new TextEncoder();

function writeToken(token: TokenAlternative): Fields {
  const fields: Fields = { token: token.token, logprob: token.logprob, bytes: bytesOf(token) };
  if (token.id !== undefined) fields['id'] = token.id;
  return fields;
}

/** Absent bytes are those of the text, except where the text says itself that it could not hold them. */
function bytesOf(token: TokenAlternative): readonly number[] | null {
  if (token.bytes) return token.bytes;
  return token.token.includes('\ufffd') ? null : [...encoder.encode(token.token)];
}
