import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repairedDigits } from './repaired-digits.ts';

/** What the scan of one sign after the other stands for: digits and letters like them, and no part of a word. */
const row = /(?<![A-Za-z\d])[\dOoQIl|SB](?:[ .\-/()]{0,2}[\dOoQIl|SB]){6,30}(?![A-Za-z\d])/g;
const digits = { O: '0', o: '0', Q: '0', I: '1', l: '1', '|': '1', S: '5', B: '8' };

function byPattern(text: string): string | undefined {
  const repaired = text.replace(row, (found) => {
    const letters = found.replaceAll(/[^OoQIl|SB]/g, '').length;
    if (letters * 2 > found.replaceAll(/\D/g, '').length) return found;
    return found.replaceAll(/[OoQIl|SB]/g, (letter) => digits[letter as keyof typeof digits]);
  });
  return repaired === text ? undefined : repaired;
}

test('rows are read as a pattern would find them, in every text of digits, letters like digits, and what stands between', () => {
  const signs = fc.constantFrom(...Array.from('000112345678OoQIl|SBax .-/()é٣\n'));
  fc.assert(
    fc.property(fc.string({ unit: signs, maxLength: 120 }), (text) => {
      expect(repairedDigits(text)).toBe(byPattern(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['O30 l23 45', '030 123 45'],
  ['call O30-l23 45S7 now', 'call 030-123 4557 now'],
  ['lOl OOl OOO', undefined],
  ['model S1234567x', undefined],
])('%j is read as %j', (text, repaired) => {
  expect(repairedDigits(text)).toBe(repaired);
});
