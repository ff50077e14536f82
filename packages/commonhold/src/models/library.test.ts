import { createHash } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { builtInCatalog } from './catalog.ts';
import type { InspectedFile } from './declared-facts.ts';
import { type Library, openLibrary } from './library.ts';
import { nameOfFile } from './model-entry.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const never = new AbortController().signal;
const declared: InspectedFile = {
  architecture: 'llama',
  name: 'Some Model',
  license: { id: 'apache-2.0' },
  parameters: 1000,
  baseModels: [],
  datasets: [],
  languages: ['en'],
  template: { text: '{{ messages }}' },
  missing: ['datasets'],
};

let home = '';
let folder = '';
let inspected: string[];
let library: Library;

/** The row whose pin the file `pinned content` fulfils. */
const catalog = builtInCatalog().map((row, index) =>
  index === 0 ? { ...row, sha256: digest('pinned content') } : row,
);

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-library-'));
  folder = join(home, 'models');
  inspected = [];
  library = openLibrary({
    folder,
    catalog,
    clock: { now: () => Date.UTC(2026, 0, 2), monotonic: () => 0 },
    inspect: async (path) => {
      inspected.push(path);
      if ((await readFile(path, 'utf8')).startsWith('garbage')) {
        throw new CommonholdError('model_invalid', { model: path, detail: 'it is not a GGUF' });
      }
      return declared;
    },
  });
});
afterEach(() => rm(home, { recursive: true }));

/** Whole seconds, so that a test can set the same time again exactly. */
const droppedAt = new Date('2026-01-01T00:00:00Z');

async function drop(file: string, content: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), content);
  await utimes(join(folder, file), droppedAt, droppedAt);
  return join(folder, file);
}

async function outside(file: string, content: string): Promise<string> {
  await writeFile(join(home, file), content);
  return join(home, file);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrown instanceof CommonholdError ? thrown.code : String(thrown);
}

describe('the models folder', () => {
  test('is empty when it does not exist', async () => {
    expect(await library.list(never)).toEqual([]);
    expect(await library.find('anything', never)).toBeUndefined();
  });

  test('recognises a file that was dropped into it, and reads it once', async () => {
    const path = await drop('My_Model.Q4_K_M.gguf', 'weights');
    expect(await library.known()).toEqual([]);
    const [entry] = await library.list(never);
    expect(entry).toMatchObject({
      name: 'my-model.q4-k-m',
      path,
      sha256: digest('weights'),
      sizeBytes: 7,
      pin: 'none',
      origin: 'found in the folder',
      addedAt: '2026-01-02T00:00:00.000Z',
    });
    // The same size and time of change: the digest is taken from the sidecar, which is what makes listing quick.
    await writeFile(path, 'WEIGHTS');
    await utimes(path, droppedAt, droppedAt);
    expect((await library.list(never))[0]?.sha256).toBe(digest('weights'));
    expect(await library.known()).toHaveLength(1);
    expect(inspected).toEqual([]);
  });

  test('reads a file again when it has changed, and verify sees what a forged time hides', async () => {
    const path = await drop('a.gguf', 'before');
    const [entry] = await library.list(never);
    await writeFile(path, 'forged');
    await utimes(path, droppedAt, droppedAt);
    const verification = await library.verify('a', never);
    expect(verification).toMatchObject({ sha256: digest('forged'), unchanged: false, pin: 'none' });
    expect(verification.entry).toEqual(entry);
    await utimes(path, droppedAt, new Date(droppedAt.getTime() + 5000));
    expect((await library.list(never))[0]?.sha256).toBe(digest('forged'));
    expect((await library.verify('a', never)).unchanged).toBe(true);
  });

  test('calls a file by its name in the catalog only if the digest is the pinned one', async () => {
    await drop('renamed.gguf', 'pinned content');
    await drop('SmolLM2-135M-Instruct.Q4_1.gguf', 'something else');
    const entries = await library.list(never);
    expect(entries.map(({ name, pin }) => [name, pin])).toEqual([
      ['smollm2-135m-instruct.q4-1', 'differs'],
      ['smollm2-135m-instruct', 'matched'],
    ]);
    expect(entries[1]?.row?.title).toBe('SmolLM2 135M Instruct');
  });

  test('gives a name to the first of two files, and tells the other apart by its digest', async () => {
    await drop('Model A.gguf', 'not listed: a space is not allowed');
    await drop('Model-A.gguf', 'one');
    await drop('model_a.gguf', 'two');
    const second = `model-a-${digest('two').slice(0, 8)}`;
    const entries = await library.list(never);
    expect(entries.map(({ name, problem }) => [name, problem])).toEqual([
      ['model-a', undefined],
      [second, 'the name model-a belongs to Model-A.gguf'],
    ]);
    expect((await library.find('model-a', never))?.sha256).toBe(digest('one'));
    expect((await library.find(second, never))?.sha256).toBe(digest('two'));
    await drop('model_A.gguf', 'two');
    expect(new Set((await library.list(never)).map(({ name }) => name)).size).toBe(3);
  });

  test('passes over what is not a model', async () => {
    await drop('model.gguf.part', 'x');
    await drop('.hidden.gguf', 'x');
    await drop('notes.txt', 'x');
    expect(await library.list(never)).toEqual([]);
  });

  test('survives a damaged sidecar by reading the file again', async () => {
    await drop('a.gguf', 'weights');
    await library.list(never);
    await writeFile(join(folder, 'a.gguf.json'), '{ not json');
    expect((await library.list(never))[0]?.sha256).toBe(digest('weights'));
    await writeFile(join(folder, 'a.gguf.json'), '{"v":1,"sha256":"short"}');
    expect((await library.list(never))[0]?.sha256).toBe(digest('weights'));
  });
});

describe('adding a file', () => {
  test('copies it, inspects the copy and keeps what it declares apart from what was verified', async () => {
    const file = await outside('Some.Model.gguf', 'weights');
    const entry = await library.add({ file, link: false }, never);
    expect(entry).toMatchObject({
      name: 'some.model',
      sha256: digest('weights'),
      origin: `added from ${file}`,
    });
    expect(await readFile(entry.path, 'utf8')).toBe('weights');
    const inspection = await library.inspect('some.model', never);
    expect(inspection.declared).toEqual(declared);
    expect(inspection.verified).toEqual({
      sizeBytes: 7,
      sha256: digest('weights'),
      pin: 'none',
      templateSha256: digest('{{ messages }}'),
    });
    expect(inspected).toEqual([`${entry.path}.add`]);
    expect((await readdir(folder)).toSorted()).toEqual(['Some.Model.gguf', 'Some.Model.gguf.json']);
  });

  test('takes another name, which stays', async () => {
    const file = await outside('x.bin', 'weights');
    const entry = await library.add({ file, name: 'our-model', link: false }, never);
    expect(entry.name).toBe('our-model');
    expect((await library.list(never)).map(({ name }) => name)).toEqual(['our-model']);
  });

  test('links it when that is asked for, so that it takes no second room', async () => {
    const file = await outside('x.gguf', 'weights');
    const entry = await library.add({ file, link: true }, never);
    expect((await stat(entry.path)).ino).toBe((await stat(file)).ino);
    expect((await stat(file)).nlink).toBe(2);
  });

  test('leaves nothing behind of a file that cannot be read as a model', async () => {
    const file = await outside('bad.gguf', 'garbage');
    expect(await codeOf(library.add({ file, link: false }, never))).toBe('model_invalid');
    expect(await codeOf(library.add({ file, link: true }, never))).toBe('model_invalid');
    expect(await readdir(folder)).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('garbage');
  });

  test('refuses what is no file, has no allowed name, or takes a name that is here', async () => {
    const file = await outside('a.gguf', 'weights');
    const add = (path: string, name?: string) =>
      codeOf(library.add({ file: path, link: false, ...(name === undefined ? {} : { name }) }, never));
    expect(await add(join(home, 'missing.gguf'))).toBe('model_file_refused');
    expect(await add(await outside('a b.gguf', 'x'))).toBe('model_file_refused');
    expect(await add(await outside('model.bin', 'x'))).toBe('model_file_refused');
    expect(await add(file, '../escape')).toBe('model_file_refused');
    expect(await add(file, 'Upper')).toBe('model_file_refused');
    await mkdir(join(home, 'folder.gguf'));
    expect(await add(join(home, 'folder.gguf'))).toBe('model_file_refused');
    await library.add({ file, link: false }, never);
    expect(await add(file)).toBe('model_name_taken');
    expect(await add(await outside('b.gguf', 'other'), 'a')).toBe('model_name_taken');
  });

  test('refuses facts that are out of bounds', async () => {
    const flooding = openLibrary({
      folder,
      catalog,
      clock: { now: () => 0, monotonic: () => 0 },
      inspect: async () => ({ ...declared, name: 'x'.repeat(20_000) }),
    });
    const file = await outside('a.gguf', 'weights');
    expect(await codeOf(flooding.add({ file, link: false }, never))).toBe('model_invalid');
  });
});

describe('a model that is here', () => {
  test('is inspected by the engine once', async () => {
    await drop('a.gguf', 'weights');
    await library.inspect('a', never);
    await library.inspect('a', never);
    expect(inspected).toHaveLength(1);
  });

  test('is removed with its sidecar, and only if it is here', async () => {
    await drop('a.gguf', 'weights');
    await library.list(never);
    await library.remove('a', never);
    expect(await readdir(folder)).toEqual([]);
    expect(await codeOf(library.remove('a', never))).toBe('model_unknown_here');
  });

  test('keeps the original when a linked one is removed', async () => {
    const file = await outside('x.gguf', 'weights');
    await mkdir(folder);
    await link(file, join(folder, 'x.gguf'));
    await library.remove('x', never);
    expect(await readFile(file, 'utf8')).toBe('weights');
  });
});

test('names of files become names for shells', () => {
  expect(nameOfFile('Qwen3-8B-Q4_K_M.gguf')).toBe('qwen3-8b-q4-k-m');
  expect(nameOfFile('__.gguf')).toBe('model');
});
