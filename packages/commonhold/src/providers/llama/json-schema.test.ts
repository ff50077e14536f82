import { describe, expect, test } from 'vitest';
import type { Json } from '#base';
import { grammarSchema } from './json-schema.ts';

const convert = (schema: Json) => grammarSchema(schema, 'small');

describe('A JSON Schema for a grammar', () => {
  test('keeps what binds and drops what only describes', () => {
    expect(
      convert({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Pet',
        type: 'object',
        properties: {
          name: { type: 'string', description: 'its name', minLength: 1 },
          tags: { type: 'array' },
        },
        required: ['name'],
        additionalProperties: false,
      }),
    ).toEqual({
      type: 'object',
      properties: { name: { type: 'string', minLength: 1 }, tags: { type: 'array' } },
    });
  });

  test('takes unions, lists of types, constants and references', () => {
    expect(
      convert({
        anyOf: [
          { type: ['string', 'null'] },
          { $ref: '#/definitions/Pet' },
          { const: 3 },
          { enum: ['a', 1] },
        ],
        definitions: { Pet: { type: 'integer' } },
      }),
    ).toEqual({
      oneOf: [
        { oneOf: [{ type: 'string' }, { type: 'null' }] },
        { $ref: '#/$defs/Pet' },
        { const: 3 },
        { enum: ['a', 1] },
      ],
      $defs: { Pet: { type: 'integer' } },
    });
  });

  test.each<[string, Json]>([
    ['pattern', { type: 'string', pattern: '^a' }],
    ['minimum', { type: 'object', properties: { a: { type: 'integer', minimum: 1 } } }],
    ['format', { type: 'string', format: 'email' }],
    ['uniqueItems', { type: 'array', items: { type: 'string' }, uniqueItems: true }],
    ['not', { not: { type: 'string' } }],
    ['allOf', { allOf: [{ type: 'string' }] }],
    ['patternProperties', { type: 'object', patternProperties: {} }],
    ['required', { type: 'object', properties: {}, required: ['a'] }],
    ['type', { type: 'decimal' }],
    ['$ref', { $ref: 'https://example.org/other.json' }],
    ['const', { const: { a: 1 } }],
    ['minLength', { type: 'integer', minLength: 2 }],
  ])('is refused by the name of the keyword %s', (keyword, schema) => {
    expect(() => convert(schema)).toThrow(keyword);
  });

  test('is refused when it is too deep to be meant', () => {
    let schema: Json = { type: 'string' };
    for (let depth = 0; depth < 3000; depth++) schema = { type: 'object', properties: { a: schema } };
    expect(() => convert(schema)).toThrow('a depth of more than 64');
  });

  test('says where in the schema the refusal is', () => {
    expect(() => convert({ type: 'object', properties: { a: { type: 'string', pattern: 'x' } } })).toThrow(
      '"pattern" in /a of a JSON Schema cannot be expressed for small.',
    );
  });
});
