import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spliceStrings } from './splice-strings.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const isModel = (path: readonly (string | number)[]) => path.at(-1) === 'model';
const spliced = (text: string) => new TextDecoder().decode(spliceStrings(utf8(text), isModel, 'new "name"'));

/** The same by the way that forgets spacing and spelling. */
function replaced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'model' && typeof inner === 'string' ? 'new "name"' : replaced(inner),
    ]),
  );
}

test('strings at wanted places are replaced, at any depth and among any others', () => {
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('model', '"', '\\', '{"model":"x"}'),
      fc.integer(),
    ),
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('model', 'a', 'b"', '1'), tie('tree'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
      expect(JSON.parse(spliced(JSON.stringify(value, undefined, indent)))).toEqual(
        JSON.parse(JSON.stringify(replaced(value))),
      );
    }),
  );
});

test('every other byte stays as it was', () => {
  const before =
    '{ "n" : 1.0e2,\t"list": [ {"model" :"a\\"b", "x": "mod\\u0065l" }, ["model", "model"] ],\n "m\\u006fdel":  "c" }';
  expect(spliced(before)).toBe(
    '{ "n" : 1.0e2,\t"list": [ {"model" :"new \\"name\\"", "x": "mod\\u0065l" }, ["model", "model"] ],\n "m\\u006fdel":  "new \\"name\\"" }',
  );
  const without = utf8('{"model":3,"a":["model"]}');
  expect(spliceStrings(without, isModel, 'x')).toBe(without);
});
