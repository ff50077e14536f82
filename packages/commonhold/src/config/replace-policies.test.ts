import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finishPolicyFiles, readPolicyFiles } from './policy-files.ts';
import { policyFilesDigest, replacePolicyFiles } from './replace-policies.ts';
import { beginPolicies } from './unfinished-policies.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-policies-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), text);
};
const files = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([name, text]) => ({ name, text }));
const digest = async (): Promise<string> => policyFilesDigest(await readPolicyFiles(folder));
const hidden = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter(
    (name) => name.includes('.being') || name.endsWith('.tmp'),
  );

describe('files of rules that are replaced', () => {
  test('are exactly the new ones, and what is no file of rules stays as it was', async () => {
    await write('a.cedar', 'a');
    await write('b.cedar', 'b');
    await write('tests/t.yaml', 'tests');
    await write('README.md', 'read me');
    await chmod(join(folder, 'a.cedar'), 0o640);
    const next = files({ 'a.cedar': 'A', 'floor/c.cedar': 'c' });
    await replacePolicyFiles(folder, next, await digest());
    expect(await readPolicyFiles(folder)).toEqual(next);
    expect(await readdir(folder, { recursive: true })).toEqual(
      expect.not.arrayContaining(['b.cedar', '.being-adopted.json']),
    );
    expect(await readFile(join(folder, 'tests/t.yaml'), 'utf8')).toBe('tests');
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('read me');
    expect((await stat(join(folder, 'a.cedar'))).mode & 0o777).toBe(0o640);
    expect(await hidden()).toEqual([]);
  });

  test('may be the first ones, in a folder that is not there yet, and may be none', async () => {
    const inner = join(folder, 'policies');
    const none = policyFilesDigest([]);
    await replacePolicyFiles(inner, files({ 'a.cedar': 'a' }), none);
    expect(await readPolicyFiles(inner)).toEqual(files({ 'a.cedar': 'a' }));
    await replacePolicyFiles(inner, [], policyFilesDigest(files({ 'a.cedar': 'a' })));
    expect(await readPolicyFiles(inner)).toEqual([]);
  });

  test('must be what somebody saw', async () => {
    await write('a.cedar', 'a');
    const seen = await digest();
    await write('a.cedar', 'somebody else');
    await expect(replacePolicyFiles(folder, files({ 'a.cedar': 'mine' }), seen)).rejects.toMatchObject({
      code: 'policies_changed',
    });
    expect(await readPolicyFiles(folder)).toEqual(files({ 'a.cedar': 'somebody else' }));
    expect(await hidden()).toEqual([]);
  });

  test.each([
    '../a.cedar',
    '/a.cedar',
    'floor/../../a.cedar',
    'a/b/c.cedar',
    'tests/a.cedar',
    '.a.cedar',
    'floor/.a.cedar',
    'a.txt',
    '.cedar',
    'a\\b.cedar',
    'a.cedar\n',
    'a\u0000.cedar',
    '__proto__',
  ])('have no name such as %j', async (name) => {
    await expect(
      replacePolicyFiles(folder, files({ [name]: 'x' }), policyFilesDigest([])),
    ).rejects.toMatchObject({ code: 'policies_not_written' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('keep an odd name that they have already', async () => {
    await write('règles du collège.cedar', 'a');
    await replacePolicyFiles(folder, files({ 'règles du collège.cedar': 'b' }), await digest());
    expect(await readPolicyFiles(folder)).toEqual(files({ 'règles du collège.cedar': 'b' }));
  });

  test('are never two whose names some systems take for one', async () => {
    await expect(
      replacePolicyFiles(folder, files({ 'a.cedar': '1', 'A.cedar': '2' }), policyFilesDigest([])),
    ).rejects.toMatchObject({ code: 'policies_not_written' });
  });

  test('are not put in the place of a link, or behind one', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'commonhold-elsewhere-'));
    await writeFile(join(elsewhere, 'a.cedar'), 'a');
    await symlink(join(elsewhere, 'a.cedar'), join(folder, 'a.cedar'));
    await symlink(elsewhere, join(folder, 'team'));
    await write('own.cedar', 'own');
    const before = await readPolicyFiles(folder);
    for (const name of ['a.cedar', 'team/a.cedar']) {
      const next = before.map((file) => (file.name === name ? { name, text: 'changed' } : file));
      await expect(replacePolicyFiles(folder, next, await digest())).rejects.toMatchObject({
        code: 'policies_not_written',
        message: expect.stringContaining(`${name} is a link`),
      });
    }
    await expect(
      replacePolicyFiles(folder, [...before, { name: 'team/new.cedar', text: 'n' }], await digest()),
    ).rejects.toMatchObject({ code: 'policies_not_written' });
    expect(await readPolicyFiles(folder)).toEqual(before);
    // A file that is its own can be changed beside them.
    const next = before.map((file) => (file.name === 'own.cedar' ? { ...file, text: 'mine' } : file));
    await replacePolicyFiles(folder, next, await digest());
    expect(await readPolicyFiles(folder)).toEqual(next);
    expect(await readFile(join(elsewhere, 'a.cedar'), 'utf8')).toBe('a');
    await rm(elsewhere, { recursive: true });
  });
});

describe('a crash while files of rules are replaced', () => {
  const before = files({ 'forbid.cedar': 'forbid', 'permit.cedar': 'permit' });
  const after = files({ 'forbid-2.cedar': 'forbid', 'permit.cedar': 'permit more' });

  /** The states that a crash can leave: each file is as before or as after. */
  const halves: readonly (readonly [what: string, Readonly<Record<string, string>>])[] = [
    ['no file is replaced', { 'forbid.cedar': 'forbid', 'permit.cedar': 'permit' }],
    ['the permit is replaced', { 'forbid.cedar': 'forbid', 'permit.cedar': 'permit more' }],
    ['the old forbid is gone and the new one is not there', { 'permit.cedar': 'permit more' }],
    ['all is done but the end', { 'forbid-2.cedar': 'forbid', 'permit.cedar': 'permit more' }],
  ];
  test.each(halves)('leaves the new set whole for every reader when %s', async (_what, there) => {
    await beginPolicies(folder, before, after);
    for (const { name, text } of files(there)) await write(name, text);
    expect(await readPolicyFiles(folder)).toEqual(after);
    await finishPolicyFiles(folder);
    expect(await hidden()).toEqual([]);
    expect(await readPolicyFiles(folder)).toEqual(after);
  });

  test('is no reason to write over what somebody did by hand since: nothing is read until they have said what they mean', async () => {
    await beginPolicies(folder, before, after);
    await write('permit.cedar', 'by hand');
    for (const read of [readPolicyFiles, finishPolicyFiles]) {
      await expect(read(folder)).rejects.toMatchObject({
        code: 'policies_invalid',
        message: expect.stringContaining('permit.cedar was changed while a set was being written'),
      });
    }
    expect(await readFile(join(folder, 'permit.cedar'), 'utf8')).toBe('by hand');
  });

  test('is not mistaken for a set when its hidden file is no such file', async () => {
    await write('a.cedar', 'a');
    await write('.being-adopted.json', '{"v":2}');
    await expect(readPolicyFiles(folder)).rejects.toMatchObject({ code: 'policies_invalid' });
  });
});
