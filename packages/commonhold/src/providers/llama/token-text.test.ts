import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenText } from './token-text.ts';

/** A vocabulary whose tokens are single bytes. */
const detokenize = (tokens: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(tokens));

test('Characters of several tokens come whole, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const writer = new TokenText(detokenize);
      const pieces = [...Buffer.from(text, 'utf8')].map((byte) => writer.push(byte));
      expect(pieces.join('') + writer.end()).toBe(text);
      if (!text.includes('\ufffd')) for (const piece of pieces) expect(piece).not.toContain('\ufffd');
    }),
  );
});

test('Bytes that never become a character are given out all the same', () => {
  const writer = new TokenText(detokenize);
  const pieces = [0xff, 0xff, 0xff, 0xff, 0x61].map((byte) => writer.push(byte));
  expect(pieces.join('')).toMatch(/^\ufffd+a$/);
});
