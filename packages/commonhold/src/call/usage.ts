import type { Json } from '#base';

/** Tokens of one answer. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those served from a cache. */
  readonly cachedInputTokens?: number;
  /** Of the output tokens, those spent on reasoning. */
  readonly reasoningTokens?: number;
  /**
   * `reported` by a destination, `counted` by our own engine, `estimated` by us because nobody said
   * (four bytes of text a token; the record says that it is an estimate).
   */
  readonly source: 'reported' | 'counted' | 'estimated';
  /** The destination's own object, whole. */
  readonly raw?: Json;
}

/** Bytes of English text a token in common vocabularies; only used where nobody counted. */
export const bytesPerToken = 4;

export function estimateUsage(inputBytes: number, outputBytes: number): Usage {
  return {
    inputTokens: Math.ceil(inputBytes / bytesPerToken),
    outputTokens: Math.ceil(outputBytes / bytesPerToken),
    source: 'estimated',
  };
}
