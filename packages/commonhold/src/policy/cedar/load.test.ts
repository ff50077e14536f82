import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('Cedar is loaded by the one function that a node without rules never calls, and by no import', async () => {
  const source = fileURLToPath(new URL('../..', import.meta.url));
  const importing: string[] = [];
  for await (const name of glob('**/*.ts', { cwd: source })) {
    const text = await readFile(`${source}${name}`, 'utf8');
    for (const [statement] of text.matchAll(
      /^import (?!type)[^;]*'@cedar-policy[^;]*;|import\('@cedar-policy/gm,
    )) {
      importing.push(`${name}: ${statement}`);
    }
  }
  expect(importing.filter((found) => !found.includes('load.test.ts'))).toEqual([
    "policy/cedar/load.ts: import('@cedar-policy",
  ]);
});
