import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setInJson } from './json-edit.ts';
import { takeOutOfJson } from './json-take-out.ts';

const before = '{\n  // mine\n  "model": "a", // which\n  "hooks": {"Pre": [1]}\n}\n';
let written = setInJson(before, ['env', 'URL'], 'u', 'x');
written = setInJson(written, ['env', 'KEY'], 'k', 'x');
written = setInJson(written, ['hooks', 'Pre'], [1, { ours: true }], 'x');
written = setInJson(written, ['model'], 'b', 'x');

test('puts back what was there before when nobody wrote anything else', () => {
  const text = takeOutOfJson(before, written, written) ?? '';
  // A list that something was taken out of is laid out anew; all else is as it was.
  expect(text.replace(/\[\s+1\s+\]/, '[1]')).toBe(before);
});

test('keeps what was added behind, between and inside of what was written', () => {
  let now = setInJson(written, ['theme'], 'dark', 'x');
  now = setInJson(now, ['env', 'MINE'], '1', 'x');
  now = setInJson(now, ['hooks', 'Pre'], [1, { ours: true }, 2], 'x');
  const text = takeOutOfJson(before, written, now) ?? '';
  expect(JSON.parse(text.replaceAll(/\/\/.*/g, ''))).toEqual({
    model: 'a',
    hooks: { Pre: [1, 2] },
    env: { MINE: '1' },
    theme: 'dark',
  });
  expect(text).toContain('// which');
});

test('leaves it to a person where a value that was written is another one now, or the file is none', () => {
  expect(takeOutOfJson(before, written, setInJson(written, ['env', 'URL'], 'other', 'x'))).toBeUndefined();
  expect(takeOutOfJson(before, written, '{ broken')).toBeUndefined();
});

test('gives what another made of it, less what was written, whatever it is', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const value = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.dictionary(name, fc.integer(), { maxKeys: 2, noNullPrototype: true }),
  );
  const file = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });
  const indent = fc.constantFrom(0, 2);
  fc.assert(
    fc.property(file, value, file, indent, (was, ours, theirs, space) => {
      const old = JSON.stringify(was, null, space);
      const text = setInJson(old, ['ours'], ours, 'x');
      let now = text;
      for (const [key, given] of Object.entries(theirs)) now = setInJson(now, [`their-${key}`], given, 'x');
      const left = JSON.parse(takeOutOfJson(old, text, now) ?? 'null') as unknown;
      const added = Object.entries(theirs).map(([key, given]) => [`their-${key}`, given]);
      expect(left).toEqual({ ...was, ...Object.fromEntries(added) });
    }),
    { numRuns: 50 },
  );
});
