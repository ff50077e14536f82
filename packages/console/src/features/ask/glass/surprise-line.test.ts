import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Token } from '../tokens.ts';
import { pointsMax, surpriseLine, surpriseSummary } from './surprise-line.ts';

const tokenOf = (bits: number): Token => ({
  text: 'x',
  logprob: -bits * Math.LN2,
  bytes: [],
  id: 1,
  alternatives: [],
});

test('however long the answer is, the plot has few points and keeps the highest peak', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 3000 }),
      (bits) => {
        const line = surpriseLine(bits.map(tokenOf));
        expect(line.length).toBe(Math.min(pointsMax, bits.length));
        expect(Math.max(...line)).toBeCloseTo(Math.max(...bits));
      },
    ),
    { numRuns: 30 },
  );
});

test('the summary leaves out tokens without a probability, and says nothing where none has one', () => {
  const excluded = { ...tokenOf(0), logprob: -9999 };
  expect(surpriseSummary([tokenOf(1), excluded, tokenOf(3)])).toMatchObject({ mean: 2, most: 3 });
  expect(surpriseSummary([excluded])).toBeUndefined();
});
