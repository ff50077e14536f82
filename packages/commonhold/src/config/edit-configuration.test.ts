import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { type ConfigurationEdit, ConfigurationFile } from './edit-configuration.ts';
import { parseConfiguration } from './load.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-edit-'));
  file = join(folder, 'commonhold.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = ['labels', 'own'];
const append = (item: string): ConfigurationEdit => ({ type: 'append', path, item });

async function edit(text: string | undefined, edits: readonly ConfigurationEdit[]): Promise<string> {
  if (text !== undefined) await writeFile(file, text);
  expect(await new ConfigurationFile(file).edit(() => edits)).toBe(true);
  return readFile(file, 'utf8');
}

async function refusal(text: string, edits: readonly ConfigurationEdit[]): Promise<CommonholdError> {
  await writeFile(file, text);
  const thrown = await new ConfigurationFile(file)
    .edit(() => edits)
    .then(
      () => Promise.reject(new Error('it was written')),
      (reason: unknown) => reason,
    );
  expect(thrown).toBeInstanceOf(CommonholdError);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(folder)).toEqual(['commonhold.yaml']);
  return thrown as CommonholdError;
}

describe('an edit of commonhold.yaml', () => {
  test('makes the file when there is none', async () => {
    expect(await edit(undefined, [append('board')])).toBe('labels:\n  own:\n    - board\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('sets one value with its comment, or where nothing is yet, and none that the node would not take', async () => {
    const set = (value: string | number): ConfigurationEdit => ({
      type: 'set',
      path: ['retention', 'everyHours'],
      value,
    });
    expect(await edit(undefined, [set(12)])).toBe('retention:\n  everyHours: 12\n');
    const text = 'retention:\n  bodyDays: 30 # a month\n  everyHours: 24 # daily\nserver: {}\n';
    expect(await edit(text, [set(12)])).toBe(text.replace('24', '12'));
    expect((await refusal(text, [set(0)])).code).toBe('config_not_changed');
  });

  test('keeps every comment, the order and the quotes of what is there', async () => {
    const text = `# Our node.

server:
  port: 7778 # behind the proxy
  hosts: [ "ai.example.org", 'two.example.org' ]

# What we call things.
labels:
  # As the minutes do.
  own:
    - board # Jane asked in May
# Last words.
limits: { requestBytes: 0x100000 }
`;
    expect(await edit(text, [append('staff')])).toBe(
      text.replace('# Jane asked in May\n', '# Jane asked in May\n    - staff\n'),
    );
    // A comment beside what goes, goes with it; the others stay.
    expect(await edit(undefined, [{ type: 'remove', path, at: 0 }])).toBe(
      text.replace('    - board # Jane asked in May\n', '    - staff\n'),
    );
  });

  test('keeps a file of nothing but comments, and the comments', async () => {
    const written = await edit('# Nothing yet.\n# Really.\n', [append('board')]);
    expect(written).toMatch(/^# Nothing yet\.\n# Really\.\n/);
    expect(parseConfiguration(written, file).labels.own).toEqual(['board']);
  });

  test('keeps the style in braces where it is used, and takes lines where nothing is there yet', async () => {
    expect(await edit('labels: { own: [ board ] }\n', [append('staff')])).toBe(
      'labels: { own: [ board, staff ] }\n',
    );
    expect(await edit('labels: {}\n', [append('board')])).toBe('labels:\n  own:\n    - board\n');
    expect(await edit('labels:\n  own: [] # none\n', [append('board')])).toContain('# none');
  });

  test('appends what has fields of its own', async () => {
    const item = { provider: 'local', model: 'm2' };
    expect(
      await edit('routes:\n  best:\n    - provider: local\n      model: m1\n', [
        { type: 'append', path: ['routes', 'best'], item },
      ]),
    ).toBe(
      'routes:\n  best:\n    - provider: local\n      model: m1\n    - provider: local\n      model: m2\n',
    );
  });

  test('leaves an empty list when the last item goes', async () => {
    const written = await edit('labels:\n  own:\n    - board\n', [{ type: 'remove', path, at: 0 }]);
    expect(parseConfiguration(written, file).labels.own).toEqual([]);
  });

  test('takes a field away with the comment above it, and not a byte of the rest changes', async () => {
    const text =
      '# Ours.\nserver: {port: 1}\n# As agreed.\nlimits:\n  # Small.\n  requestBytes: 2048 # two\n  replyBytes: 4096\n';
    const unset = { type: 'unset', path: ['limits', 'requestBytes'] } as const;
    const expected = text.replace(/ {2}# Small\.\n.*\n/, '');
    await writeFile(file, text);
    const { before, after, configuration } = await new ConfigurationFile(file).preview(() => [unset]);
    expect([before, after, configuration.limits.replyBytes]).toEqual([text, expected, 4096]);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await edit(undefined, [unset])).toBe(expected);
    // In braces it is written anew, and says the same.
    const braces = 'limits: { requestBytes: 2048, replyBytes: 4096 }\n';
    expect(await edit(braces, [unset])).toBe('limits: { replyBytes: 4096 }\n');
  });

  test('keeps the ends of lines that Windows writes', async () => {
    const written = await edit('server:\r\n  port: 1\r\n', [append('board')]);
    expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('keeps anchors that have nothing to do with it', async () => {
    const text = `routes:
  best: &best [{ provider: local, model: m }]
  other: *best
`;
    expect(await edit(text, [append('board')])).toMatch(
      /best: &best \[ \{ provider: local, model: m \} \]\n {2}other: \*best\n/,
    );
  });

  test('keeps the mode of the file and a link to it', async () => {
    const target = join(folder, 'elsewhere.yaml');
    await writeFile(target, '');
    await chmod(target, 0o640);
    await symlink(target, file);
    await edit(undefined, [append('board')]);
    expect((await stat(target)).mode & 0o777).toBe(0o640);
    expect(await readFile(target, 'utf8')).toContain('board');
  });

  test('that changes nothing writes nothing', async () => {
    expect(await new ConfigurationFile(file).edit(() => [])).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test('sees what the edit before it wrote, also when both are asked for at once', async () => {
    const configuration = new ConfigurationFile(file);
    const seen: number[] = [];
    await Promise.all(
      ['board', 'staff', 'club'].map((name) =>
        configuration.edit((current) => {
          seen.push(current.labels.own.length);
          return [append(name)];
        }),
      ),
    );
    expect(seen).toEqual([0, 1, 2]);
    expect(parseConfiguration(await readFile(file, 'utf8'), file).labels.own).toHaveLength(3);
  });
});

describe('an edit is refused, and nothing is written,', () => {
  test('when the file is not valid before', async () => {
    const error = await refusal('servers: {}\n', [append('board')]);
    expect(error.code).toBe('config_invalid');
  });

  test('when the outcome would not be valid', async () => {
    const error = await refusal('', [{ type: 'append', path, item: 'personal' }]);
    expect(error.code).toBe('config_not_changed');
    expect(error.values['detail']).toMatch(/^labels\.own\.0: is built in/);
  });

  test('when the list is an alias', async () => {
    const error = await refusal('server:\n  hosts: &none []\nlabels:\n  own: *none\n', [append('board')]);
    expect(error.code).toBe('config_not_changed');
    expect(error.message).toContain('labels.own is written as an alias');
  });

  test('when the list has an anchor that another part repeats', async () => {
    const error = await refusal('labels:\n  own: &none []\nserver:\n  hosts: *none\n', [append('board')]);
    expect(error.code).toBe('config_not_changed');
    expect(error.message).toContain('would reach other parts');
  });

  test('when what goes has an anchor that another part repeats', async () => {
    const text = 'routes:\n  best: &best [{ provider: local, model: m }]\n  other: *best\n';
    const error = await refusal(text, [{ type: 'unset', path: ['routes', 'best'] }]);
    expect(error.code).toBe('config_not_changed');
  });

  test('when somebody changed the file meanwhile', async () => {
    await writeFile(file, '');
    const theirs = 'server: { port: 7 }\n';
    const configuration = new ConfigurationFile(file);
    const { writeFileSync } = await import('node:fs');
    const running = configuration.edit(() => {
      writeFileSync(file, theirs);
      return [append('board')];
    });
    await expect(running).rejects.toMatchObject({ code: 'config_not_changed' });
    expect(await readFile(file, 'utf8')).toBe(theirs);
    // The next one starts from what they wrote.
    await configuration.edit(() => [append('board')]);
    expect(parseConfiguration(await readFile(file, 'utf8'), file).server.port).toBe(7);
  });

  test.skipIf(process.getuid?.() !== 0)('when the file belongs to somebody else', async () => {
    await writeFile(file, '');
    await chown(file, 65_534, 65_534);
    const error = await refusal('', [append('board')]);
    expect(error.message).toContain('belongs to another user');
  });

  test.skipIf(process.getuid?.() === 0)('when the file may not be written', async () => {
    await writeFile(file, '');
    await chmod(file, 0o400);
    await expect(new ConfigurationFile(file).edit(() => [append('board')])).rejects.toMatchObject({
      code: 'config_not_changed',
    });
  });
});

test('whatever valid file comes first, appending and removing gives back what it said', async () => {
  const comment = fc.constantFrom('', ' # why', ' # {not: [yaml');
  const item = fc.tuple(fc.stringMatching(/^own[a-z]{1,8}$/), comment);
  const names = fc.uniqueArray(item, { maxLength: 3, selector: ([name]) => name });
  const lines = (items: readonly (readonly [string, string])[]): string =>
    items.length === 0 ? ' []\n' : `\n${items.map(([name, why]) => `    - ${name}${why}\n`).join('')}`;
  const list = fc.oneof(
    names.map(lines),
    names.map((items) => ` [${items.map(([name]) => `"${name}"`).join(',')}]\n`),
  );
  await fc.assert(
    fc.asyncProperty(list, comment, fc.boolean(), async (own, why, more) => {
      const text = `#${why}\nserver: { port: 0x1F }${why}\nlabels:${why}\n  own:${own}${more ? `limits: {}${why}\n` : ''}`;
      const before = parseConfiguration(text, file);
      const written = await edit(text, [append('new')]);
      expect(parseConfiguration(written, file)).toEqual({
        ...before,
        labels: { ...before.labels, own: [...before.labels.own, 'new'] },
      });
      const comments = /# (why|\{not.*)/g;
      expect(written.match(comments)).toEqual(text.match(comments));
      expect(written).toMatch(/port: 0x1f/i);
      const again = await edit(undefined, [{ type: 'remove', path, at: before.labels.own.length }]);
      expect(parseConfiguration(again, file)).toEqual(before);
    }),
    { numRuns: 60 },
  );
});
