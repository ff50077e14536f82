import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject, objectOrNothing } from '../own-fields.ts';
import { reportedUsage } from '../reported-usage.ts';

export function readUsage(raw: unknown): Usage | undefined {
  if (!isObject(raw)) return undefined;
  return reportedUsage(raw, {
    input: countIn(raw, 'prompt_tokens'),
    output: countIn(raw, 'completion_tokens'),
    // DeepSeek has its own name for what was served from a cache.
    cached: countIn(raw['prompt_tokens_details'], 'cached_tokens') ?? countIn(raw, 'prompt_cache_hit_tokens'),
    reasoning: countIn(raw['completion_tokens_details'], 'reasoning_tokens'),
  });
}

/**
 * Undefined for an estimate: clients bill and budget by these numbers, so a number that nobody counted is not told as
 * if somebody had; the record has it and calls it an estimate.
 */
export function writeUsage(usage: Usage): Fields | undefined {
  if (usage.source === 'estimated') return undefined;
  const own: JsonObject = isObject(usage.raw) && 'prompt_tokens' in usage.raw ? usage.raw : {};
  const fields: Fields = {
    ...own,
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: own['total_tokens'] ?? usage.inputTokens + usage.outputTokens,
  };
  if (usage.cachedInputTokens !== undefined) {
    fields['prompt_tokens_details'] = {
      ...objectOrNothing(own['prompt_tokens_details']),
      cached_tokens: usage.cachedInputTokens,
    };
  }
  if (usage.reasoningTokens !== undefined) {
    fields['completion_tokens_details'] = {
      ...objectOrNothing(own['completion_tokens_details']),
      reasoning_tokens: usage.reasoningTokens,
    };
  }
  return fields;
}
