import type { Json } from '#base';
import type { TokenAlternative, TokenLogprob } from '#call';
import { type Fields, isList, isObject } from '../own-fields.ts';

/** One list of what was chosen and one, as long, of what else was likely at each step. */
export function readLogprobs(result: Json | undefined): readonly TokenLogprob[] | undefined {
  if (!isObject(result) || !isList(result['chosenCandidates'])) return undefined;
  const { chosenCandidates: chosen, topCandidates } = result;
  const top = isList(topCandidates) ? topCandidates : [];
  const tokens = chosen.flatMap((one, at): TokenLogprob[] => {
    const token = readToken(one);
    if (!token) return [];
    const step = top[at];
    const likely = isObject(step) && isList(step['candidates']) ? step['candidates'] : [];
    return [{ ...token, alternatives: likely.flatMap((other) => readToken(other) ?? []) }];
  });
  return tokens.length > 0 ? tokens : undefined;
}

function readToken(value: Json): TokenAlternative | undefined {
  if (!isObject(value)) return undefined;
  const { token, logProbability: logprob, tokenId: id } = value;
  if (typeof token !== 'string' || typeof logprob !== 'number') return undefined;
  return { token, logprob, ...(typeof id === 'number' ? { id } : {}) };
}

/** At most as many alternatives as were asked for. */
export function writeLogprobs(tokens: readonly TokenLogprob[], alternatives: number): Fields {
  return {
    topCandidates: tokens.map((token) => ({
      candidates: token.alternatives.slice(0, alternatives).map(writeToken),
    })),
    chosenCandidates: tokens.map(writeToken),
  };
}

function writeToken({ token, logprob, id }: TokenAlternative): Fields {
  return { token, ...(id === undefined ? {} : { tokenId: id }), logProbability: logprob };
}
