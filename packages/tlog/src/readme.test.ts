import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```.*?```text\n(.*?)```/gs)].map(
  ([, code = '', printed = '']) => ({ code, printed }),
);

test('the README has three examples', () => {
  expect(examples).toHaveLength(3);
});

test.each(examples)(
  'an example of the README runs and prints what the README says: $printed',
  async (example) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '--eval', example.code],
      { cwd: fileURLToPath(new URL('..', import.meta.url)) },
    );
    expect(stdout).toBe(example.printed);
  },
);
