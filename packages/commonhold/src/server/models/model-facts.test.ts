import { describe, expect, test } from 'vitest';
import { builtInCatalog, type Recommendation, recommend } from '#models';
import type { CatalogModelView } from '../api/model-views.ts';
import { catalogModelView } from './model-facts.ts';

const gigabyte = 1e9;

/** The catalog as a machine of that much memory shows it. */
async function catalogOn(free: number, total: number): Promise<CatalogModelView[]> {
  const machine: Recommendation['machine'] = {
    totalMemoryBytes: total * gigabyte,
    availableMemoryBytes: free * gigabyte,
    cores: 4,
    processor: 'a processor',
  };
  const { candidates } = await recommend({
    catalog: builtInCatalog(),
    machine,
    contextTokens: 8192,
    measure: undefined,
    signal: new AbortController().signal,
  });
  return candidates.map((candidate) => catalogModelView(candidate, machine, 0, 'https://hub.example/mirror'));
}

describe('a row of the catalog', () => {
  test('says why it fits or not, with the figures that decide it', async () => {
    const rows = await catalogOn(6, 16);
    const why = (name: string): string | undefined => rows.find((row) => row.name === name)?.fit.why;
    expect(why('smollm2-135m-instruct')).toBe('It needs about 0.8 GB of memory, and 6.0 GB are free.');
    expect(why('qwen3-8b')).toMatch(
      /^It needs about 6\.\d GB of memory\. Of the 6\.0 GB that are free now, it may take 85 %; with other programs closed there would be up to 16\.0 GB\.$/,
    );
    expect(why('qwen3-30b-a3b-instruct-2507')).toMatch(
      /^It needs about \d+\.\d GB of memory\. This machine has 16\.0 GB, of which it may take 85 %\.$/,
    );
  });

  test('can be pulled exactly when it has a pin, and says who computed that', async () => {
    const rows = await catalogOn(6, 16);
    const pinned = new Set(builtInCatalog().flatMap(({ name, sha256 }) => (sha256 ? [name] : [])));
    for (const { name, pull } of rows) expect(pull.possible, name).toBe(pinned.has(name));
    for (const { name, pull } of rows) if (pull.possible) expect(pull.pin.note, name).not.toBe('');
  });

  test('names the host that a pull would ask first, and none where the settings of pip decide', async () => {
    for (const { name, sources } of await catalogOn(6, 16)) {
      for (const { kind, host } of sources) {
        expect(host, name).toBe(kind === 'hub' ? 'hub.example' : undefined);
      }
    }
  });
});
