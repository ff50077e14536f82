import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlainText } from './plain-text.ts';

describe('a text as detectors read it', () => {
  test.each([
    ['full-width digits', '４１１１', '4111'],
    ['digits of another script', '٤١١١ १२३', '4111 123'],
    ['mathematical digits, whose rows touch', '𝟏𝟐𝟛', '123'],
    ['a ligature', 'oﬃce', 'office'],
    ['dashes of all kinds', '1–2—3‑4−5', '1-2-3-4-5'],
    ['spaces of all kinds', 'a\u00A0b\u2009c', 'a b c'],
    ['what shows nothing', '4\u200B1\u00AD1\uFEFF1', '4111'],
  ])('has %s in the usual form', (_, original, text) => {
    expect(new PlainText(original).text).toBe(text);
  });

  test('leaves letters of other scripts and line breaks alone', () => {
    const original = 'Zoë wrote\n\tto Łukasz и Анна 你好 😀';
    expect(new PlainText(original).text).toBe(original);
  });

  test('leads back to the characters that it came from', () => {
    const plain = new PlainText('Tel. ０３０\u200B１２３ oﬃce 😀 end');
    const at = (part: string): string => {
      const start = plain.text.indexOf(part);
      const range = plain.originalRange(start, start + part.length);
      return plain.original.slice(range.start, range.end);
    };
    expect(at('030123')).toBe('０３０\u200B１２３');
    // A part of what one character stands for is that whole character.
    expect(at('ff')).toBe('ﬃ');
    expect(at('😀')).toBe('😀');
    expect(at('end')).toBe('end');
  });

  test('has for every part a range in order, of whole characters, that reads as that part', () => {
    const character = fc.oneof(
      fc.constantFrom(
        'a',
        '7',
        ' ',
        '７',
        'ﬃ',
        '\u200B',
        '٣',
        '😀',
        '\uFE0F',
        'ﷺ',
        'é',
        '—',
        '\u0301',
        '\uD800',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), fc.nat(), fc.nat(), (characters, from, count) => {
        const original = characters.join('');
        const plain = new PlainText(original);
        if (plain.text.length === 0) return;
        const start = from % plain.text.length;
        const end = start + 1 + (count % (plain.text.length - start));
        const range = plain.originalRange(start, end);
        expect(range.start).toBeLessThan(range.end);
        expect(range.end).toBeLessThanOrEqual(original.length);
        expect(new PlainText(original.slice(range.start, range.end)).text).toContain(
          plain.text.slice(start, end),
        );
      }),
    );
  });
});
