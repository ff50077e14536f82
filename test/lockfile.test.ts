import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; link?: boolean }>;
}

test('the lock has an entry for every optional package, so that a clean install is accepted everywhere', () => {
  const said = execFileSync(process.execPath, ['scripts/complete-lock.ts', '--check'], { cwd: root });
  expect(said.toString()).toContain('Nothing is missing');
});

test('the lock names no address to fetch from; that is for the configuration of whoever installs', () => {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as Lock;
  const addresses = Object.values(lock.packages).filter((entry) => entry.resolved?.includes('://'));
  expect(addresses).toEqual([]);
});

test('tests run on the Node that the repository pins', () => {
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    dependencies: { node: string };
  };
  expect(process.versions.node).toBe(manifest.dependencies.node);
});
