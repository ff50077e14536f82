import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, canonicalJsonBytes } from './index.ts';
import type { CanonicalValue } from './index.ts';

const cases = ['arrays', 'french', 'structures', 'unicode', 'values', 'weird'];

function file(folder: string, name: string): string {
  return readFileSync(new URL(`../testdata/jcs/${folder}/${name}.json`, import.meta.url), 'utf8');
}

describe('canonical JSON', () => {
  test.each(cases)('is that of the published vectors: %s', (name) => {
    const output = file('output', name);
    expect(canonicalJson(JSON.parse(file('input', name)) as CanonicalValue)).toBe(output);
    expect(canonicalJson(JSON.parse(output) as CanonicalValue)).toBe(output);
  });

  test.each([
    [0x4340000000000001n, '9007199254740994'],
    [0x4340000000000002n, '9007199254740996'],
    [0x444b1ae4d6e2ef50n, '1e+21'],
    [0x3eb0c6f7a0b5ed8dn, '0.000001'],
    [0x3eb0c6f7a0b5ed8cn, '9.999999999999997e-7'],
    [0x8000000000000000n, '0'],
    [0n, '0'],
  ])('writes the number with the bits %s as %s', (bits, expected) => {
    expect(canonicalJson(Buffer.from(BigUint64Array.of(bits).buffer).readDoubleLE())).toBe(expected);
  });

  test('is what another implementation writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }), (value) => {
        expect(canonicalJson(value as CanonicalValue)).toBe(canonicalize(value));
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order in which members were added, and parses back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(members));
        expect(JSON.parse(canonicalJson(members))).toEqual({ ...members });
      }),
    );
  });

  test('is the same whether members stand in order already or not, also where a name is a number or means something to objects', () => {
    const names = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat().map(String), fc.constant('__proto__'));
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse()) as CanonicalValue;
        const ordered = Object.fromEntries(
          Object.entries(members).sort(([left], [right]) => (left < right ? -1 : 1)),
        ) as CanonicalValue;
        expect(canonicalJson(ordered)).toBe(canonicalize(members));
        expect(canonicalJson(reversed)).toBe(canonicalize(members));
      }),
      { numRuns: 300 },
    );
  });

  test('in bytes is its UTF-8', () => {
    expect(canonicalJsonBytes({ é: '€' })).toEqual(Uint8Array.from(Buffer.from('{"é":"€"}')));
  });

  test.each([
    ['half of a surrogate pair', 'a\ud800'],
    ['half of a surrogate pair in a name', { '\udc00': 1 }],
    ['NaN', [Number.NaN]],
    ['an infinity', { a: Number.NEGATIVE_INFINITY }],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole in a list', Array(1)],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['bytes', new Uint8Array(1)],
    ['a map', new Map()],
    ['a date among members in order', { a: 1, b: new Date(0) }],
    ['something that writes itself', { a: { toJSON: () => 1 } }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value as CanonicalValue)).toThrow(TypeError);
  });

  test('refuses what is too deep for a stack, also when it contains itself', () => {
    const endless: CanonicalValue[] = [];
    endless.push(endless);
    expect(() => canonicalJson(endless)).toThrow('levels deep');
  });
});
