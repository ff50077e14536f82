import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject, objectOrNothing } from '../own-fields.ts';
import type { Writable } from './wire-name.ts';

/** Undefined when the counts that make a usage are not there. */
export function readUsage(raw: unknown): Usage | undefined {
  if (!isObject(raw)) return undefined;
  const inputTokens = countIn(raw, 'prompt_tokens');
  const outputTokens = countIn(raw, 'completion_tokens');
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const usage: Writable<Usage> = {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    source: 'reported',
    raw,
  };
  // DeepSeek has its own name for what was served from a cache.
  const cached =
    countIn(raw['prompt_tokens_details'], 'cached_tokens') ?? countIn(raw, 'prompt_cache_hit_tokens');
  if (cached !== undefined) usage.cachedInputTokens = cached;
  const reasoning = countIn(raw['completion_tokens_details'], 'reasoning_tokens');
  if (reasoning !== undefined) usage.reasoningTokens = reasoning;
  return usage;
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
