/**
 * Everything that must hold before a change lands, in one command: `npm run check`.
 *
 * Each check runs even when an earlier one failed, so that one run shows all there is to do. `--without-tests`
 * leaves the tests out for who has just run them. Under CI the result is also left in `.cache/check.json`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Check {
  name: string;
  /** A script of package.json and what to add to it. */
  script: string;
  parameters?: string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const checks: Check[] = [
  { name: 'format', script: 'format', parameters: ['--', '--check'] },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  // The layer rules (tidy) and the licences are tests and run here.
  { name: 'tests', script: 'test' },
  { name: 'long tests', script: 'test:long' },
  { name: 'build', script: 'build' },
  { name: 'unused code', script: 'knip' },
];

const results = checks
  .filter((check) => !check.script.startsWith('test') || !process.argv.includes('--without-tests'))
  .map((check) => {
    console.log(`\n── ${check.name}`);
    const startedAt = performance.now();
    const result = spawnSync('npm', ['run', '--silent', check.script, ...(check.parameters ?? [])], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    return { name: check.name, passed: result.status === 0, seconds: (performance.now() - startedAt) / 1000 };
  });

console.log('');
for (const { name, passed, seconds } of results) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
}
if (process.env.CI) {
  mkdirSync(new URL('../.cache/', import.meta.url), { recursive: true });
  writeFileSync(new URL('../.cache/check.json', import.meta.url), JSON.stringify(results));
}
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
