import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationFile, loadConfiguration } from '#config';
import { findVendor, vendors } from '#providers';
import { editsOf, linesOf, newRow } from './new-row.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-row-'));
  file = join(folder, 'commonhold.yaml');
  await writeFile(file, '# Mine.\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asked = (vendor: string) => ({
  vendor,
  name: undefined,
  authentication: undefined,
  wire: undefined,
  baseUrl: undefined,
  models: [],
});

const reachable = vendors.filter(({ connections }) => connections !== undefined);

test.each(reachable.map(({ id }) => id))(
  'the row that is written for %s loads, at the first way of the catalog, and is the one that was shown',
  async (id) => {
    const [way] = findVendor(id)?.connections ?? [];
    // Only Azure's customers have an address of their own.
    const baseUrl = way?.baseUrl === undefined ? 'https://one.openai.azure.com/openai/v1' : undefined;
    const row = newRow({ ...asked(id), baseUrl });
    await new ConfigurationFile(file).edit(() => editsOf(row));
    const written = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const shown = linesOf(row).map((line) => line.trim());
    expect(written.map((line) => line.trim())).toEqual(['# Mine.', 'providers:', ...shown]);
    const { providers } = await loadConfiguration(file);
    expect(providers[id]).toMatchObject({
      vendor: id,
      wire: way?.wire,
      baseUrl: way?.baseUrl ?? baseUrl,
      authentication: findVendor(id)?.kind === 'service' ? 'stored' : 'none',
    });
  },
);

test('a vendor that the catalog does not have is refused, with those that could be meant', () => {
  expect(() => newRow(asked('google'))).toThrow(/gemini-paid or gemini-unpaid may be meant/);
  expect(() => newRow(asked('azure'))).toThrow(/azure-openai may be meant/);
  expect(() => newRow(asked('nobody'))).toThrow(/no vendor nobody is in the catalog; docs/);
});
