import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FolderDisk, folderDisk } from './folder-disk.ts';
import { LogPublisher } from './log-publisher.ts';
import { filesOf, makeTestLog, publish, type TestLog, verdictOf } from './published-log.fixture.ts';

let homes: string;
let log: TestLog;
beforeAll(async () => {
  homes = await mkdtemp(join(tmpdir(), 'commonhold-homes-'));
});
afterAll(() => rm(homes, { recursive: true }));
beforeEach(async () => {
  log = await makeTestLog();
});
afterEach(() => log.close());

const newHome = (): Promise<string> => mkdtemp(join(homes, 'home-'));

/** The folder as it would be if this log had been published once, now. */
async function fresh(): Promise<ReadonlyMap<string, string>> {
  const home = await newHome();
  expect(await publish(home, log.store, unsynced)).toEqual({ troubles: [], rebuilds: [] });
  return filesOf(home);
}

/** A folder that grew has, besides, earlier partial files of what is not full yet, each the beginning of the later. */
async function expectSame(home: string, expected: ReadonlyMap<string, string>): Promise<void> {
  const found = await filesOf(home);
  for (const [path, bytes] of expected) expect(found.get(path), path).toBe(bytes);
  for (const [path, bytes] of found) {
    if (expected.has(path) || path === '.next') continue;
    const later = [...expected].find(([name]) => name.includes('.p/') && dirname(name) === dirname(path));
    expect(later?.[1].startsWith(bytes), `${path} is of no use`).toBe(true);
  }
}

/** Every step of the disk, in order, with a say in what becomes of it. Real files, which this process alone reads: unsynced. */
function watched(step: (name: string, path: string) => 'do' | 'fail' | 'do and fail'): FolderDisk {
  const run = async <Result>(name: string, path: string, work: () => Promise<Result>): Promise<Result> => {
    const verdict = step(name, path);
    if (verdict === 'fail') throw new Error(`the world ends before ${name}`);
    const result = await work();
    if (verdict === 'do and fail') throw new Error(`the world ends after ${name}`);
    return result;
  };
  return {
    read: (path) => run('read', path, () => folderDisk.read(path)),
    write: (path, bytes) => run('write', path, () => writeFile(path, bytes)),
    rename: (from, to) => run('rename', to, () => folderDisk.rename(from, to)),
    makeFolder: (path) => run('makeFolder', path, () => folderDisk.makeFolder(path)),
    syncFolder: (path) => run('syncFolder', path, async () => undefined),
    remove: (path) => run('remove', path, () => folderDisk.remove(path)),
  };
}

const unsynced = watched(() => 'do');

describe('a folder that follows the log', () => {
  test('is at every size the log that was signed, and in the end what one publication would have made', async () => {
    const home = await newHome();
    for (const size of [1, 2, 254, 255, 256, 257, 511, 512, 513, 1030]) {
      await log.growTo(size);
      expect(await publish(home, log.store)).toEqual({ troubles: [], rebuilds: [] });
      expect(await verdictOf(home)).toBe(size);
      await expectSame(home, await fresh());
    }
  });

  test('has tiles of three levels beyond 65,536 leaves, and a stop does not wait until so many are published', async () => {
    const home = await newHome();
    await log.growTo(65_000);
    await log.growTo(65_537);
    await log.growTo(66_000);
    expect(await publish(home, log.store)).toEqual({ troubles: [], rebuilds: [] });
    expect(await verdictOf(home)).toBe('checkpoint: missing');
    const publisher = new LogPublisher({
      home,
      store: log.store,
      onTrouble: (error) => expect.fail(error.message),
      onRebuild: (reason) => expect.fail(reason),
    });
    publisher.wake();
    await vi.waitFor(
      async () => expect(await readFile(join(home, 'log/checkpoint'), 'utf8')).toContain('\n66000\n'),
      { timeout: 60_000 },
    );
    await publisher.close();
    expect(await verdictOf(home)).toBe(66_000);
    expect([...(await filesOf(home)).keys()]).toContain('tile/2/000.p/1');
  });

  test('is written in the order that readers need: every file durable, with its folders, before the head', async () => {
    const home = await newHome();
    await log.growTo(300);
    const pending = new Set<string>();
    const kinds: string[] = [];
    const disk = watched((name, path) => {
      if (name === 'syncFolder') for (const one of pending) if (dirname(one) === path) pending.delete(one);
      if (name === 'makeFolder') pending.add(path);
      if (name === 'rename') {
        const kind = path.includes('entries') ? 'entries' : path.includes('tile') ? 'tile' : basename(path);
        if (kinds.at(-1) !== kind) {
          expect([...pending].filter((one) => !one.endsWith(dirname(path)))).toEqual([]);
          kinds.push(kind);
        }
        pending.add(path);
      }
      return 'do';
    });
    await publish(home, log.store, disk);
    expect(kinds).toEqual(['entries', 'tile', 'checkpoint']);
    expect([...pending]).toEqual([]);
  });

  test('keeps partial files until the full one is there, and no longer', async () => {
    const home = await newHome();
    for (const size of [100, 200]) {
      await log.growTo(size);
      await publish(home, log.store);
    }
    const partial = ['100', '200'].flatMap((width) => [
      `tile/0/000.p/${width}`,
      `tile/entries/000.p/${width}`,
    ]);
    expect([...(await filesOf(home)).keys()]).toEqual(expect.arrayContaining(partial));
    await log.growTo(256);
    await publish(home, log.store);
    expect(new Set((await filesOf(home)).keys())).toEqual(
      new Set(['checkpoint', 'tile/0/000', 'tile/1/000.p/1', 'tile/entries/000']),
    );
  });
});

describe('a growth that is cut off', () => {
  /** A folder at one size of a log that has grown to another. */
  async function behind(from: number, to: number): Promise<string> {
    const home = await newHome();
    if (from > 0) {
      await log.growTo(from);
      await publish(home, log.store, unsynced);
    }
    await log.growTo(to);
    return home;
  }

  /** A copy of a folder for each step that its growth takes. */
  async function* copiesForEachStep(before: string): AsyncGenerator<{ home: string; at: number }> {
    const copied = async (): Promise<string> => {
      const home = await newHome();
      await cp(before, home, { recursive: true });
      return home;
    };
    let steps = 0;
    await publish(
      await copied(),
      log.store,
      watched(() => ((steps += 1), 'do')),
    );
    expect(steps).toBeGreaterThan(15);
    for (let at = 1; at <= steps; at++) yield { home: await copied(), at };
  }

  test.each([
    [0, 300],
    [255, 257],
    [257, 600],
  ])(
    'at any step from %i to %i leaves is a log that a stranger can verify, and the next start finishes it',
    async (from, to) => {
      const before = await behind(from, to);
      const expected = await fresh();
      for await (const { home, at } of copiesForEachStep(before)) {
        let step = 0;
        // Once the world has ended nothing works any more.
        const { troubles } = await publish(
          home,
          log.store,
          watched(() => (++step >= at ? 'fail' : 'do')),
        );
        expect(troubles.length).toBeGreaterThan(0);
        const none = from === 0 ? ['checkpoint: missing'] : [];
        expect([from, to, ...none]).toContain(await verdictOf(home));
        expect(await publish(home, log.store, unsynced)).toEqual({ troubles: [], rebuilds: [] });
        await expectSame(home, expected);
      }
    },
  );

  test('is finished by the same process when the disk works again', async () => {
    const before = await behind(257, 600);
    const expected = await fresh();
    for await (const { home, at } of copiesForEachStep(before)) {
      let step = 0;
      // What failed may have been done all the same.
      const failingOnce = watched(() => (++step === at ? 'do and fail' : 'do'));
      const { troubles, rebuilds } = await publish(home, log.store, failingOnce);
      expect(troubles).toEqual([expect.stringContaining('the world ends')]);
      expect(rebuilds).toEqual([]);
      await expectSame(home, expected);
    }
  });
});

describe('a folder that is not at a head of this log', () => {
  test.each([
    ['has lost its last entries', 'tile/entries/001.p/44', undefined, 'tile/entries/001.p/44 is missing'],
    ['has an edge with a flipped byte', 'tile/0/001.p/44', 40, 'do not make the root'],
    ['has another checkpoint', 'checkpoint', 20, 'none of this log'],
  ])('is written anew, and says why: it %s', async (_, file, at, reason) => {
    const home = await newHome();
    await log.growTo(300);
    await publish(home, log.store);
    const path = join(home, 'log', file);
    if (at === undefined) await rm(path);
    else {
      const bytes = await readFile(path);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    const { rebuilds, troubles } = await publish(home, log.store);
    expect({ rebuilds, troubles }).toEqual({ rebuilds: [expect.stringContaining(reason)], troubles: [] });
    await expectSame(home, await fresh());
  });

  test('is left alone when nothing is wrong: a start without new heads writes nothing', async () => {
    const home = await newHome();
    await log.growTo(300);
    await publish(home, log.store);
    const written: string[] = [];
    const disk = watched((name, path) => (name === 'read' || written.push(`${name} ${path}`), 'do'));
    expect(await publish(home, log.store, disk)).toEqual({ troubles: [], rebuilds: [] });
    expect(written).toEqual([]);
  });
});

test('leaves that do not have the root that was signed are never published', async () => {
  const home = await newHome();
  await log.growTo(10);
  await publish(home, log.store);
  const { root, nodes } = log.store.head();
  const note = `commonhold/test\n12\n${Buffer.from(root).toString('base64')}\n\n— commonhold/test AAAA\n`;
  await log.store.commit({
    leaves: [Buffer.from('x'), Buffer.from('y')],
    bodies: [],
    rows: [{ statement: 'insert-checkpoint', values: [12, note, nodes] }],
    urgency: 'closing',
  });
  const { troubles } = await publish(home, log.store);
  expect(troubles[0]).toContain('do not have the root that was signed');
  expect(await verdictOf(home)).toBe(10);
});
