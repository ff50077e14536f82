import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { leafHash, treeRoot } from '@commonhold/tlog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type StoreOptions, waitingIntentsMax } from './open-store.ts';
import { sha256 } from './sha256.ts';
import { spentDay } from './spent-day.ts';
import type { Commit, CommitRow, Store } from './store.ts';

let folder: string;
let fatal: Error[];
const open: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-store-'));
  fatal = [];
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({
    path: join(folder, 'commonhold.db'),
    spaceReserveBytes: 0,
    onFatal: (error) => fatal.push(error),
    ...options,
  });
  open.push(store);
  return store;
}

function leafCommit(text: string, changes: Partial<Commit> = {}): Commit {
  return { leaves: [Buffer.from(text)], bodies: [], rows: [], urgency: 'intent', ...changes };
}

const domainRow = (id: string) =>
  ({ statement: 'insert-domain', values: [id, id, 'default', '2026-11', Buffer.from('secret')] }) as const;

const leafCount = async (store: Store): Promise<number> =>
  (await store.read<{ count: number }>('SELECT count(*) AS count FROM leaf'))[0]?.count ?? -1;

describe('the store', () => {
  test('numbers leaves in the order in which commits were queued and keeps the root of RFC 6962', async () => {
    const store = await start();
    const texts = Array.from({ length: 300 }, (_, at) => `leaf ${at}`);
    const committed = await Promise.all(texts.map((text) => store.commit(leafCommit(text))));
    expect(committed.map(({ indexes }) => indexes)).toEqual(texts.map((_, at) => [at]));
    const root = treeRoot(
      sha256,
      texts.map((text) => leafHash(sha256, Buffer.from(text))),
    );
    expect(store.head().size).toBe(300);
    expect(Buffer.compare(store.head().root, root)).toBe(0);
    const rows = await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM leaf ORDER BY idx');
    expect(rows.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(texts);
  });

  test('commits that wait together share one transaction', async () => {
    const store = await start();
    await store.commit(leafCommit('first'));
    const before = await stat(join(folder, 'commonhold.db-wal'));
    await Promise.all(Array.from({ length: 100 }, () => store.commit(leafCommit('x'))));
    const after = await stat(join(folder, 'commonhold.db-wal'));
    // Alone each would have written its pages of 4 KiB once more; together they wrote a handful.
    expect(after.size - before.size).toBeLessThan(100 * 4096);
  });

  test('goes on from where it was closed, with several leaves, bodies and references in one commit', async () => {
    const first = await start();
    const { indexes } = await first.commit({
      leaves: [Buffer.from('one'), Buffer.from('two')],
      bodies: [{ leaf: 1, field: 'received', bytes: Buffer.from('body') }],
      rows: [
        domainRow('d'),
        { statement: 'insert-attempt', values: [{ leaf: 1 }, 'call', 1, 'd', Buffer.from('s'), '{}'] },
      ],
      urgency: 'intent',
    });
    expect(indexes).toEqual([0, 1]);
    const head = first.head();
    await first.close();
    const second = await start();
    expect(second.head()).toEqual(head);
    expect((await second.commit(leafCommit('three'))).indexes).toEqual([2]);
    expect(await second.read('SELECT place FROM body')).toEqual([{ place: 1 * 4 + 2 }]);
    expect(await second.read('SELECT intent FROM attempt')).toEqual([{ intent: 1 }]);
  });

  test('a bad commit fails alone, and its neighbours get the indexes as if it had not been', async () => {
    const store = await start();
    const results = await Promise.allSettled([
      store.commit(leafCommit('a', { rows: [domainRow('d')] })),
      store.commit(leafCommit('b', { rows: [domainRow('d')] })),
      store.commit(leafCommit('c', { rows: [{ statement: 'delete-credential', values: ['nobody'] }] })),
      store.commit(leafCommit('d', { rows: [domainRow('e')] })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[3]).toMatchObject({ value: { indexes: [1] } });
    expect(await leafCount(store)).toBe(2);
    expect(store.head().size).toBe(2);
    expect(fatal).toEqual([]);
  });

  test('refuses a value that no row can have before it reaches its neighbours', async () => {
    const store = await start();
    const wrong = { statement: 'delete-credential', values: [true as unknown as string] } as const;
    const results = await Promise.allSettled([
      store.commit(leafCommit('a')),
      store.commit(leafCommit('b', { rows: [wrong] })),
      store.commit(leafCommit('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await leafCount(store)).toBe(2);
  });

  test('refuses intents beyond its queue and still takes what ends something', async () => {
    const store = await start();
    // A few groups leave for the writer at once, so more than the queue holds is needed to fill it.
    const asked = waitingIntentsMax + 500;
    const intents = Array.from({ length: asked }, () => store.commit(leafCommit('x')));
    const closing = store.commit(leafCommit('end', { urgency: 'closing' }));
    const results = await Promise.allSettled(intents);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(500);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'record_busy' });
    expect((await closing).indexes).toEqual([asked - refused.length]);
    await store.commit(leafCommit('there is room again'));
  });

  test('a database that cannot grow refuses the commit and stays usable', async () => {
    const store = await start({ pageCountMax: 60 });
    const big = (text: string): Commit =>
      leafCommit(text, { bodies: [{ leaf: 0, field: 'request', bytes: Buffer.alloc(40_000) }] });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => store.commit(big(`${at}`))),
    );
    const failed = results.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const failure of failed) expect(failure).toMatchObject({ reason: { code: 'record_unavailable' } });
    expect(store.head().size).toBe(20 - failed.length);
    expect(await leafCount(store)).toBe(store.head().size);
    await store.commit(leafCommit('a small one still fits', { urgency: 'closing' }));
    expect(fatal).toEqual([]);
  });

  test('below the reserve intents are refused and what was begun can be ended', async () => {
    const store = await start({ spaceReserveBytes: Number.MAX_SAFE_INTEGER });
    const [intent, outcome] = await Promise.allSettled([
      store.commit(leafCommit('intent')),
      store.commit(leafCommit('outcome', { urgency: 'closing' })),
    ]);
    expect(intent).toMatchObject({ status: 'rejected', reason: { code: 'record_unavailable' } });
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { indexes: [0] } });
  });

  test('on a disk that is really full nothing is lost and nothing half written', async (context) => {
    const disk = join(folder, 'disk');
    if (!mountSmallDisk(disk)) {
      context.skip('a small disk can be mounted by root on Linux only');
      return;
    }
    try {
      const store = await start({ path: join(disk, 'commonhold.db') });
      const written: string[] = [];
      let refused = 0;
      for (let at = 0; at < 400 && refused < 3; at++) {
        const bodies = [{ leaf: 0, field: 'request', bytes: Buffer.alloc(20_000, at) }] as const;
        try {
          await store.commit(leafCommit(`leaf ${at}`, { bodies }));
          written.push(`leaf ${at}`);
        } catch (error) {
          expect(error).toMatchObject({ code: 'record_unavailable' });
          refused += 1;
        }
      }
      expect(refused).toBe(3);
      expect(fatal).toEqual([]);
      const rows = await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM leaf ORDER BY idx');
      expect(rows.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(written);
      await store.close();
      const again = await start({ path: join(disk, 'commonhold.db') });
      expect(again.head().size).toBe(written.length);
      await again.close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  test('what is used up comes to the same sums however many commits share a transaction, also where a number could not hold them', async () => {
    const store = await start();
    const columns = await store.read<{ name: string }>("SELECT name FROM pragma_table_info('spent_day')");
    const spent = (principal: string, sums: Record<string, number>): CommitRow => ({
      statement: 'add-spent',
      values: columns.map(({ name }, at) =>
        at >= spentDay.keyColumns ? (sums[name] ?? 0) : name === 'principal' ? principal : 'same',
      ),
    });
    const sweep: CommitRow = {
      statement: 'sweep-spent',
      values: ['same', 'p_c', 'same', 'same', 'same', 'same'],
    };
    const rows = [
      ...Array.from({ length: 50 }, (_, at) => [
        spent(at % 2 === 0 ? 'p_a' : 'p_b', { attempts: 1, input: at }),
      ]),
      [spent('p_a', { attempts: 1, nanos: Number.MAX_SAFE_INTEGER })],
      [spent('p_a', { attempts: 1, nanos: Number.MAX_SAFE_INTEGER })],
      [spent('p_a', { attempts: 1, nanos: 2 })],
      // What has come to nothing within one transaction is taken out all the same.
      [spent('p_c', { attempts: 1 })],
      [spent('p_c', { attempts: -1 }), sweep],
    ];
    const flow = { facets: JSON.stringify(Array(10).fill('')), sums: [0, 0, 0, 0, 0, 0] as const };
    await Promise.all(
      rows.map((rows, at) => store.commit(leafCommit(`leaf ${at}`, { rows, flows: [flow] }))),
    );
    const sums = 'principal, attempts, input, CAST(nanos AS TEXT) AS nanos';
    expect(await store.read(`SELECT ${sums} FROM spent_day ORDER BY principal`)).toEqual([
      { principal: 'p_a', attempts: 28, input: 600, nanos: '18014398509481984' },
      { principal: 'p_b', attempts: 25, input: 625, nanos: '0' },
    ]);
  });

  test('a closed store leaves no write-ahead log behind and takes nothing more', async () => {
    const store = await start();
    await store.commit(leafCommit('x'));
    const late = store.commit(leafCommit('queued before the close'));
    await store.close();
    expect((await late).indexes).toEqual([1]);
    await expect(store.commit(leafCommit('y'))).rejects.toMatchObject({ code: 'node_stopping' });
    await expect(store.read('SELECT 1')).rejects.toMatchObject({ code: 'node_stopping' });
    await expect(stat(join(folder, 'commonhold.db-wal'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('the write-ahead log stays bounded while much is written', async () => {
    const store = await start();
    const bytes = Buffer.alloc(500_000);
    for (let at = 0; at < 120; at++) {
      await store.commit(leafCommit('x', { bodies: [{ leaf: 0, field: 'request', bytes }] }));
    }
    expect((await stat(join(folder, 'commonhold.db-wal'))).size).toBeLessThan(24 * 1024 * 1024);
  });

  test('refuses a database of a newer version, and one whose edge is not that of its leaves', async () => {
    const store = await start();
    await store.commit(leafCommit('x'));
    await store.close();
    const change = (sql: string): void => {
      const database = new DatabaseSync(join(folder, 'commonhold.db'));
      database.exec(sql);
      database.close();
    };
    change('PRAGMA user_version = 99');
    await expect(start()).rejects.toMatchObject({
      code: 'home_damaged',
      message: expect.stringContaining('newer version') as string,
    });
    change('PRAGMA user_version = 1; DELETE FROM leaf');
    await expect(start()).rejects.toMatchObject({ code: 'home_damaged' });
  });

  test('a read that fails says so and the next one works', async () => {
    const store = await start();
    await expect(store.read('SELECT nonsense FROM nowhere')).rejects.toMatchObject({ code: 'internal' });
    await expect(store.read('DELETE FROM leaf')).rejects.toMatchObject({ code: 'internal' });
    expect(await store.read('SELECT ? AS value', [7])).toEqual([{ value: 7 }]);
  });
});

function mountSmallDisk(path: string): boolean {
  try {
    execFileSync('mkdir', [path], { stdio: 'ignore' });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    // Not root, or not Linux.
    return false;
  }
}
