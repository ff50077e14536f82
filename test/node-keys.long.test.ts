import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people } from './node/age-people.ts';
import { commonhold, type Ended, newHome, removeHome, startTestNode } from './node/running-node.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-node-keys-'));
  await writeFile(passphraseFile(), 'five words that nobody says\n', { mode: 0o600 });
  await writeFile(join(folder, 'wrong'), 'five words that somebody says\n', { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

const passphraseFile = (): string => join(folder, 'passphrase');
const knowing = () => ({ COMMONHOLD_PASSPHRASE_FILE: passphraseFile() });

/** A home folder whose node ran once. */
async function homeWithRecord(): Promise<string> {
  const home = await newHome();
  await (await startTestNode(home)).stop();
  return home;
}

const keysOf = async (home: string): Promise<string[]> => (await readdir(join(home, 'keys'))).toSorted();

async function proved(home: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const { output } = await commonhold(home, ['verify', '--bodies', '--json'], '', environment);
  expect(JSON.parse(output)).toMatchObject({ verdict: 'proved', findings: [], bodies: { checked: true } });
}

/** What the log says about the keys of the node, in order. */
function keyActs(home: string): string[] {
  const database = new DatabaseSync(join(home, 'commonhold.db'), { readOnly: true });
  try {
    return database
      .prepare('SELECT bytes FROM leaf ORDER BY idx')
      .all()
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes as Uint8Array).toString()) as Record<string, string>)
      .filter(({ subject }) => subject === 'node-keys')
      .map(({ action, target }) => `${action} ${target}`);
  } finally {
    database.close();
  }
}

describe('a passphrase', () => {
  let home: string;
  beforeAll(async () => {
    home = await newHome();
  });
  afterAll(() => removeHome(home));

  const set = (more: readonly string[] = []): Promise<Ended> =>
    commonhold(home, ['key', 'passphrase', 'set', '--file', passphraseFile(), ...more]);

  test('is set while the node does not run, and must be one that is worth it', async () => {
    expect((await set()).errors).toContain('no record');
    const node = await startTestNode(home);
    expect(await set()).toMatchObject({ code: 1, errors: expect.stringContaining('in use by another node') });
    await node.stop();
    const short = join(folder, 'short');
    await writeFile(short, 'hunter2\n');
    const weak = await commonhold(home, ['key', 'passphrase', 'set', '--file', short]);
    expect(weak).toMatchObject({ code: 1, errors: expect.stringContaining('fewer than') });
    expect(weak.errors).not.toContain('hunter2');
    const nobody = await commonhold(home, ['key', 'passphrase', 'set'], 'five words that nobody says\n');
    expect(nobody).toMatchObject({ code: 1, errors: expect.stringContaining('nobody to ask') });
    expect(await keysOf(home)).toEqual(['root.key', 'signing.key']);
    expect(await set()).toMatchObject({ code: 0, errors: '' });
    expect(await keysOf(home)).toEqual(['keys.age']);
  });

  test('is needed to start and to prove, from a file or a person and from nowhere else', async () => {
    for (const command of [['start', '--offline'], ['verify'], ['key', 'recovery', 'set', 'x', 'y']]) {
      const refused = await commonhold(home, command, 'five words that nobody says\n', {
        COMMONHOLD_PASSPHRASE: 'five words that nobody says',
      });
      expect(refused, command.join(' ')).toMatchObject({ code: 1 });
    }
    const started = await commonhold(home, ['start', '--offline']);
    expect(started).toMatchObject({ code: 1, errors: expect.stringContaining('COMMONHOLD_PASSPHRASE_FILE') });
    const wrong = await commonhold(home, ['start', '--offline'], '', {
      COMMONHOLD_PASSPHRASE_FILE: join(folder, 'wrong'),
    });
    expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining('does not open') });
    const missing = await commonhold(home, ['start', '--offline'], '', {
      COMMONHOLD_PASSPHRASE_FILE: join(folder, 'nowhere'),
    });
    expect(missing).toMatchObject({ code: 1, errors: expect.stringContaining('COMMONHOLD_PASSPHRASE_FILE') });
    expect(await keysOf(home)).toEqual(['keys.age']);
    const node = await startTestNode(home, { environment: knowing() });
    await proved(home, knowing());
    await node.stop();
    expect(keyActs(home)).toEqual(['add passphrase']);
  });

  test('is in a backup only with the keys that it seals, and can be taken away again', async () => {
    const backup = join(folder, 'sealed');
    const made = await commonhold(home, ['backup', backup]);
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('under your passphrase') });
    expect(await keysOf(backup)).toEqual(['keys.age']);
    expect((await commonhold(home, ['key', 'passphrase', 'remove'])).code).toBe(1);
    expect((await commonhold(home, ['key', 'passphrase', 'remove'], '', knowing())).code).toBe(0);
    expect(await keysOf(home)).toEqual(['root.key', 'signing.key']);
    await proved(home);
    await (await startTestNode(home)).stop();
    expect(keyActs(home)).toEqual(['add passphrase', 'remove passphrase']);
    await proved(home);
  });
});

describe('recovery', () => {
  test('brings back, by either of two people, the keys of a home whose disk was lost', async () => {
    const [first, second, third] = await identities();
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few people');
    const home = await newHome();
    const node = await startTestNode(home);
    const asked = ['key', 'recovery', 'set', first.recipient, second.recipient];
    expect((await commonhold(home, asked)).code).toBe(0);
    await node.stop();
    const status = await commonhold(home, ['key', 'recovery', 'status', '--json']);
    expect(JSON.parse(status.output)).toMatchObject({ recovery: 'recipients', current: true, sealed: false });
    await cp(join(home, 'keys', 'recovery.age'), join(folder, 'recovery.age'));
    const backup = join(folder, 'ciphertext');
    expect((await commonhold(home, ['backup', backup, '--without-keys'])).code).toBe(0);

    for (const { identity } of [first, second]) {
      const restored = await mkdtemp(join(folder, 'new-disk-'));
      await commonhold(restored, ['restore', backup]);
      const bring = (who: string): Promise<Ended> =>
        commonhold(restored, ['key', 'restore', join(folder, 'recovery.age'), '--identity', who]);
      expect(await bring(third.identity)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('no identity'),
      });
      expect(existsSync(join(restored, 'keys'))).toBe(false);
      expect(await bring(identity)).toMatchObject({ code: 0, errors: '' });
      expect(await keysOf(restored)).toEqual(['root.key', 'signing.key']);
      await proved(restored);
    }
    expect(keyActs(home)).toEqual(['add recovery']);
    await removeHome(home);
  });

  test('never puts keys of another node in their place', async () => {
    const [home, other] = await Promise.all([homeWithRecord(), homeWithRecord()]);
    const copy = join(folder, 'copy.age');
    const [owner] = await identities();
    if (owner === undefined) throw new Error('too few people');
    const { identity, recipient } = owner;
    const asked = ['key', 'backup', '--to', copy, '--recipient', recipient];
    expect((await commonhold(home, asked)).code).toBe(0);
    expect((await commonhold(home, asked)).errors).toContain('nothing is overwritten');
    expect(await readFile(copy, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    await rm(join(other, 'keys'), { recursive: true });
    const refused = await commonhold(other, ['key', 'restore', copy, '--identity', identity]);
    expect(refused).toMatchObject({
      code: 1,
      errors: expect.stringContaining('does not open this database'),
    });
    await mkdir(join(other, 'keys'), { recursive: true });
    expect(await keysOf(other)).toEqual([]);
    // And where they belong they come back, once more and under another folder's name too.
    const elsewhere = { COMMONHOLD_KEYS: join(folder, 'key-disk') };
    const moved = await commonhold(home, ['key', 'restore', copy, '--identity', identity], '', elsewhere);
    expect(moved).toMatchObject({ code: 0, errors: '' });
    await rm(join(home, 'keys'), { recursive: true });
    await (await startTestNode(home, { environment: elsewhere })).stop();
    expect(keyActs(home)).toEqual(['add copy', 'add restored']);
    await proved(home, elsewhere);
    await Promise.all([removeHome(home), removeHome(other)]);
  });
});

/** Each with an identity of age in a file, as `age-keygen` writes it. */
async function identities(): Promise<{ readonly identity: string; readonly recipient: string }[]> {
  return Promise.all(
    people.map(async ({ identity, recipient }, index) => {
      const file = join(folder, `identity-${index}.txt`);
      await writeFile(file, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600 });
      return { identity: file, recipient };
    }),
  );
}
