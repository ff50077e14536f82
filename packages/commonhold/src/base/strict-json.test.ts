import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError } from './errors.ts';
import { spliceTopLevelString } from './splice-top-level.ts';
import { maximumJsonDepth, parseStrictJson } from './strict-json.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const splice = (text: string, key: string, value: string) =>
  new TextDecoder().decode(spliceTopLevelString(utf8(text), key, value));

function refusal(bytes: Uint8Array | string): CommonholdError {
  try {
    parseStrictJson(typeof bytes === 'string' ? utf8(bytes) : bytes);
  } catch (error) {
    if (error instanceof CommonholdError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('strict JSON', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false })),
        (value) => {
          // JSON has no -0: JSON.stringify writes 0.
          const text = JSON.stringify(value);
          fc.pre(text.isWellFormed() && !/\\ud[89a-f]/i.test(text));
          expect(parseStrictJson(utf8(text)).value).toEqual(JSON.parse(text));
          expect(parseStrictJson(utf8(JSON.stringify(value, undefined, 2))).value).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test.each([
    '',
    ' ',
    '{',
    '{"a":1',
    '{"a"}',
    '{"a":1,}',
    '{a:1}',
    '{"a":"\n"}',
    '{} {}',
    '{"a":01}',
    "{'a':1}",
    '{"a":"',
  ])('refuses %j, which is not JSON', (text) => expect(refusal(text).code).toBe('json_invalid'));

  test.each(['[]', '"x"', '1', 'null', 'true'])(
    'refuses %s, because the top level must be an object',
    (text) => {
      expect(refusal(text).message).toContain('the top level must be an object');
    },
  );

  test('does not quote the body in its messages', () => {
    expect(refusal('{"secret": hunter2}').message).not.toContain('hunter2');
    expect(refusal('{"secret": hunter2}').message).toContain('unexpected character "h"');
    expect(refusal('{"secret": 1 "hunter2"').message).toContain('unexpected text at character 13');
  });

  test.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"x":[{"model":"m"},{"deep":{"k:":1,"b" : 2,"b"\n:3}}]}', 'b'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":1,"":2}', ''],
    ['{"a\\"b":1,"a\\u0022b":2}', 'a"b'],
  ])('refuses the duplicate key in %s', (text, key) => {
    expect(refusal(text)).toMatchObject({ code: 'json_duplicate_key', values: { key } });
  });

  test('accepts the same key in different objects, and colons and quotes in strings', () => {
    const text = '{"a":{"a":{"a":":\\":\\\\"}},"b":[{"a":1},{"a":2}],"c:":"{\\"a\\":1,\\"a\\":2}"}';
    expect(parseStrictJson(utf8(text)).value).toEqual(JSON.parse(text));
  });

  test('repeats no more of a key than is needed to find it', () => {
    const key = 'k'.repeat(1000);
    expect(refusal(`{"${key}":1,"${key}":2}`).values).toEqual({ key: key.slice(0, 100) });
  });

  test('finds a duplicate wherever it is put', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(objects, fc.array(objects), fc.nat(), (inner, around, pick) => {
        const keys = Object.keys(inner);
        const key = keys[pick % keys.length] ?? '';
        const twice = `${JSON.stringify(inner).slice(0, -1)},${JSON.stringify(key)}:null}`;
        const text = `{"list":[${[...around.map((value) => JSON.stringify(value)), twice].join(',')}]}`;
        fc.pre(!/\\ud[89a-f]/i.test(text));
        expect(refusal(text)).toMatchObject({ code: 'json_duplicate_key', values: { key } });
      }),
    );
  });

  test('names the first byte that is not UTF-8', () => {
    const bad = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x80]];
    for (const lead of [0, 1, 100, 4089, 4090, 4091, 4092, 4093, 20_000]) {
      for (const sequence of bad) {
        const head = utf8(`{"a":"${'x'.repeat(lead)}`);
        const bytes = new Uint8Array([...head, ...sequence, ...utf8('"}')]);
        expect(refusal(bytes)).toMatchObject({ code: 'json_not_utf8', values: { position: head.length } });
      }
    }
  });

  test('finds the first bad byte among characters of every length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 3000 }),
        fc.integer({ min: 0, max: 4200 }),
        (text, pad) => {
          const head = utf8('é'.repeat(pad) + text);
          expect(refusal(new Uint8Array([...head, 0xff, 0x20]))).toMatchObject({
            values: { position: head.length },
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('refuses a byte order mark', () => {
    expect(refusal('\ufeff{}').message).toContain('byte order mark');
  });

  test('refuses an escape of half a surrogate pair, in values and in keys, and takes whole pairs', () => {
    expect(refusal('{"a":["\\ud800"]}').code).toBe('json_invalid');
    expect(refusal('{"a":"\\uDFFF\\uD800"}').code).toBe('json_invalid');
    expect(refusal('{"\\ud800":1}').code).toBe('json_invalid');
    expect(parseStrictJson(utf8('{"a":"\\ud83d\\ude00 \\\\ud800"}')).value).toEqual({ a: '😀 \\ud800' });
  });

  test('refuses numbers that overflow', () => {
    expect(refusal('{"a":[1e999]}').code).toBe('json_invalid');
    expect(refusal('{"a":-1e999}').code).toBe('json_invalid');
  });

  test('bounds nesting, and survives any amount of it', () => {
    expect(parseStrictJson(utf8(nested(maximumJsonDepth))).value).toHaveProperty('a');
    expect(refusal(nested(maximumJsonDepth + 1)).message).toContain('nested deeper');
    expect(refusal(nested(1_000_000)).code).toBe('json_invalid');
    expect(refusal('{"a":'.repeat(1_000_000)).code).toBe('json_invalid');
    expect(refusal(']'.repeat(100_000)).code).toBe('json_invalid');
  });

  test('keeps __proto__ as a key like any other and pollutes nothing', () => {
    const { value } = parseStrictJson(utf8('{"__proto__":{"polluted":true},"a":{"__proto__":1}}'));
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in value).toBe(false);
    const copy = { ...value };
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  test('never throws anything but its own errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(refusalOrNothing(bytes)).not.toBe('foreign');
      }),
    );
    const jsonish = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '"a"', '1', ' ', 'u', 'd800'),
    );
    fc.assert(fc.property(jsonish, (pieces) => refusalOrNothing(utf8(pieces.join(''))) !== 'foreign'));
  });
});

function refusalOrNothing(bytes: Uint8Array): string {
  try {
    parseStrictJson(bytes);
    return 'accepted';
  } catch (error) {
    return error instanceof CommonholdError ? error.code : 'foreign';
  }
}

describe('splicing a top-level string', () => {
  test('replaces the value and nothing else', () => {
    expect(splice('{ "a":{"model":"x"},\n\t"model" : "old" , "z":1.0}', 'model', 'new')).toBe(
      '{ "a":{"model":"x"},\n\t"model" : "new" , "z":1.0}',
    );
    expect(splice('{"x":["model",":"],"\\u006dodel":"o\\"\\\\"}', 'model', 'é"\n')).toBe(
      '{"x":["model",":"],"\\u006dodel":"é\\"\\n"}',
    );
    expect(splice('{"a":"model","model":""}', 'model', 'm')).toBe('{"a":"model","model":"m"}');
  });

  test('refuses when there is no such string', () => {
    expect(() => splice('{"a":{"model":"x"}}', 'model', 'm')).toThrow(CommonholdError);
    expect(() => splice('{"model":3}', 'model', 'm')).toThrow('expected a string');
  });

  test('gives the bytes before and after as they were, for any object', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(
        objects,
        objects,
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.nat(3),
        (left, right, key, value, indent) => {
          fc.pre(!(key in left) && !(key in right));
          const write = (own: string) => {
            const members = [...Object.entries(left), [key, own], ...Object.entries(right)];
            return `{ ${members.map(([name, member]) => `${JSON.stringify(name)} :\t${JSON.stringify(member, undefined, indent)}`).join(',\n')}}`;
          };
          expect(splice(write('before'), key, value)).toBe(write(value));
          expect(splice(splice(write('before'), key, value), key, 'before')).toBe(write('before'));
        },
      ),
    );
  });
});
