import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject } from '../own-fields.ts';
import { reportedUsage } from '../reported-usage.ts';

/**
 * This wire counts thoughts beside the answer and not within it, and what its own tools gave the model to read beside the prompt.
 * What came from a cache is part of the prompt.
 */
export function readUsage(raw: unknown): Usage | undefined {
  if (!isObject(raw)) return undefined;
  const prompt = countIn(raw, 'promptTokenCount');
  const answer = countIn(raw, 'candidatesTokenCount');
  const thoughts = countIn(raw, 'thoughtsTokenCount');
  if (prompt === undefined && answer === undefined && thoughts === undefined) return undefined;
  return reportedUsage(raw, {
    input: (prompt ?? 0) + (countIn(raw, 'toolUsePromptTokenCount') ?? 0),
    output: (answer ?? 0) + (thoughts ?? 0),
    cached: countIn(raw, 'cachedContentTokenCount'),
    reasoning: thoughts,
  });
}

/** Undefined for an estimate: a number that nobody counted is not told as if somebody had. */
export function writeUsage(usage: Usage): Fields | undefined {
  if (usage.source === 'estimated') return undefined;
  const own: JsonObject | undefined =
    isObject(usage.raw) && 'promptTokenCount' in usage.raw ? usage.raw : undefined;
  if (own && readUsage(own)?.outputTokens === usage.outputTokens) return { ...own };
  const { inputTokens, outputTokens, cachedInputTokens: cached, reasoningTokens: thoughts } = usage;
  const isWithin = thoughts !== undefined && thoughts <= outputTokens;
  return {
    promptTokenCount: inputTokens,
    ...(cached === undefined ? {} : { cachedContentTokenCount: cached }),
    candidatesTokenCount: isWithin ? outputTokens - thoughts : outputTokens,
    ...(isWithin ? { thoughtsTokenCount: thoughts } : {}),
    totalTokenCount: inputTokens + outputTokens,
  };
}
