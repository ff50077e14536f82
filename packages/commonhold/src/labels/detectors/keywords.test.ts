import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Keywords } from './keywords.ts';

test('the keywords that are found are those that are in the text, in any case of letters, whatever they share', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('abcABC-_é')), maxLength: 40 });
  const word = fc.string({ unit: fc.constantFrom(...Array.from('abc-_')), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), text, (words, within) => {
      const keywords = new Keywords(words.map((one) => [one, one] as const));
      const wanted = new Set(words.filter((one) => within.toLowerCase().includes(one)));
      expect(new Set(keywords.in(within))).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
});
