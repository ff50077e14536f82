import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../packages/commonhold/src/config/index.ts';
import { startCountingUpstream } from './node/counting-upstream.ts';
import { chat, providerYaml, startTestNode } from './node/running-node.ts';

/** The pages for whoever runs a node for others. What they say can be run here is run; the rest is held to the clone. */
const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const pages = [
  'run-as-a-service',
  'containers',
  'reverse-proxy-and-tls',
  'macos-and-windows',
  'upgrade-and-backup',
] as const;
const pathOf = (page: string): string => join(root, 'docs/guide', `${page}.md`);

function blocksOf(page: string, language: string): string[] {
  const blocks = page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'));
  return [...blocks].map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-guides-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('upgrade-and-backup.md shows what happens when its commands are run beside a node that takes calls', async () => {
  const page = await readFile(pathOf('upgrade-and-backup'), 'utf8');
  const steps = [...page.matchAll(/^<!-- expects \/(.*)\/ -->\n\n```sh\n([\s\S]*?)^```$/gm)];
  expect(steps.length).toBe(blocksOf(page, 'sh').length);
  expect(steps.length).toBe(4);
  const upstream = await startCountingUpstream(1);
  const home = join(folder, '.commonhold');
  await mkdir(home);
  await writeFile(join(home, 'commonhold.yaml'), providerYaml(upstream.port));
  const node = await startTestNode(home);
  const question = { model: 'test-model', user: 'x', messages: [{ role: 'user', content: 'Hello' }] };
  for (const [, expected = '', code = ''] of steps) {
    expect((await chat(node, question)).status).toBe(200);
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`;
    const { stdout } = await run('bash', ['-euc', code], { env: { PATH: path, HOME: folder } });
    expect(stdout, code).toMatch(new RegExp(expected));
  }
  await node.stop();
  await upstream.close();
});

describe.each(pages)('%s.md', (name) => {
  let page: string;
  beforeAll(async () => {
    page = await readFile(pathOf(name), 'utf8');
  });

  test('has commands that a shell can read', async () => {
    expect(blocksOf(page, 'sh').length).toBeGreaterThan(0);
    for (const code of blocksOf(page, 'sh')) {
      const file = join(folder, 'block.sh');
      await writeFile(file, code);
      execFileSync('bash', ['-n', file], { stdio: 'pipe' });
    }
  });

  test('names files that the clone has, and links to pages that there are', () => {
    for (const [path] of page.matchAll(/\b(?:deploy|scripts|packages)\/[\w./-]+\w/g)) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    for (const [, link = ''] of page.matchAll(/\]\(([\w./-]+)\)/g)) {
      expect(existsSync(join(dirname(pathOf(name)), link)), link).toBe(true);
    }
  });

  test('has settings that the node takes', () => {
    for (const text of blocksOf(page, 'yaml')) {
      expect(() => parseConfiguration(text, 'commonhold.yaml')).not.toThrow();
    }
  });
});

describe('run-as-a-service.md', () => {
  test('makes the user and the folders that the unit names', async () => {
    const page = await readFile(pathOf('run-as-a-service'), 'utf8');
    const unit = await readFile(join(root, 'deploy/commonhold.service'), 'utf8');
    const [, user] = /^User=(.*)$/m.exec(unit) ?? [];
    const [, state] = /^StateDirectory=(.*)$/m.exec(unit) ?? [];
    expect(page).toMatch(new RegExp(`useradd .*--home-dir /var/lib/${state} .* ${user}$`, 'm'));
    expect(page).toContain(`sudo -u ${user} COMMONHOLD_HOME=/var/lib/${state}`);
    const [, program = 'none'] = /^ExecStart=(.*) start$/m.exec(unit) ?? [];
    expect(page).toContain(`${program} start --offline`);
    expect(page).toContain(`${program} "$@"`);
  });

  const hasSystemd = existsSync('/usr/bin/systemd-analyze');
  test.skipIf(!hasSystemd)('has variants that systemd takes', async () => {
    const page = await readFile(pathOf('run-as-a-service'), 'utf8');
    const unit = await readFile(join(root, 'deploy/commonhold.service'), 'utf8');
    expect(blocksOf(page, 'ini').length).toBe(4);
    for (const variant of blocksOf(page, 'ini')) {
      const file = join(folder, 'commonhold.service');
      await writeFile(file, `${unit}\n${variant}`.replaceAll('/opt/commonhold', root));
      const { stdout, stderr } = await run('systemd-analyze', ['verify', file]);
      expect(stdout + stderr).toBe('');
    }
  });
});
