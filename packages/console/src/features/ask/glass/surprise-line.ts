import { bitsOf, type Token } from '../tokens.ts';

/** More points than a plot has pixels would be drawn over each other. */
export const pointsMax = 320;

/** Points of the plot, the largest surprise of each stretch of tokens, so that no peak is lost. */
export function surpriseLine(tokens: readonly Token[]): readonly number[] {
  const bits = tokens.map((token) => bitsOf(token) ?? 0);
  const count = Math.min(pointsMax, bits.length);
  return Array.from({ length: count }, (_, point) => {
    const from = Math.floor((point * bits.length) / count);
    const to = Math.max(from + 1, Math.floor(((point + 1) * bits.length) / count));
    return bits.slice(from, to).reduce((most, value) => Math.max(most, value), 0);
  });
}

/** The mean over tokens that had a probability, and the most surprising of them. */
export function surpriseSummary(
  tokens: readonly Token[],
): { readonly mean: number; readonly most: number; readonly token: Token } | undefined {
  let sum = 0;
  let count = 0;
  let most: { readonly bits: number; readonly token: Token } | undefined;
  for (const token of tokens) {
    const bits = bitsOf(token);
    if (bits === undefined) continue;
    sum += bits;
    count += 1;
    if (most === undefined || bits > most.bits) most = { bits, token };
  }
  return most && { mean: sum / count, most: most.bits, token: most.token };
}
