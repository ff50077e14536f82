import type { JsonObject } from '#base';
import type { Usage } from '#call';

/** What a vendor counted, each number where it told one. */
interface Counts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cached: number | undefined;
  readonly reasoning: number | undefined;
}

/** Undefined when the counts that make a usage are not there. What the vendor wrote stays beside it, whole. */
export function reportedUsage(
  raw: JsonObject,
  { input, output, cached, reasoning }: Counts,
): Usage | undefined {
  if (input === undefined && output === undefined) return undefined;
  return {
    inputTokens: input ?? 0,
    outputTokens: output ?? 0,
    source: 'reported',
    raw,
    ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
