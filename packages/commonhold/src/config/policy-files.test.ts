import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPolicyFiles } from './policy-files.ts';
import { readPolicyTests } from './policy-test-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-policies-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = async (name: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
};

describe('the files of rules in a folder', () => {
  test('are those that end in .cedar, by name, at any place but tests and hidden ones', async () => {
    await write('b.cedar', 'b');
    await write('floor/a.cedar', 'a');
    await write('team/x/y.cedar', 'y');
    await write('README.md', 'no rule');
    await write('b.cedar~', 'what an editor left');
    await write('.b.cedar', 'what an editor hides');
    await write('tests/c.cedar', 'no rule either');
    expect(await readPolicyFiles(folder)).toEqual([
      { name: 'b.cedar', text: 'b' },
      { name: 'floor/a.cedar', text: 'a' },
      { name: 'team/x/y.cedar', text: 'y' },
    ]);
  });

  test('are none where there is no folder', async () => {
    expect(await readPolicyFiles(join(folder, 'nowhere'))).toEqual([]);
  });

  test('may be reached by a link', async () => {
    await write('elsewhere.txt', 'rules');
    await symlink(join(folder, 'elsewhere.txt'), join(folder, 'a.cedar'));
    expect(await readPolicyFiles(folder)).toEqual([{ name: 'a.cedar', text: 'rules' }]);
  });

  test.each([
    ['a link that leads nowhere', () => symlink(join(folder, 'gone'), join(folder, 'a.cedar'))],
    ['a link in a circle', () => symlink(folder, join(folder, 'again'))],
    ['text that is not UTF-8', () => write('a.cedar', new Uint8Array([0xff, 0xfe]))],
    ['a file larger than a megabyte', () => write('a.cedar', ' '.repeat(1024 * 1024 + 1))],
  ])('are refused whole for %s', async (_what, make) => {
    await write('z.cedar', 'permit(principal, action, resource);');
    await make();
    await expect(readPolicyFiles(folder)).rejects.toMatchObject({ code: 'policies_invalid' });
  });
});

describe('the tests of rules', () => {
  test('name the file and the field that is wrong', async () => {
    await write('tests/a.yaml', 'tests:\n  - name: x\n    route: []\n    expect: { decision: allow }\n');
    await expect(readPolicyTests(folder)).rejects.toThrow(
      /tests\/a.yaml holds no tests of rules: tests.0.route/,
    );
    await write('tests/a.yaml', 'tests:\n  - name: x\n    rout: []\n');
    await expect(readPolicyTests(folder)).rejects.toMatchObject({ code: 'policy_test_invalid' });
  });
});
