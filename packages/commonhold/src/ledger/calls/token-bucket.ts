/** More tokens than any answer has; a destination that claims more, or half a token, is not believed. */
const tokensMax = 2 ** 40;

/** The least power of two that is not below the count; zero stays zero. What the log tells of a length. */
export function tokenBucket(count: number): number {
  if (count <= 0) return 0;
  return 2 ** Math.ceil(Math.log2(count));
}

/**
 * A count as destinations report it, if it is one; null for anything else. What cannot be a count has no place in leaf
 * and columns, and must not keep the outcome from being written; the index document has it as it came.
 */
export function tokenCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= tokensMax
    ? Number(value)
    : null;
}
