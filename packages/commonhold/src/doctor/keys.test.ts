import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { homePaths } from '#home';
import { declineRecovery, keysIn, requireNodeKeys, writeRecovery, writeSealedKeys } from '#ledger';
import { findingsOf, lines, newHome, recordIn, removeHome, worldOf } from './doctor.fixture.ts';

let home: string;
let keys: string;
beforeEach(async () => {
  home = await newHome();
  keys = join(home, 'keys');
});
afterEach(() => removeHome(home));

const found = async (changes = {}) => lines(await findingsOf(worldOf(home, changes), 'keys'));
const recipients = [
  'age1tkk8u5tu3jq5d4wmjzhjpg8askhrfvjh5w6mcdhycqde6d83fgyq5km0qp',
  'age14rtp4cva4prktmvl6y4vhus8wac4jvh45wgzsmldktwtffwu6fkq62aw0q',
] as const;
const origin = 'commonhold/test';

/** As sealing does, cheaply. */
async function seal(): Promise<void> {
  await writeSealedKeys(keys, { origin, keys: await requireNodeKeys(keysIn(keys)) }, 'a long enough one', 1);
}

describe('the keys', () => {
  test('are made by the first start, and not missed before', async () => {
    expect(await found()).toMatch(/^good: There are no keys yet/);
  });

  test('are good when nobody else may read them, with a word on recovery', async () => {
    await recordIn(home);
    const text = await found();
    expect(text).toMatch(/^good: .*in clear; its 2 files are readable by you alone/);
    expect(text).toMatch(/^good: It is not settled who could recover .*commonhold key recovery set/m);
    await writeFile(join(home, 'commonhold.yaml'), 'retention:\n  bodyDays: 30\n');
    expect(await found()).toMatch(/^attention: Retention is configured and waits/m);
  });

  test('that others may read are broken', async () => {
    await recordIn(home);
    await chmod(join(keys, 'root.key'), 0o644);
    expect(await found()).toMatch(/^broken: .*root\.key \(0644\)/m);
    await chmod(join(keys, 'root.key'), 0o600);
    await chmod(keys, 0o711);
    expect(await found()).toMatch(/^broken: .*keys \(0711\)/m);
    expect(await found({ platform: 'win32' })).toMatch(/^unknown: /);
  });

  test('of a record that are missing are broken, with the folder that was looked in', async () => {
    await recordIn(home);
    const elsewhere = homePaths({ COMMONHOLD_HOME: home, COMMONHOLD_KEYS: join(home, 'other') });
    expect(await found({ paths: elsewhere })).toMatch(/^broken: .* missing in .*other, .*COMMONHOLD_KEYS/m);
    await rm(join(keys, 'root.key'));
    expect(await found()).toMatch(/^broken: root\.key is missing .*backup/m);
  });

  test('in another folder should not lie in the home folder too', async () => {
    await recordIn(home);
    const other = join(home, 'other');
    await cp(keys, other, { recursive: true });
    await chmod(other, 0o700);
    const paths = homePaths({ COMMONHOLD_HOME: home, COMMONHOLD_KEYS: other });
    expect(await found({ paths })).toMatch(/^attention: .*keys also lie in .*root\.key, signing\.key/m);
    await rm(keys, { recursive: true });
    expect(await found({ paths })).not.toMatch(/^attention/m);
  });

  test('that lie in clear beside the sealed ones are to be looked at, and nothing is said to be missing', async () => {
    await recordIn(home);
    await seal();
    expect(await found()).toMatch(/^attention: root\.key and signing\.key .*cut off.*moves keys\.age away/m);
    await rm(join(keys, 'root.key'));
    expect(await found()).toMatch(/^attention: signing\.key .*lies in clear/m);
    expect(await found()).not.toContain('moves keys.age away');
    await rm(join(keys, 'signing.key'));
    expect(await found()).toMatch(/^good: .*sealed by a passphrase; its 1 files/m);
    expect(await found()).not.toMatch(/^(?:attention|broken)/m);
  });

  test('need a passphrase file that nobody else may read', async () => {
    await recordIn(home);
    await seal();
    const file = join(home, 'passphrase');
    await writeFile(file, 'a long enough one\n', { mode: 0o600 });
    const environment = { COMMONHOLD_PORT: '0', COMMONHOLD_PASSPHRASE_FILE: file };
    expect(await found({ environment })).not.toMatch(/^broken/m);
    await chmod(file, 0o644);
    expect(await found({ environment })).toMatch(/^broken: The passphrase file .*0644/m);
  });

  test('have a recovery that holds those in use, or none that was wanted', async () => {
    await recordIn(home);
    const document = { origin, keys: await requireNodeKeys(keysIn(keys)) };
    const since = '2026-11-22T12:00:00.000Z';
    await declineRecovery(keys, since);
    expect(await found()).toMatch(/^good: There is no recovery .*2026-11-22/m);
    await writeRecovery(keys, document, recipients, since);
    expect(await found()).toMatch(/^good: Two recipients can recover/m);
    await writeFile(join(keys, 'witness.key'), new Uint8Array(32).fill(7), { mode: 0o600 });
    expect(await found()).toMatch(/^attention: recovery\.age holds other keys/m);
    await rm(join(keys, 'recovery.age'));
    expect(await found()).toMatch(/^broken: .*recovery\.age is missing/m);
  });

  test('that cannot be looked at are unknown', async () => {
    await mkdir(home, { recursive: true });
    await writeFile(keys, 'a file');
    expect(await found()).toMatch(/^unknown: .*cannot be looked into/);
  });
});
