/** An axis from zero to a round number that holds the largest value, with two to five round steps. */
export function niceScale(most: number): { readonly top: number; readonly steps: readonly number[] } {
  const rough = Math.max(most, 1) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power * 10,
  );
  const count = Math.ceil(Math.max(most, 1) / size);
  return { top: count * size, steps: Array.from({ length: count + 1 }, (_, index) => index * size) };
}
