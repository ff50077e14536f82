import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from './index.ts';

test('text of any length is encoded whole and comes back', () => {
  for (const unit of ['a', 'é', '€', '😀']) {
    for (const length of [0, 1, 2_048, 4_095, 4_096, 4_097, 10_000]) {
      const text = unit.repeat(length);
      expect(Buffer.from(encodeUtf8(text)).equals(Buffer.from(text))).toBe(true);
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (first, second) => {
      const kept = encodeUtf8(first);
      encodeUtf8(second);
      expect(decodeUtf8(kept)).toBe(first);
    }),
  );
});

test('bytes that are not UTF-8 are refused, and a byte order mark is kept', () => {
  expect(() => decodeUtf8(Uint8Array.of(0xc3))).toThrow(TypeError);
  expect(() => decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError);
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
});
