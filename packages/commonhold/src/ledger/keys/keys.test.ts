import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHomeDatabase } from '../audit/open-home.ts';
import { makeTestHome, recordCall } from '../home.fixture.ts';
import { loadNodeKeys, loadWitnessSeed, readNodeKeys, requireNodeKeys } from './node-keys.ts';
import { identitiesIn, openAgeFile, sealAgeFile, whyNotRecipient } from './age-file.ts';
import { byHand, forRecipients, itsPassphrase, people, underPassphrase } from './by-the-age-tool.fixture.ts';
import type { KeyPlace } from './key-place.ts';
import { keysIn } from './key-place.ts';
import { keySetId, type KeySet, parseKeyDocument, writeKeyDocument } from './key-set.ts';
import {
  checkRecipients,
  declineRecovery,
  isCurrent,
  readRecoveryState,
  requireRecovery,
  writeRecovery,
} from './recovery.ts';
import { checkKeysFit, restoreKeys } from './restore-keys.ts';
import { removeClearKeys, writeClearKeys, writeSealedKeys } from './sealed-keys.ts';

const passphrase = 'five words that nobody says';
/** The library's lowest: what is tested here is not how long guessing takes. */
const cheap = 1;
const origin = 'commonhold/a-log';
const randomness = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'commonhold-keys-')), 'keys');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const keys: KeySet & { readonly root: Uint8Array; readonly signing: Uint8Array } = {
  root: new Uint8Array(32).fill(1),
  signing: new Uint8Array(32).fill(2),
};
const document = { origin, keys };

function placeWith(given = passphrase): KeyPlace {
  return { folder, passphrase: async () => given };
}
const nobody = (): KeyPlace => keysIn(folder);
const files = async (): Promise<string[]> => (await readdir(folder)).toSorted();

describe('keys in clear', () => {
  test('ask nobody for a passphrase, and are made only for a log that is new', async () => {
    await expect(loadNodeKeys(nobody(), false, randomness)).rejects.toMatchObject({
      code: 'keys_missing',
      values: { files: 'root.key and signing.key are', folder },
    });
    const made = await loadNodeKeys(nobody(), true, randomness);
    expect(await readNodeKeys(nobody())).toEqual(made);
    for (const name of await files()) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    await rm(join(folder, 'signing.key'));
    await expect(requireNodeKeys(nobody())).rejects.toMatchObject({ values: { files: 'signing.key is' } });
  });

  test('of another length are damaged, whatever they are', async () => {
    await writeClearKeys(folder, keys);
    await writeFile(join(folder, 'root.key'), 'short');
    await expect(readNodeKeys(nobody())).rejects.toMatchObject({ code: 'keys_damaged' });
  });
});

describe('keys under a passphrase', () => {
  beforeEach(async () => {
    await writeClearKeys(folder, keys);
    await writeSealedKeys(folder, document, passphrase, cheap);
  });

  test('open with it alone, and nothing of them is left in clear', async () => {
    await removeClearKeys(folder, keys);
    expect(await files()).toEqual(['keys.age']);
    expect(await readNodeKeys(placeWith())).toEqual(keys);
    await expect(readNodeKeys(placeWith('five words that somebody says'))).rejects.toMatchObject({
      code: 'passphrase_wrong',
    });
    await expect(readNodeKeys(nobody())).rejects.toMatchObject({ code: 'passphrase_needed' });
    expect((await stat(join(folder, 'keys.age'))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(folder, 'keys.age'), 'latin1');
    expect(text).not.toContain(Buffer.from(keys.root).toString('base64').slice(0, 8));
  });

  // What a power cut leaves between each two steps of sealing, and of unsealing from its other end.
  test.each([
    ['before anything was taken away', async () => undefined],
    ['while the first file was overwritten', () => writeFile(join(folder, 'root.key'), new Uint8Array(32))],
    ['after the first file', () => rm(join(folder, 'root.key'))],
    ['while another passphrase was being set', () => writeFile(join(folder, 'keys.age.new'), 'half')],
  ])('are what counts, and a start finishes a sealing that was cut off %s', async (_, cut) => {
    await cut();
    expect(await loadNodeKeys(placeWith(), false, randomness)).toEqual(keys);
    expect((await files()).filter((name) => name.endsWith('.key'))).toEqual([]);
    expect(await loadNodeKeys(placeWith(), false, randomness)).toEqual(keys);
  });

  test('cut off before the sealed file had its name are keys in clear, as before', async () => {
    await copyFile(join(folder, 'keys.age'), join(folder, 'keys.age.new'));
    await rm(join(folder, 'keys.age'));
    expect(await loadNodeKeys(nobody(), false, randomness)).toEqual(keys);
  });

  test('leave the files in clear alone while the passphrase is wrong or missing', async () => {
    for (const place of [placeWith('not this one at all'), nobody()]) {
      await expect(loadNodeKeys(place, false, randomness)).rejects.toThrow(/keys/);
      expect(await files()).toEqual(['keys.age', 'root.key', 'signing.key']);
    }
  });

  test('beside another key in clear are refused: one of the two is not of this node', async () => {
    await writeFile(join(folder, 'root.key'), new Uint8Array(32).fill(9));
    await expect(loadNodeKeys(placeWith(), false, randomness)).rejects.toMatchObject({
      code: 'keys_damaged',
    });
    expect(await files()).toContain('root.key');
  });

  test('can get another passphrase, and come back into the clear', async () => {
    await removeClearKeys(folder, keys);
    await writeSealedKeys(folder, document, 'six other words that nobody says', cheap);
    await expect(readNodeKeys(placeWith())).rejects.toMatchObject({ code: 'passphrase_wrong' });
    const opened = await readNodeKeys(placeWith('six other words that nobody says'));
    await writeClearKeys(folder, opened);
    expect(await files()).toEqual(['root.key', 'signing.key']);
    expect(await readNodeKeys(nobody())).toEqual(keys);
  });

  test('that were damaged say so, and are not called a wrong passphrase', async () => {
    const path = join(folder, 'keys.age');
    const text = await readFile(path, 'utf8');
    for (const damaged of ['', 'x', text.slice(0, -60), text.replace('BEGIN', 'BEGUN')]) {
      await writeFile(path, damaged);
      await expect(readNodeKeys(placeWith()), damaged).rejects.toMatchObject({ code: 'keys_damaged' });
    }
  });
});

describe('the key of a witness', () => {
  test('is made when it may be, in clear or under the passphrase of the others', async () => {
    await writeClearKeys(folder, keys);
    expect(await loadWitnessSeed(nobody(), false, randomness)).toBeUndefined();
    const clear = await loadWitnessSeed(nobody(), true, randomness);
    expect(await readNodeKeys(nobody())).toEqual({ ...keys, witness: clear });
    await rm(join(folder, 'witness.key'));
    await writeSealedKeys(folder, document, passphrase, cheap);
    await removeClearKeys(folder, keys);
    expect(await loadWitnessSeed(placeWith(), false, randomness)).toBeUndefined();
    const sealed = await loadWitnessSeed(placeWith(), true, randomness);
    expect(sealed).toHaveLength(32);
    expect(await loadWitnessSeed(placeWith(), true, randomness)).toEqual(sealed);
    expect(await readNodeKeys(placeWith())).toEqual({ ...keys, witness: sealed });
    expect(await files()).toEqual(['keys.age']);
  });
});

describe('a file of the age tool', () => {
  test('is opened by each of its recipients and by nobody else', async () => {
    const bytes = Buffer.from(forRecipients);
    for (const [index, { identity }] of people.entries()) {
      const plain = await openAgeFile(bytes, { by: 'identities', identities: [identity] });
      if (index === 2) expect(plain).toBeUndefined();
      else expect(parseKeyDocument(plain ?? new Uint8Array())).toEqual({ origin: byHand, keys });
    }
  });

  test('is opened by its passphrase', async () => {
    const plain = await openAgeFile(Buffer.from(underPassphrase), {
      by: 'passphrase',
      passphrase: itsPassphrase,
    });
    expect(parseKeyDocument(plain ?? new Uint8Array())).toEqual({ origin: byHand, keys });
  });

  test('under a passphrase is the same thing to us and to the library that we did not use for it', async () => {
    const { armor, Decrypter, Encrypter } = await import('age-encryption');
    const ours = await sealAgeFile('a text', { by: 'passphrase', passphrase, workFactor: cheap });
    const theirs = new Decrypter();
    theirs.addPassphrase(passphrase);
    expect(await theirs.decrypt(armor.decode(ours), 'text')).toBe('a text');
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(cheap + 1);
    const opening = { by: 'passphrase', passphrase } as const;
    const opened = await openAgeFile(await encrypter.encrypt('a text'), opening);
    expect(Buffer.from(opened ?? []).toString()).toBe('a text');
    expect(await openAgeFile(Buffer.from(forRecipients), opening)).toBeUndefined();
    const greedy = armor.encode(
      Buffer.from(Buffer.from(armor.decode(ours)).toString('latin1').replace(/ 1\n/, ' 21\n'), 'latin1'),
    );
    await expect(openAgeFile(Buffer.from(greedy), opening)).rejects.toThrow(/work factor is 21/);
  });

  test('need not be in text, and identities are read as age-keygen writes them', async () => {
    const { armor } = await import('age-encryption');
    const [first] = people;
    const text = `# created: 2026-11-22\n# public key: ${first.recipient}\n${first.identity}\n`;
    const opening = { by: 'identities', identities: identitiesIn(text) } as const;
    expect(opening.identities).toEqual([first.identity]);
    expect(await openAgeFile(armor.decode(forRecipients), opening)).toBeDefined();
  });
});

describe('the text inside', () => {
  test('comes back as it was written, and anything else is refused without being shown', () => {
    const text = writeKeyDocument(document);
    expect(parseKeyDocument(Buffer.from(text))).toEqual(document);
    const secret = Buffer.from(keys.root).toString('base64');
    for (const wrong of [
      text.replace('keys/v1', 'keys/v2'),
      text.replace(secret, secret.slice(4)),
      text.replace('"root"', '"stem"'),
      text.replace('"origin"', '"more": 1, "origin"'),
    ]) {
      expect(() => parseKeyDocument(Buffer.from(wrong))).toThrow();
      try {
        parseKeyDocument(Buffer.from(wrong));
      } catch (thrown) {
        expect(String(thrown)).not.toContain(secret.slice(0, 8));
      }
    }
  });
});

describe('recovery', () => {
  const since = '2026-11-22T12:00:00.000Z';
  const [first, second, third] = people;
  const two = [first.recipient, second.recipient] as const;

  test('is unsettled until somebody says who can help or that nobody shall', async () => {
    await mkdir(folder);
    await expect(requireRecovery(folder)).rejects.toMatchObject({ code: 'recovery_missing' });
    await declineRecovery(folder, since);
    await requireRecovery(folder);
    expect(await readRecoveryState(folder)).toMatchObject({ recovery: 'none', since });
  });

  test('is a file that either of two can open, and a third cannot', async () => {
    await writeRecovery(folder, document, two, since);
    const file = await readFile(join(folder, 'recovery.age'));
    for (const { identity } of [first, second]) {
      const plain = await openAgeFile(file, { by: 'identities', identities: [identity] });
      expect(parseKeyDocument(plain ?? new Uint8Array())).toEqual(document);
    }
    expect(await openAgeFile(file, { by: 'identities', identities: [third.identity] })).toBeUndefined();
    const state = await readRecoveryState(folder);
    expect(state).toMatchObject({ recovery: 'recipients', recipients: two, keys: keySetId(keys) });
    expect(isCurrent(state, keys)).toBe(true);
    expect(isCurrent(state, { ...keys, witness: keys.root })).toBe(false);
    for (const name of await files()) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test('that was lost is not taken for settled', async () => {
    await writeRecovery(folder, document, two, since);
    await rm(join(folder, 'recovery.age'));
    await expect(requireRecovery(folder)).rejects.toMatchObject({ code: 'keys_damaged' });
  });

  test.each([
    ['one person twice', [first.recipient, first.recipient], 'the same'],
    ['an identity', [first.identity, second.recipient], 'which is secret'],
    ['a mistyped letter', [first.recipient.replace(/.$/, 'q'), second.recipient], 'checksum'],
    ['something else', ['age1pq1qqqq', second.recipient], 'no X25519 recipient'],
  ] as const)('is refused for %s', async (_, recipients, why) => {
    await expect(checkRecipients(recipients)).rejects.toMatchObject({
      code: 'key_act_refused',
      message: expect.stringContaining(why),
    });
    const message = await checkRecipients(recipients).catch(String);
    expect(message).not.toContain(first.identity.slice(20, 40));
    expect(await whyNotRecipient(second.recipient)).toBeUndefined();
  });
});

describe('keys that are put back', () => {
  test('must open this database and have signed its newest head, whatever their file calls the log', async () => {
    const place = await makeTestHome();
    const { store, ledger } = await place.open();
    await recordCall(ledger);
    await ledger.close();
    await store.close();
    const own = await requireNodeKeys(keysIn(join(place.home, 'keys')));
    const database = openHomeDatabase(place.home);
    try {
      checkKeysFit(database, { origin: ledger.origin, keys: own });
      checkKeysFit(database, { origin: 'commonhold/an-earlier-name', keys: own });
      expect(() => checkKeysFit(database, { origin, keys: { ...own, root: keys.root } })).toThrow(
        /does not open this database/,
      );
      expect(() => checkKeysFit(database, { origin, keys: { ...own, signing: keys.signing } })).toThrow(
        /has not signed the newest head/,
      );
    } finally {
      database.close();
      await place.remove();
    }
  });

  test('overwrite nothing, and are put back once more after a restore that was cut off', async () => {
    await restoreKeys(folder, document);
    expect(await readNodeKeys(nobody())).toEqual(keys);
    await rm(join(folder, 'signing.key'));
    await restoreKeys(folder, document);
    expect(await readNodeKeys(nobody())).toEqual(keys);
    const others = { origin, keys: { ...keys, signing: keys.root } };
    await expect(restoreKeys(folder, others)).rejects.toMatchObject({ code: 'key_act_refused' });
    await writeSealedKeys(folder, document, passphrase, cheap);
    await expect(restoreKeys(folder, document)).rejects.toThrow(/keys\.age is there/);
  });

  test('come out of a copy as they went in', async () => {
    const sealing = { by: 'passphrase', passphrase, workFactor: cheap } as const;
    const copy = await sealAgeFile(writeKeyDocument(document), sealing);
    const plain = await openAgeFile(Buffer.from(copy), sealing);
    expect(parseKeyDocument(plain ?? new Uint8Array())).toEqual(document);
  });
});
