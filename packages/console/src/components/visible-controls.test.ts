import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleControls } from './visible-controls.ts';

test('an override of direction and an escape for a terminal are shown by name', () => {
  expect(visibleControls('a\u202eb\u001b[31mc\u0007')).toBe('a‹U+202E›b‹U+001B›[31mc‹U+0007›');
});

test('ordinary text of any script, its joiners and its line breaks stay as they are', () => {
  const text = 'Ünïcode\tשלום\u200f, नमस्ते, 👩‍🚀\n\nnext\r\n';
  expect(visibleControls(text)).toBe(text);
});

test('nothing that is shown holds a sign that steers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(visibleControls(text)).not.toMatch(
        // oxlint-disable-next-line no-control-regex
        /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u202d\u202e]/,
      );
    }),
  );
});
