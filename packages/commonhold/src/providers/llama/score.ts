import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import {
  type Drawn,
  type DrawOptions,
  likeliest,
  readLogits,
  samplerOptions,
  smallestProbability,
} from './draw.ts';

/**
 * What stands for a token that the sampling parameters had excluded: its probability was zero, whose logarithm JSON
 * cannot hold. OpenAI writes the same number.
 */
export const excludedLogprob = -9999;

/**
 * Tokens that are scored in one step. Each of them costs the logits of the whole vocabulary, which is 20 MB for this
 * many in a large one.
 */
const scoreStepTokens = 32;

export interface ScoreOptions extends Omit<DrawOptions, 'grammar' | 'alternatives'> {
  readonly alternatives: number;
  /** One token a step, as they were drawn: the same numbers to the bit, at the pace of drawing. */
  readonly oneByOne: boolean;
}

/**
 * How likely each token of `options.answer` was when it came, without drawing any: the tokens are evaluated, and what
 * the model gives for the next one is read off before the next one is taken from the answer. The sequence is left
 * before the last token of the answer, whose evaluation is the beginning of what is drawn next.
 */
export async function* scoreTokens(options: ScoreOptions): AsyncGenerator<readonly Drawn[], void, void> {
  const { answer, tokens, sequence } = options;
  const step = options.oneByOne ? 1 : scoreStepTokens;
  // The first token of the answer follows the prompt, each other follows the one before it.
  let inputs = tokens;
  let scored = 0;
  while (scored < answer.length) {
    const asked = scored === 0 ? 1 : inputs.length;
    const plain = inputs.length - asked;
    const targets = answer.slice(scored, scored + asked);
    const items = inputs.map((token, at) => {
      const target = targets[at - plain];
      if (target === undefined) return token;
      return [token, { generateNext: question(options, target, answer.slice(0, scored + at - plain)) }];
    });
    const outputs = await sequence.controlledEvaluate(items as Parameters<Evaluate>[0]);
    yield targets.map((target, at) => score(options, target, outputs[plain + at]?.next));
    inputs = answer.slice(scored + asked - 1, Math.min(scored + asked - 1 + step, answer.length - 1));
    scored += asked;
  }
}

type Evaluate = LlamaContextSequence['controlledEvaluate'];
type Next = NonNullable<Awaited<ReturnType<Evaluate>>[number]>['next'];

/** At temperature 0 the library gives the likeliest few and one asked for, otherwise all that are left to draw from. */
function question(options: ScoreOptions, target: Token, history: readonly Token[]) {
  const sampler = samplerOptions(options, history);
  if (options.sampling.temperature !== 0) return { probabilities: true, options: sampler };
  const includeTop = Math.max(1, options.alternatives);
  return {
    totalLogitWeight: true,
    logits: { filter: { tokens: [target], includeTop } },
    options: sampler,
  };
}

function score(options: ScoreOptions, token: Token, next: Next | undefined): Drawn {
  const { alternatives } = options;
  if (options.sampling.temperature === 0) {
    const { logprobOf, likeliest: first } = readLogits(next);
    return {
      token,
      logprob: logprobOf(token) ?? excludedLogprob,
      alternatives: first.slice(0, alternatives),
    };
  }
  const probabilities = next?.probabilities;
  if (probabilities === undefined) throw new Error('the engine gave no probabilities');
  const probability = probabilities.get(token);
  return {
    token,
    logprob: probability === undefined ? excludedLogprob : Math.log(probability || smallestProbability),
    alternatives: likeliest(probabilities, alternatives),
  };
}
