import { describe, expect, test } from 'vitest';
import { builtInCatalog, defaultModelName, findRow, type Library, type ModelEntry } from '#models';
import { findLocalModels } from './local-models.ts';

const row = findRow(builtInCatalog(), defaultModelName);

function libraryWith(entries: readonly Partial<ModelEntry>[]): Library {
  return { list: async () => entries } as unknown as Library;
}

describe('models of the folder', () => {
  test("count as built in only with the file and the name of the catalog, so that no owner's name gets into the log", async () => {
    const found = await findLocalModels(
      libraryWith([
        { name: row.name, path: '/a', sha256: 'aa', row },
        { name: 'patient-letters', path: '/b', sha256: 'aa', row },
        { name: 'mine', path: '/c', sha256: 'bb' },
      ]),
      new AbortController().signal,
    );
    expect([...found.values()].map(({ name, builtIn }) => [name, builtIn])).toEqual([
      [row.name, true],
      ['patient-letters', false],
      ['mine', false],
    ]);
  });
});
