import {
  type Llama,
  type LlamaContextSequence,
  type LlamaGrammar,
  LlamaGrammarEvaluationState,
  type LlamaModel,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import type { ResolvedSampling } from './sampling.ts';

/** A token that was drawn, with its log-probability and those of the likeliest tokens when they were asked for. */
export interface Drawn {
  readonly token: Token;
  readonly logprob?: number;
  readonly alternatives?: readonly { readonly token: Token; readonly logprob: number }[];
}

/** The library's probabilities are 32-bit floats; one that is too small for them must not become minus infinity. */
export const smallestProbability = 2 ** -149;

export interface DrawOptions {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  /** The last tokens of the prompt, at least one; those before are in the sequence already. */
  readonly tokens: readonly Token[];
  /** What the answer consists of already, when one is continued: penalties look at it too. */
  readonly answer: readonly Token[];
  readonly sampling: ResolvedSampling;
  readonly logitBias: ReadonlyMap<number, number>;
  readonly grammar: LlamaGrammar | undefined;
  /** Alternatives wanted for each token; undefined: no log-probabilities at all. */
  readonly alternatives: number | undefined;
}

/**
 * Draws tokens for as long as the caller takes them; a token that ends the answer is drawn like any other.
 *
 * Log-probabilities are those after the sampling parameters (what was really drawn from), so top-k and top-p can
 * leave fewer alternatives than were asked for. At temperature 0 nothing is cut off and they are the model's own.
 */
export function drawTokens(options: DrawOptions): AsyncGenerator<Drawn, void, void> {
  // The library can either give the likeliest few or the whole vocabulary. The few cost a sixth of the time, but
  // come with a sampler that is new for each token, which is the same thing only where there is no randomness and
  // no grammar.
  const greedy = options.sampling.temperature === 0;
  if (options.alternatives !== undefined && greedy && options.grammar === undefined) {
    return drawGreedyWithLogprobs(options, options.alternatives);
  }
  return drawBySampler(options);
}

async function* drawBySampler(options: DrawOptions): AsyncGenerator<Drawn, void, void> {
  const { sequence, alternatives, grammar, model } = options;
  const history = [...options.answer];
  const evaluation = {
    ...samplerOptions(options, history),
    ...(grammar === undefined
      ? {}
      : { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) }),
    yieldEogToken: true,
  };
  if (alternatives === undefined) {
    for await (const token of sequence.evaluate([...options.tokens], evaluation)) {
      history.push(token);
      yield { token };
    }
    return;
  }
  const metadata = { probabilities: true } as const;
  for await (const { token, probabilities } of sequence.evaluateWithMetadata(
    [...options.tokens],
    metadata,
    evaluation,
  )) {
    history.push(token);
    yield {
      token,
      logprob: Math.log(probabilities.get(token) || smallestProbability),
      alternatives: likeliest(probabilities, alternatives),
    };
  }
}

async function* drawGreedyWithLogprobs(
  options: DrawOptions,
  alternatives: number,
): AsyncGenerator<Drawn, void, void> {
  const history = [...options.answer];
  let tokens = options.tokens;
  for (;;) {
    const last = tokens.at(-1);
    if (last === undefined) return;
    const generateNext = {
      token: true,
      totalLogitWeight: true,
      // The likeliest token is always needed, since weights are relative to its logit.
      logits: { filter: { tokens: [], includeTop: Math.max(1, alternatives) } },
      options: samplerOptions(options, history),
    };
    const outputs = await options.sequence.controlledEvaluate([
      ...tokens.slice(0, -1),
      [last, { generateNext }] as const,
    ] as Parameters<LlamaContextSequence['controlledEvaluate']>[0]);
    const next = outputs.at(-1)?.next;
    const token = next?.token;
    if (token === undefined || token === null) throw new Error('the engine drew no token');
    const { best, likeliest: first } = readLogits(next);
    history.push(token);
    yield { token, logprob: best, alternatives: first.slice(0, alternatives) };
    tokens = [token];
  }
}

interface Logits {
  /** The log-probability of the likeliest token, which is the one that is drawn at temperature 0. */
  readonly best: number;
  /** The likeliest tokens first, and behind them those that were asked for by name. */
  readonly likeliest: readonly { readonly token: Token; readonly logprob: number }[];
  /** Undefined for a token that was not asked for. */
  readonly logprobOf: (token: Token) => number | undefined;
}

/** Logits are relative to the largest, whose weight the library tells as the sum of all. */
export function readLogits(
  next: { readonly logits?: ReadonlyMap<Token, number>; readonly totalLogitWeight?: number } | undefined,
): Logits {
  const listed = [...(next?.logits ?? [])];
  const best = listed[0]?.[1];
  if (best === undefined || next?.totalLogitWeight === undefined) {
    throw new Error('the engine gave no logits');
  }
  const weight = best + Math.log(next.totalLogitWeight);
  return {
    best: best - weight,
    likeliest: listed.map(([token, logit]) => ({ token, logprob: logit - weight })),
    logprobOf: (token) => {
      const logit = next.logits?.get(token);
      return logit === undefined ? undefined : logit - weight;
    },
  };
}

/** Every option is given: the library's own defaults are others, and a missing seed would be the clock. */
export function samplerOptions(
  options: Pick<DrawOptions, 'sampling' | 'logitBias' | 'model' | 'sequence'>,
  history: readonly Token[],
) {
  const { sampling, logitBias, model, sequence } = options;
  const penalised =
    sampling.repeatPenalty !== 1 || sampling.frequencyPenalty !== 0 || sampling.presencePenalty !== 0;
  return {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    minP: sampling.minP,
    seed: sampling.seed,
    ...(penalised
      ? {
          repeatPenalty: {
            // All tokens of this answer and none of the prompt: a fixed window of the library's would be a further,
            // unseen parameter.
            punishTokens: () => [...history],
            maxPunishTokens: sequence.contextSize,
            penalty: sampling.repeatPenalty,
            frequencyPenalty: sampling.frequencyPenalty,
            presencePenalty: sampling.presencePenalty,
          },
        }
      : {}),
    ...(logitBias.size === 0 ? {} : { tokenBias: tokenBias(model, logitBias) }),
  };
}

function tokenBias(model: LlamaModel, biases: ReadonlyMap<number, number>): TokenBias {
  const bias = TokenBias.for(model);
  for (const [token, logit] of biases) bias.set(token as Token, { logit });
  return bias;
}

/** The map is sorted by probability. Tokens whose probability is too small for a float are no alternatives. */
export function likeliest(
  probabilities: ReadonlyMap<Token, number>,
  count: number,
): { token: Token; logprob: number }[] {
  const found: { token: Token; logprob: number }[] = [];
  for (const [token, probability] of probabilities) {
    if (found.length >= count || probability <= 0) break;
    found.push({ token, logprob: Math.log(probability) });
  }
  return found;
}
