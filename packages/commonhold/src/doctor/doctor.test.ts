import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checks } from './checks.ts';
import {
  examined,
  findingsOf,
  lines,
  newHome,
  recordIn,
  removeHome,
  statusOf,
  worldOf,
} from './doctor.fixture.ts';
import { groups, verdicts } from './finding.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => removeHome(home));

describe('docs/guide/doctor.md', () => {
  test('explains every check under its name and its group, in the order in which they are shown', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../../docs/guide/doctor.md'), 'utf8');
    const part = page.slice(page.indexOf('<!-- The checks:'));
    const headings = [...part.matchAll(/^(#{2,3}) (.+)$/gm)].map(([, level, name]) => `${level} ${name}`);
    const expected = groups.flatMap((group) => [
      `## ${group}`,
      ...checks.filter((check) => check.group === group).map(({ name }) => `### ${name}`),
    ]);
    expect(headings).toEqual(expected);
    for (const verdict of verdicts) expect(page).toContain(`| \`${verdict}\` |`);
  });
});

describe('an examination', () => {
  test('of a folder that is not there yet finds nothing broken and makes nothing', async () => {
    const absent = join(home, 'absent');
    const examination = await examined(worldOf(absent));
    expect(examination.verdict).toBe('attention');
    expect(lines(examination.findings)).toContain('There is no home folder');
    await expect(readFile(absent)).rejects.toThrow('ENOENT');
  });

  test('calls every finding by a check, says a sentence of each, and counts them', async () => {
    await recordIn(home);
    const { findings, counts } = await examined(worldOf(home), { thorough: true });
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checks.map(({ name }) => name)));
    for (const { seen, advice } of findings) {
      expect(seen).toMatch(/\.$/);
      expect(advice).toMatch(/^[A-Z].*\.$/);
      expect(seen).not.toMatch(/undefined|NaN|\[object/);
    }
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(findings.length);
  });

  test('goes on past a check that fails, and says that this one found nothing out', async () => {
    const world = worldOf(home, { fileSystem: () => Promise.reject(new Error('statfs: not permitted')) });
    expect(lines(await findingsOf(world, 'disk'))).toMatch(/^unknown: .*statfs: not permitted/);
    expect(await findingsOf(world, 'memory')).toHaveLength(1);
  });

  test('is broken when one thing is, whatever else is well', async () => {
    const world = worldOf(home, { nodeVersion: '20.1.0' });
    expect((await examined(world)).verdict).toBe('broken');
    expect(lines(await findingsOf(world, 'runtime'))).toMatch(/^broken: Node 20\.1\.0 .*Node 26 or newer/);
  });

  test('ends when it is stopped, and not as if a check had failed', async () => {
    const stopped = new AbortController();
    const world = worldOf(home, {
      loadEngine: (_, signal) => {
        stopped.abort(new Error('stopped'));
        return Promise.reject(signal.reason);
      },
    });
    const { examine } = await import('./examine.ts');
    await expect(examine(world, { thorough: false, connect: false }, stopped.signal)).rejects.toThrow(
      'stopped',
    );
  });
});

describe('the engine', () => {
  test('that does not load is broken, in the words of its own process', async () => {
    const { CommonholdError } = await import('#base');
    const failed = new CommonholdError('engine_failed', { model: 'no model', detail: 'no engine for sunos' });
    const world = worldOf(home, { loadEngine: () => Promise.reject(failed) });
    expect(lines(await findingsOf(world, 'engine'))).toMatch(
      /^broken: The engine does not load: no engine for sunos/,
    );
  });

  test('that finds no graphics card is to be looked at only when one is asked for', async () => {
    expect(lines(await findingsOf(worldOf(home), 'engine'))).toMatch(/^good: .*processor/);
    const asking = await newHome('engine: { gpu: true }\n');
    expect(lines(await findingsOf(worldOf(asking), 'engine'))).toMatch(/^attention: .*no graphics card/);
    await removeHome(asking);
  });

  test('really loads here, in a process of its own', async () => {
    const { thisMachine } = await import('./this-machine.ts');
    const build = await thisMachine().loadEngine(false, new AbortController().signal);
    expect(build).toEqual({ build: expect.stringMatching(/^node-llama-cpp \d/), gpu: 'none' });
  });
});

describe('a running node', () => {
  test('is described by its own account', async () => {
    const world = worldOf(home, { nodeStatus: async () => statusOf(1) });
    expect(lines(await findingsOf(world, 'node'))).toMatch(
      /^good: .*process 4242, for 1 min 1 s.* 2 calls .* 7 entries/,
    );
  });

  test('of another version or another Node is to be started again', async () => {
    const status = statusOf(1, { software: 'commonhold/1.2.2', runtime: 'Node 26.0.0' });
    const world = worldOf(home, { nodeStatus: async () => status });
    expect(lines(await findingsOf(world, 'node'))).toMatch(/^attention: .*commonhold\/1\.2\.2/);
    expect(lines(await findingsOf(world, 'runtime'))).toMatch(/^attention: .*Node 26\.0\.0/);
  });

  test('whose engine failed is broken, with the reason that it gave', async () => {
    const models = [{ name: 'some-model', state: 'failed', detail: 'out of memory' }];
    const world = worldOf(home, { nodeStatus: async () => statusOf(1, { models }) });
    expect(lines(await findingsOf(world, 'node'))).toContain(
      'broken: The engine of some-model failed: out of memory',
    );
  });

  test('that does not answer as expected is told of as one, with its process', async () => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(home, 'lock.process'), '777\n');
    for (const nodeStatus of [
      async () => ({ not: 'a status' }),
      () => Promise.reject(new Error('hung up')),
    ]) {
      expect(lines(await findingsOf(worldOf(home, { nodeStatus }), 'node'))).toMatch(
        /^attention: .*process 777/,
      );
    }
  });

  test('whose socket this user may not open may run or not', async () => {
    const refused = Object.assign(new Error('connect EACCES node.sock'), { code: 'EACCES' });
    const world = worldOf(home, { nodeStatus: () => Promise.reject(refused) });
    expect(lines(await findingsOf(world, 'node'))).toMatch(
      /^unknown: Whether a node runs cannot be told: connect EACCES/,
    );
  });

  test('that holds the lock and has no socket yet is no node that is missing', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const lock = new DatabaseSync(join(home, 'lock'));
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    expect(lines(await findingsOf(worldOf(home), 'node'))).toMatch(/^attention: A node may be running/);
    lock.close();
    expect(lines(await findingsOf(worldOf(home), 'node'))).toMatch(/^good: No node runs/);
  });

  test('that was killed has left its socket, and starting again is all there is to do', async () => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(home, 'node.sock'), '', { mode: 0o600 });
    expect(lines(await findingsOf(worldOf(home), 'node'))).toMatch(/^attention: .*left its socket/);
  });
});
