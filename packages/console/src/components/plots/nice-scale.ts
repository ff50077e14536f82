/** An axis from zero to a round number that holds the largest value, with two to five round steps, each at least as large as the smallest that can be counted. */
export function niceScale(
  most: number,
  smallest = 1,
): { readonly top: number; readonly steps: readonly number[] } {
  const rough = Math.max(most, smallest) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = Math.max(
    smallest,
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power * 10,
  );
  const count = Math.ceil(Math.max(most, smallest) / size);
  return { top: count * size, steps: Array.from({ length: count + 1 }, (_, index) => index * size) };
}
