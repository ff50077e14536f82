import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutAt, visibleBytes, visibleText } from './visible-text.ts';

const joined = (pieces: readonly { text: string }[]) => pieces.map(({ text }) => text).join('');

describe('text of strangers', () => {
  test('shows what turns words around, hides them or rings the bell', () => {
    const shown = joined(visibleText('safe\u202Egpj.exe \u0007\u200b\u{e0041}\u001b[31m\u0000\ud800'));
    expect(shown).toBe('safe‹U+202E›gpj.exe ‹U+0007›‹U+200B›‹U+E0041›‹U+001B›[31m‹U+0000›‹U+D800›');
  });

  test('stays as it is where all of it can be seen, other scripts and emoji too', () => {
    const text = 'Grüße, مرحبا, 你好\n\ttab 👩‍💻 ok';
    expect(visibleText(text)).toEqual([{ text, mark: false }]);
  });

  test('sets the marks apart, so that a text that only looks like a mark is not one', () => {
    expect(visibleText('a\u202eb‹U+202E›')).toEqual([
      { text: 'a', mark: false },
      { text: '‹U+202E›', mark: true },
      { text: 'b‹U+202E›', mark: false },
    ]);
  });

  test('as bytes shows ends of lines and joiners too, and keeps the lines', () => {
    expect(joined(visibleBytes('a\r\n\nb\t👩\u200d💻'))).toBe('a‹CR›‹LF›\n‹LF›\nb‹TAB›👩‹U+200D›💻');
  });

  test('never lets a character through that steers, whatever it is made of', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u202e', '\u0000', '\u001b', '\ufeff', '\u2066', '\u{e0020}', 'a', '\n'),
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      ),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = Array.from(joined(visibleText(text)), (character) => character.codePointAt(0) ?? 0);
        const steers = (code: number) =>
          (code < 0x20 && code !== 0x0a && code !== 0x09) ||
          (code >= 0x7f && code <= 0x9f) ||
          (code >= 0x202a && code <= 0x202e) ||
          (code >= 0x2066 && code <= 0x2069) ||
          (code >= 0xd800 && code <= 0xdfff) ||
          code === 0xfeff ||
          code >= 0xe0000;
        expect(shown.filter(steers)).toEqual([]);
      }),
    );
  });

  test('made of nothing but controls is one piece and not a hundred thousand', () => {
    expect(visibleText('a\u0000'.repeat(50_000))).toHaveLength(1);
    expect(joined(visibleText('\u0000'.repeat(10)))).toBe('‹U+0000›'.repeat(10));
  });

  test('is never cut within a character', () => {
    expect(cutAt('a👩b', 2)).toBe(3);
    expect(cutAt('a👩b', 1)).toBe(1);
    expect(cutAt('ab', 9)).toBe(2);
  });
});
