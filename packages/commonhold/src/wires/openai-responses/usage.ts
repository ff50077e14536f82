import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject, objectOrNothing } from '../own-fields.ts';
import { reportedUsage } from '../reported-usage.ts';

export function readUsage(raw: unknown): Usage | undefined {
  if (!isObject(raw)) return undefined;
  return reportedUsage(raw, {
    input: countIn(raw, 'input_tokens'),
    output: countIn(raw, 'output_tokens'),
    cached: countIn(raw['input_tokens_details'], 'cached_tokens'),
    reasoning: countIn(raw['output_tokens_details'], 'reasoning_tokens'),
  });
}

/**
 * Undefined for an estimate: a number that nobody counted is not told as if somebody had. The details are numbers on this wire,
 * and clients break where they are anything else; they are 0 where the destination did not divide its counts.
 */
export function writeUsage(usage: Usage): Fields | undefined {
  if (usage.source === 'estimated') return undefined;
  const own: JsonObject = isObject(usage.raw) && 'input_tokens' in usage.raw ? usage.raw : {};
  return {
    ...own,
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      ...objectOrNothing(own['input_tokens_details']),
      cached_tokens: usage.cachedInputTokens ?? 0,
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: {
      ...objectOrNothing(own['output_tokens_details']),
      reasoning_tokens: usage.reasoningTokens ?? 0,
    },
    total_tokens: own['total_tokens'] ?? usage.inputTokens + usage.outputTokens,
  };
}
