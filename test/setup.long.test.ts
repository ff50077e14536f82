import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/**
 * Stands in for npm: writes down how it was called, takes a moment, and leaves what an installation leaves. The file
 * `npm-fails` in the clone makes it break off half way.
 */
const npmStandIn = `
const { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
appendFileSync('npm-calls', process.argv.slice(2, 4).join(' ') + ' ' + (process.env.npm_lifecycle_event ?? 'clean') + '\\n');
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/node/bin', { recursive: true });
mkdirSync('node_modules/.bin', { recursive: true });
symlinkSync(process.execPath, 'node_modules/.bin/node');
setTimeout(() => {
  if (existsSync('npm-fails')) process.exit(1);
  if (process.argv[2] === 'ci' && existsSync('scripts-are-off')) process.exit(0);
  writeFileSync('node_modules/node/bin/node', '');
  writeFileSync('node_modules/node/bin/node.exe', '');
}, 300);
`;

/** Stands in for the build of the console, which has tests of its own: writes down that it ran. */
const buildStandIn = `
import { appendFileSync, existsSync } from 'node:fs';
appendFileSync('console-builds', 'built\\n');
if (existsSync('build-fails')) process.exit(1);
`;

let clone: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'commonhold-setup-'));
  await mkdir(join(clone, 'scripts'));
  await mkdir(join(clone, 'part'));
  await cp(
    fileURLToPath(new URL('../scripts/setup.mjs', import.meta.url)),
    join(clone, 'scripts', 'setup.mjs'),
  );
  await writeFile(join(clone, 'package.json'), '{ "type": "module", "workspaces": ["part"] }');
  await writeFile(join(clone, 'part', 'package.json'), '{}');
  await writeFile(join(clone, 'package-lock.json'), '{}');
  await writeFile(join(clone, '.npmrc'), '');
  await writeFile(join(clone, 'npm-cli.cjs'), npmStandIn);
  await writeFile(join(clone, 'scripts', 'build-console.ts'), buildStandIn);
});

afterEach(async () => {
  await rm(clone, { recursive: true, force: true });
});

interface Run {
  code: number | null;
  said: string;
}

function setUp(parameters: string[] = [], environment: Record<string, string> = {}): Promise<Run> {
  const { npm_config_omit: _omit, npm_config_include: _include, NODE_ENV: _mode, ...rest } = process.env;
  const child = spawn(process.execPath, [join(clone, 'scripts', 'setup.mjs'), ...parameters], {
    env: {
      ...rest,
      npm_execpath: join(clone, 'npm-cli.cjs'),
      npm_node_execpath: process.execPath,
      npm_lifecycle_event: 'prestart',
      ...environment,
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, said }));
  });
}

async function npmCalls(): Promise<string[]> {
  const calls = await readFile(join(clone, 'npm-calls'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''; // npm was never called.
    throw error;
  });
  return calls.trim().split('\n').filter(Boolean);
}

describe('the set-up', () => {
  test('installs once, and afterwards sees that nothing is to do', async () => {
    expect((await setUp()).code).toBe(0);
    const again = await setUp();
    expect(again).toEqual({ code: 0, said: '' });
    expect(await npmCalls()).toEqual(['ci --include=dev clean']);
  });

  test('installs again when the lock or the manifest of any part has changed', async () => {
    await setUp();
    await writeFile(join(clone, 'part', 'package.json'), '{ "version": "2.0.0" }');
    await setUp();
    await writeFile(join(clone, 'package-lock.json'), '{ "lockfileVersion": 3 }');
    await setUp();
    expect(await npmCalls()).toHaveLength(3);
  });

  test('says so when npm fails, and begins again next time', async () => {
    await writeFile(join(clone, 'npm-fails'), '');
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.said).toContain('The installation did not finish');
    await rm(join(clone, 'npm-fails'));
    expect((await setUp()).code).toBe(0);
    expect(await npmCalls()).toHaveLength(2);
  });

  test('notices that the Node binary is gone', async () => {
    await setUp();
    await rm(join(clone, 'node_modules', 'node'), { recursive: true });
    expect((await setUp()).code).toBe(0);
    expect(await npmCalls()).toHaveLength(2);
  });

  test('goes on when npm runs by the very Node that its installation deletes', async () => {
    const pinned = join(clone, 'node_modules', 'node', 'bin', 'node');
    await mkdir(dirname(pinned), { recursive: true });
    await cp(process.execPath, pinned);
    await writeFile(join(clone, 'scripts-are-off'), '');
    const { code, said } = await setUp([], { npm_node_execpath: pinned });
    expect(said).not.toContain('could not be started');
    expect(code).toBe(0);
    expect(await npmCalls()).toEqual(['ci --include=dev clean', 'rebuild node clean']);
  });

  test('installs once when two are started at the same moment', async () => {
    const both = await Promise.all([setUp(), setUp()]);
    expect(both.map((run) => run.code)).toEqual([0, 0]);
    expect(await npmCalls()).toHaveLength(1);
  });

  test('takes over the lock of a set-up that was killed', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.on('close', resolve));
    await mkdir(join(clone, '.cache'));
    await writeFile(join(clone, '.cache', 'setup.lock'), `${gone.pid}\n`);
    expect((await setUp()).code).toBe(0);
    expect(await npmCalls()).toHaveLength(1);
  });

  test('has the console built once the tools for it are there, and says so when it cannot be', async () => {
    await setUp();
    expect(await readFile(join(clone, 'console-builds'), 'utf8')).toBe('built\n');
    await writeFile(join(clone, 'build-fails'), '');
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.said).toContain('The console could not be built');
  });

  test('leaves the tools out when npm was told so, which serves for starting and not for tests', async () => {
    await setUp([], { npm_config_omit: 'dev' });
    await setUp();
    expect(await npmCalls()).toEqual(['ci --omit=dev clean']);
    await setUp(['--development'], { npm_config_omit: 'dev' });
    expect(await npmCalls()).toEqual(['ci --omit=dev clean', 'ci --include=dev clean']);
  });

  test('counts an installation by npm itself, which leaves the stamp as its last step', async () => {
    await mkdir(join(clone, 'node_modules', 'node', 'bin'), { recursive: true });
    for (const name of ['node', 'node.exe'])
      await writeFile(join(clone, 'node_modules', 'node', 'bin', name), '');
    await mkdir(join(clone, 'node_modules', '.bin'));
    await symlink(process.execPath, join(clone, 'node_modules', '.bin', 'node'));
    await setUp(['--installed']);
    await setUp(['--development']);
    expect(await npmCalls()).toEqual([]);
  });
});
