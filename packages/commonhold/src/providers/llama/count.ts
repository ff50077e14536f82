import type { CountCall, EngineFacts, Part } from '#call';
import type { LoadedModel } from './load-model.ts';

/**
 * How many tokens the model would read: of the very prompt that a call to generate with these messages and tools has. Throws
 * what such a call is refused with, except that no room for an answer is needed.
 */
export function countTokens(loaded: LoadedModel, call: CountCall): readonly Part[] {
  const { template, facts, task } = loaded;
  const asked = { ...call, operation: 'generate' as const };
  const { tokens, answer } = template.prompt(asked, facts.contextTokens, task.model);
  return [
    { type: 'start', model: task.model },
    { type: 'token-count', tokens: tokens.length + answer.length },
    { type: 'engine', facts: plainFacts(loaded) },
  ];
}

/** What is on record of work in which nothing is drawn. */
export function plainFacts({ facts, task }: LoadedModel): EngineFacts {
  return {
    build: facts.build,
    processor: facts.processor,
    modelDigest: task.digest,
    template: facts.template,
    deterministic: false,
    batched: false,
    contextTokens: facts.contextTokens,
  };
}
