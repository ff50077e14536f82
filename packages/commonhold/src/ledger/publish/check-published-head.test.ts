import { copyFile, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeTestHome, recordCall } from '../home.fixture.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { publish } from './published-log.fixture.ts';

test('a database that is older than what was published signs nothing any more; a head of somebody else means nothing', async () => {
  const place = await makeTestHome();
  const session = async (calls: number, publishes: boolean): Promise<string> => {
    const { store, ledger } = await place.open();
    for (let at = 0; at < calls; at++) await recordCall(ledger);
    await ledger.close();
    const note = await ledger.checkpoint();
    if (publishes) expect((await publish(place.home, store)).troubles).toEqual([]);
    await store.close();
    return note;
  };
  try {
    await session(3, true);
    const copy = `${place.database}.copy`;
    await copyFile(place.database, copy);
    // What was published is in the database that goes on.
    await session(3, true);
    await rm(`${place.database}-wal`, { force: true });
    await rm(`${place.database}-shm`, { force: true });
    await copyFile(copy, place.database);
    await expect(session(1, false)).rejects.toMatchObject({
      code: 'home_damaged',
      message: expect.stringContaining('the database is an older copy'),
    });
    // Also when the older copy has grown beyond it: the head is still not one of this history.
    const folder = new LogFolder(logFolderOf(place.home));
    const published = await folder.read('checkpoint');
    expect(published).toBeDefined();
    await rm(logFolderOf(place.home), { recursive: true });
    await session(20, false);
    await folder.clear();
    await new LogFolder(logFolderOf(place.home)).write([
      { path: 'checkpoint', bytes: published ?? new Uint8Array() },
    ]);
    await expect(session(1, false)).rejects.toMatchObject({ code: 'home_damaged' });
    await new LogFolder(logFolderOf(place.home)).write([
      { path: 'checkpoint', bytes: Buffer.from('somebody\n9999\nAAAA\n\n— somebody AAAA\n') },
    ]);
    await expect(session(1, true)).resolves.toContain('commonhold/');
  } finally {
    await place.remove();
  }
});
