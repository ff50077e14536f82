/** A token of an answer, as the engine inside told it, and what else could have stood there. */
export interface Token extends Alternative {
  /** The likeliest first. */
  readonly alternatives: readonly Alternative[];
}

export interface Alternative {
  /** Half a character is U+FFFD; the bytes say which half. */
  readonly text: string;
  /** Natural logarithm of the probability. */
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly id: number | undefined;
}

/** What stands for a token that the settings had excluded: its probability was zero, which has no logarithm. */
const excludedLogprob = -9999;

const encoder = new TextEncoder();

/** Tokens in the form of OpenAI's wire or of our engine's own lines; entries that are none are left out. */
export function readTokens(value: unknown): readonly Token[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const own = readAlternative(entry);
    if (own === undefined) return [];
    const fields = entry as { readonly top_logprobs?: unknown; readonly alternatives?: unknown };
    const listed = fields.top_logprobs ?? fields.alternatives;
    const alternatives = Array.isArray(listed) ? listed.map(readAlternative) : [];
    return [{ ...own, alternatives: alternatives.filter((one) => one !== undefined) }];
  });
}

function readAlternative(entry: unknown): Alternative | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { token, logprob, bytes, id } = entry as Readonly<Record<string, unknown>>;
  if (typeof token !== 'string' || typeof logprob !== 'number') return undefined;
  const known = Array.isArray(bytes) && bytes.every((byte) => typeof byte === 'number');
  return {
    text: token,
    logprob,
    bytes: known ? bytes : [...encoder.encode(token)],
    id: typeof id === 'number' ? id : undefined,
  };
}

/** Undefined for a token that the settings had excluded. */
export function probabilityOf({ logprob }: Alternative): number | undefined {
  return logprob <= excludedLogprob ? undefined : Math.exp(logprob);
}

/** How surprising a token was, in bits: 0 for a certain one, 1 for a toss of a coin. Undefined for an excluded one. */
export function bitsOf({ logprob }: Alternative): number | undefined {
  return logprob <= excludedLogprob ? undefined : Math.max(0, -logprob / Math.LN2);
}

/** Lower edges of the shades in which probabilities are shown, the surest first. */
const bandEdges = [0.9, 0.5, 0.2, 0.05, 0] as const;

/** 0 for the surest shade, 4 for the least sure. */
export function bandOf(token: Alternative): number {
  const probability = probabilityOf(token) ?? 0;
  return bandEdges.findIndex((edge) => probability >= edge);
}

/** Place among the alternatives, from 1; undefined when it was not among those that were told. */
export function rankOf(token: Token): number | undefined {
  const at = token.alternatives.findIndex((other) => isSame(other, token));
  return at === -1 ? undefined : at + 1;
}

export function isSame(one: Alternative, other: Alternative): boolean {
  return one.id === undefined || other.id === undefined
    ? one.text === other.text && one.bytes.join() === other.bytes.join()
    : one.id === other.id;
}

/** The text that tokens spell. Characters that consist of several tokens come out whole. */
export function spelled(tokens: readonly Alternative[]): string {
  return new TextDecoder().decode(new Uint8Array(tokens.flatMap(({ bytes }) => bytes)));
}

/** The beginning for a fork: what stood before, then another token. `ids` only where all of them are known. */
export function beginningOf(
  tokens: readonly Token[],
  at: number,
  instead: Alternative,
): { readonly text: string; readonly ids: readonly number[] | undefined } {
  const beginning = [...tokens.slice(0, at), instead];
  const ids = beginning.map(({ id }) => id);
  return { text: spelled(beginning), ids: ids.every((id) => id !== undefined) ? ids : undefined };
}

/**
 * How the chances of these alternatives would be shared among themselves at another temperature. Only what is listed
 * takes part, so this shows a direction and is no promise.
 */
export function sharesAt(
  alternatives: readonly Alternative[],
  drawnAt: number,
  temperature: number,
): readonly number[] {
  // At 0 nothing was cut off or bent, and the numbers are the model's own, which is the same as temperature 1.
  const from = drawnAt === 0 ? 1 : drawnAt;
  const scores = alternatives.map(({ logprob }) => (logprob <= excludedLogprob ? -Infinity : logprob * from));
  const best = Math.max(...scores);
  if (temperature === 0) {
    const first = scores.indexOf(best);
    return scores.map((_, index) => (index === first ? 1 : 0));
  }
  const weights = scores.map((score) => Math.exp((score - best) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
