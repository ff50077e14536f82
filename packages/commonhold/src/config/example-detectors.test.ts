import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfiguration } from './load.ts';
import { readDetector, readDetectors } from './detector-files.ts';

const folder = join(import.meta.dirname, '../../../../examples/detectors');
const configuration = parseConfiguration('labels: { own: [injection, safeguarding] }', 'test');

test.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))(
  'every example in %s is right',
  async (name) => {
    const { examples } = await readDetector(join(folder, name), configuration);
    expect(examples.filter(({ passed }) => !passed)).toEqual([]);
    expect(examples.length).toBeGreaterThan(5);
  },
);

test('the examples are a set that a node with their labels takes over, and one without does not', async () => {
  const { detectors, files } = await readDetectors(folder, configuration);
  expect(detectors.map(({ name, confidence }) => `${name}: ${confidence}`)).toEqual([
    'injection-hidden: hint',
    'injection: hint',
    'safeguarding: hint',
  ]);
  expect(Object.keys(files)).toEqual([
    'detectors/injection-hidden.yaml',
    'detectors/injection.yaml',
    'detectors/safeguarding.yaml',
  ]);
  await expect(readDetectors(folder, parseConfiguration('', 'test'))).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringMatching(/label: there is no label named injection.*\(line \d+\)/) as string,
  });
});

test('a folder that is not there holds no detectors', async () => {
  expect(await readDetectors(join(folder, 'nowhere'), configuration)).toEqual({ detectors: [], files: {} });
});
