import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ed25519Signer } from '@commonhold/tlog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '#store';
import { type FolderDisk, folderDisk } from './folder-disk.ts';
import { LogPublisher } from './log-publisher.ts';
import { makeTestLog, type TestLog, verdictOf } from './published-log.fixture.ts';

let log: TestLog;
let home: string;
let awaitsQuorum: boolean;
beforeEach(async () => {
  log = await makeTestLog();
  home = await mkdtemp(join(tmpdir(), 'commonhold-cosigned-'));
  awaitsQuorum = true;
});
afterEach(async () => {
  await log.close();
  await rm(home, { recursive: true });
});

async function publish(disk: FolderDisk = folderDisk): Promise<string[]> {
  const troubles: string[] = [];
  const publisher = new LogPublisher({
    home,
    store: log.store,
    disk,
    awaitsQuorum: () => awaitsQuorum,
    onTrouble: (error) => troubles.push(error.message),
    onRebuild: (reason) => troubles.push(reason),
  });
  publisher.wake();
  await publisher.close();
  return troubles;
}

/** What a witness has signed says nothing here; that it is in the note is what matters. */
const cosigner = ed25519Signer(sha256, 'witness.example', new Uint8Array(32), () => new Uint8Array(72));

/** The newest signed head with one more signature, in the database. */
async function cosign(quorum: boolean): Promise<string> {
  const [row] = await log.store.read<{ size: number; note: string }>(
    'SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1',
  );
  const { size = 0, note = '' } = row ?? {};
  const line = `— ${cosigner.name} ${Buffer.concat([Buffer.from('01020304', 'hex'), cosigner.sign(new Uint8Array())]).toString('base64')}\n`;
  await log.store.commit({
    leaves: [],
    bodies: [],
    rows: [
      { statement: 'put-cosigned', values: [size, note + line, '2026-11-22T00:00:00.000Z', quorum ? 1 : 0] },
    ],
    urgency: 'closing',
  });
  return note + line;
}

const shown = (): Promise<string | undefined> =>
  readFile(join(home, 'log/checkpoint'), 'utf8').catch(() => undefined);

describe('where a quorum of witnesses is asked for, the folder', () => {
  test('shows no head before one has it, and then that one and none beyond it', async () => {
    await log.growTo(300);
    expect(await publish()).toEqual([]);
    expect(await shown()).toBeUndefined();
    await cosign(false);
    await publish();
    expect(await shown()).toBeUndefined();
    const note = await cosign(true);
    await log.growTo(700);
    await publish();
    expect(await shown()).toBe(note);
    expect(await verdictOf(home)).toBe(300);
    await cosign(true);
    await publish();
    expect(await verdictOf(home)).toBe(700);
  });

  test('goes to a head that is far away in steps that nobody sees', async () => {
    await log.growTo(300);
    const first = await cosign(true);
    await publish();
    await log.growTo(40_000);
    await log.growTo(70_000);
    await log.growTo(70_001);
    const last = await cosign(true);
    const seen: (string | undefined)[] = [];
    const publisher = new LogPublisher({
      home,
      store: log.store,
      // No sync: what a loss of power would leave is tested where the folder is.
      disk: {
        ...folderDisk,
        syncFolder: async () => undefined,
        rename: async (from, to) => {
          if (to.endsWith('checkpoint') || to.includes('entries')) seen.push(await shown());
          await folderDisk.rename(from, to);
        },
      },
      awaitsQuorum: () => true,
      onTrouble: (error) => expect.fail(error.message),
      onRebuild: (reason) => expect.fail(reason),
    });
    publisher.wake();
    while ((await shown()) !== last) await new Promise((resolve) => setTimeout(resolve, 50));
    await publisher.close();
    expect(new Set(seen)).toEqual(new Set([first]));
    expect(await verdictOf(home)).toBe(70_001);
  });

  test('shows every head at once when it is asked for no more', async () => {
    await log.growTo(10);
    await publish();
    awaitsQuorum = false;
    await publish();
    expect(await verdictOf(home)).toBe(10);
  });
});

describe('the head in the folder', () => {
  test('gets the cosignatures that come for it, and no others', async () => {
    awaitsQuorum = false;
    await log.growTo(10);
    await publish();
    const note = await cosign(false);
    expect(await shown()).not.toBe(note);
    await publish();
    expect(await shown()).toBe(note);
    await log.growTo(20);
    await publish();
    expect(await verdictOf(home)).toBe(20);
    expect(await shown()).not.toContain('witness.example');
  });

  test('is not replaced by one that says something else, whatever the database holds', async () => {
    awaitsQuorum = false;
    await log.growTo(10);
    await publish();
    const before = await shown();
    await cosign(true);
    const database = new DatabaseSync(log.path);
    database.exec("UPDATE cosigned SET note = replace(note, substr(note, instr(note, '=') - 8, 4), 'AAAA')");
    database.close();
    expect((await publish())[0]).toContain('is not the one that was signed');
    expect(await shown()).toBe(before);
  });

  test('has them as soon as the database has, also when the step to the folder was cut off', async () => {
    awaitsQuorum = false;
    await log.growTo(10);
    await publish();
    const note = await cosign(true);
    const cut: FolderDisk = {
      ...folderDisk,
      rename: (from, to) =>
        to.endsWith('checkpoint') ? Promise.reject(new Error('cut off')) : folderDisk.rename(from, to),
    };
    expect(await publish(cut)).toEqual([
      expect.stringContaining('cut off'),
      expect.stringContaining('cut off'),
    ]);
    expect(await shown()).not.toBe(note);
    expect(await publish()).toEqual([]);
    expect(await shown()).toBe(note);
  });
});
