/** The least power of two that is not below the count; zero stays zero. What the log tells of a length. */
export function tokenBucket(count: number): number {
  if (count <= 0) return 0;
  return 2 ** Math.ceil(Math.log2(count));
}
