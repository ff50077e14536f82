import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject } from '../own-fields.ts';
import { reportedUsage } from '../reported-usage.ts';

/** This wire counts what came from a cache, and what went into one, beside the input and not within it. */
export function readUsage(raw: unknown): Usage | undefined {
  if (!isObject(raw)) return undefined;
  const input = countIn(raw, 'input_tokens');
  const output = countIn(raw, 'output_tokens');
  if (input === undefined && output === undefined) return undefined;
  const cached = countIn(raw, 'cache_read_input_tokens');
  return reportedUsage(raw, {
    input: (input ?? 0) + (cached ?? 0) + (countIn(raw, 'cache_creation_input_tokens') ?? 0),
    output,
    cached,
    reasoning: countIn(raw['output_tokens_details'], 'thinking_tokens'),
  });
}

/** Undefined for an estimate: a number that nobody counted is not told as if somebody had. */
export function writeUsage(usage: Usage): Fields | undefined {
  if (usage.source === 'estimated') return undefined;
  const cached = usage.cachedInputTokens;
  if (isObject(usage.raw) && isOwn(usage.raw, usage)) return { ...usage.raw };
  return {
    input_tokens: usage.inputTokens - (cached ?? 0),
    ...(cached === undefined ? {} : { cache_read_input_tokens: cached }),
    output_tokens: usage.outputTokens,
    ...(usage.reasoningTokens === undefined
      ? {}
      : { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  };
}

/** Another wire has some of the same words with another meaning: what is not read here as the same is not this wire's. */
function isOwn(raw: JsonObject, usage: Usage): boolean {
  const read = readUsage(raw);
  return (
    !('total_tokens' in raw) &&
    read?.inputTokens === usage.inputTokens &&
    read.outputTokens === usage.outputTokens &&
    read.cachedInputTokens === usage.cachedInputTokens &&
    read.reasoningTokens === usage.reasoningTokens
  );
}
