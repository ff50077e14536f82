import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeOut as takeOutIf } from './merge-lines.ts';

const takeOut = (was: string, written: string, now: string) => takeOutIf(was, written, now, () => true);

const before = 'model = "a"\n\n[own]\nx = 1\n';
const written = `model_provider = "c"\n${before}\n[model_providers.c]\nname = "C"\n`;

test('takes out what was written and keeps what somebody has changed elsewhere since', () => {
  const now = written.replace('x = 1\n', 'x = 2\ny = 3\n');
  expect(takeOut(before, written, now)).toBe('model = "a"\n\n[own]\nx = 2\ny = 3\n');
  expect(takeOut(before, written, written.replace('model = "a"\n', 'model = "a"\n# mine\n'))).toBe(
    before.replace('model = "a"\n', 'model = "a"\n# mine\n'),
  );
});

test('keeps what an app has written behind it', () => {
  const trust = '\n[projects."/p"]\ntrust_level = "trusted"\n';
  expect(takeOut(before, written, written + trust)).toBe(before + trust);
  expect(takeOut('', 'all\n', 'all\nmine\n')).toBe('mine\n');
});

test('leaves it to a person where lines behind those that go belong to them', () => {
  const isTable = (lines: readonly string[]) => lines.join('').trimStart().startsWith('[');
  const trust = '\n[projects."/p"]\ntrust_level = "trusted"\n';
  expect(takeOutIf(before, written, written + trust, isTable)).toBe(before + trust);
  expect(takeOutIf(before, written, `${written}wire_api = "chat"\n`, isTable)).toBeUndefined();
});

test('leaves it to a person where both touch the same lines', () => {
  expect(takeOut(before, written, written.replace('"c"', '"d"'))).toBeUndefined();
  expect(takeOut(before, written, written.replace('name = "C"\n', 'name = "D"\n'))).toBeUndefined();
  expect(takeOut('a\n', 'b\n', 'mine\n')).toBeUndefined();
});

test('gives back what was there before when nobody changed anything, whatever it is', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', '{\n', '}\r\n', '\n', 'c'))
    .map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(takeOut(one, other, other)).toBe(one);
    }),
  );
});

test('gives what the other has when nothing was written', () => {
  const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n')).map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (one, now) => {
      expect(takeOut(one, one, now)).toBe(now);
    }),
  );
});
