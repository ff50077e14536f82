import { randomBytes } from 'node:crypto';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseLeaf, verifyReceipt } from '@commonhold/record';
import { parseCheckpoint, parseNote } from '@commonhold/tlog';
import { describe, expect, test } from 'vitest';
import { openStore, sha256, type Store } from '#store';
import { audit } from '../audit/audit.ts';
import type { SignedSoFar } from './check-log.ts';
import { continueLog, type NewName } from './continue-log.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { makeTestHome, recordCall, someAttempt } from '../home.fixture.ts';
import type { AuditReport } from '../ledger.ts';
import { verifySignature } from '../keys/node-keys.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import { openLedger } from '../open-ledger.ts';
import { LogFolder, logFolderOf } from '../publish/log-folder.ts';
import { publish } from '../publish/published-log.fixture.ts';
import { verifyPublished } from '../publish/verify-published.ts';

const place = homeForEach();

interface Ran {
  readonly origin: string;
  readonly verifierKey: string;
  readonly calls: readonly string[];
  readonly head: string;
}

/** A session of a node, from its start to its end. */
async function run(calls: number, publishes = false, changes?: Partial<LedgerOptions>): Promise<Ran> {
  const { store, ledger } = await place.open(undefined, changes);
  const ids: string[] = [];
  for (let at = 0; at < calls; at++) ids.push((await recordCall(ledger)).id);
  await ledger.close();
  const head = await ledger.checkpoint();
  if (publishes) expect((await publish(place.home, store)).troubles).toEqual([]);
  await store.close();
  return { origin: ledger.origin, verifierKey: ledger.verifierKey, calls: ids, head };
}

/** A session that ends as a power cut would end it. */
async function cutOff(calls: number): Promise<void> {
  const { store, ledger } = await place.open();
  for (let at = 0; at < calls; at++) await recordCall(ledger);
  await ledger.intent(someAttempt());
  await store.close();
}

async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({
    path: place.database,
    spaceReserveBytes: 0,
    onFatal: (error) => {
      throw error;
    },
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function prepared(store: Store): Promise<NewName> {
  const { home } = place;
  return continueLog({ home, store, randomness: (count) => randomBytes(count), nowMs: Date.now() });
}

const renamed = (): Promise<NewName> =>
  withStore(async (store) => {
    const next = await prepared(store);
    await next.carryOut();
    return next;
  });

const verified = (): Promise<AuditReport> => audit({ home: place.home, bodies: true });

async function backup(): Promise<() => Promise<void>> {
  const copy = `${place.database}.copy`;
  await copyFile(place.database, copy);
  return async () => {
    for (const end of ['-wal', '-shm']) await rm(`${place.database}${end}`, { force: true });
    await copyFile(copy, place.database);
  };
}

const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;

function database<Result>(work: (database: DatabaseSync) => Result): Result {
  const opened = new DatabaseSync(place.database);
  try {
    return work(opened);
  } finally {
    opened.close();
  }
}

/** The indexes of the leaves that continue another name, with it. */
const continuing = (): readonly (readonly [number, string])[] =>
  database((opened) =>
    opened
      .prepare('SELECT idx, bytes FROM leaf ORDER BY idx')
      .all()
      .flatMap(({ idx, bytes }) => {
        const leaf = parseLeaf(bytes as Uint8Array);
        const before = leaf.kind === 'log-session' ? leaf.continues : undefined;
        return before === undefined ? [] : [[Number(idx), before.origin] as const];
      }),
  );

describe('a log under a new name', () => {
  test('keeps its leaves, says what it continues, and is proved under both names', async () => {
    const before = await run(3);
    const next = await renamed();
    expect(next).toMatchObject({ ended: before.origin, size: sizeOf(before.head), isDone: false });
    const after = await run(2);
    expect(after.origin).toBe(next.origin);
    expect(after.verifierKey).toBe(next.verifierKey);
    expect(after.origin).not.toBe(before.origin);
    // The same public key, under another name.
    expect(after.verifierKey.split('+').at(-1)).toBe(before.verifierKey.split('+').at(-1));
    expect(continuing()).toEqual([[next.size, before.origin]]);
    const report = await verified();
    expect(report).toMatchObject({ verdict: 'proved', findings: [], unsigned: 0, origin: after.origin });
    expect(report.completeness.grade).toBe('complete');
    expect(report.continued).toEqual([{ leaf: next.size, origin: before.origin }]);
    expect(report.checkpoint?.note).toBe(after.head);
  });

  test('is proved to those who trust the key of either name, and to nobody who trusts another', async () => {
    const before = await run(1);
    await renamed();
    const after = await run(1);
    for (const verifierKey of [before.verifierKey, after.verifierKey]) {
      expect(await audit({ home: place.home, bodies: false, verifierKey })).toMatchObject({
        verdict: 'proved',
      });
    }
    const stranger = await makeTestHome();
    const { store, ledger } = await stranger.open();
    const { verifierKey } = ledger;
    await ledger.close();
    await store.close();
    await stranger.remove();
    const report = await audit({ home: place.home, bodies: false, verifierKey });
    expect(report.verdict).toBe('broken');
  });

  test('gives receipts of old calls under the new name, and old receipts stay what they were', async () => {
    const { store, ledger } = await place.open();
    const call = await recordCall(ledger);
    const old = await ledger.receipt(call.id);
    const oldKey = ledger.verifierKey;
    await ledger.close();
    await store.close();
    await renamed();
    const again = await place.open();
    const receipt = await again.ledger.receipt(call.id);
    const newKey = again.ledger.verifierKey;
    await again.ledger.close();
    await again.store.close();
    const verdict = (bytes: Uint8Array, key: string) =>
      verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys: [key] }).verdict;
    expect(verdict(receipt, newKey)).toBe('proven');
    expect(verdict(receipt, oldKey)).not.toBe('proven');
    expect(verdict(old, oldKey)).toBe('proven');
  });

  test('can begin over leaves that no head covers yet, and over an attempt that was cut off', async () => {
    await run(1);
    await cutOff(2);
    const next = await renamed();
    expect(next.signed).toBeLessThan(next.size);
    await run(1);
    const report = await verified();
    expect(report).toMatchObject({ verdict: 'proved', findings: [] });
    expect(report.pairs.unknown).toBe(1);
    expect(continuing()).toEqual([[next.size, next.ended]]);
  });

  test('can end again', async () => {
    const first = await run(1);
    const second = await renamed();
    await run(1);
    const third = await renamed();
    await run(1);
    expect(continuing()).toEqual([
      [second.size, first.origin],
      [third.size, second.origin],
    ]);
    expect(await verified()).toMatchObject({ verdict: 'proved', findings: [], origin: third.origin });
  });

  test('is published with its new heads alone, over the same leaves', async () => {
    await run(2, true);
    await renamed();
    const after = await run(2, true);
    const reader = new LogFolder(logFolderOf(place.home));
    expect(await verifyPublished({ reader, verifierKey: after.verifierKey })).toMatchObject({
      verdict: 'proved',
      origin: after.origin,
    });
    // Nor do heads of the old name come back when the folder is made anew.
    await rm(logFolderOf(place.home), { recursive: true });
    const { store, ledger } = await place.open();
    expect((await publish(place.home, store)).troubles).toEqual([]);
    await ledger.close();
    await store.close();
    const published = Buffer.from((await reader.read('checkpoint')) ?? []).toString();
    expect(published.startsWith(`${after.origin}\n`)).toBe(true);
  });

  test('tells whoever asks before it signs that nothing is signed under this name yet', async () => {
    const told: SignedSoFar[] = [];
    const beforeSigning = async (signed: SignedSoFar): Promise<void> => void told.push(signed);
    const { head, origin } = await run(1, false, { beforeSigning });
    await run(0, false, { beforeSigning });
    await renamed();
    const after = await run(0, false, { beforeSigning });
    expect(told.map((signed) => [signed.origin, signed.newest?.note])).toEqual([
      [origin, undefined],
      [origin, head],
      [after.origin, undefined],
    ]);
  });
});

describe('whoever throws before anything is signed', () => {
  test('leaves the log as it was', async () => {
    await run(1);
    const rows = () =>
      database((opened) => ({
        ...opened
          .prepare(
            'SELECT (SELECT count(*) FROM leaf) AS leaves, (SELECT max(size) FROM checkpoint) AS signed',
          )
          .get(),
      }));
    const before = rows();
    const beforeSigning = (): Promise<void> => Promise.reject(new Error('others have seen more'));
    await expect(run(1, false, { beforeSigning })).rejects.toThrow('others have seen more');
    expect(rows()).toEqual(before);
  });
});

describe('a copy of the database from before', () => {
  test('beside the folder of the log that went on starts under a new name, and keeps that folder as evidence', async () => {
    await run(2, true);
    const restore = await backup();
    const lost = await run(3, true);
    await restore();
    await expect(run(1)).rejects.toMatchObject({
      code: 'home_damaged',
      message: expect.stringContaining('commonhold log continue'),
    });
    await renamed();
    const after = await run(1, true);
    expect(await verified()).toMatchObject({ verdict: 'proved', findings: [] });
    const kept = (await readdir(place.home)).filter((name) => name.startsWith('log.'));
    expect(kept).toEqual([`log.${lost.origin.slice(lost.origin.indexOf('/') + 1)}`]);
    const reader = new LogFolder(join(place.home, kept[0] ?? ''));
    expect(await verifyPublished({ reader, verifierKey: lost.verifierKey })).toMatchObject({
      verdict: 'proved',
      size: sizeOf(lost.head),
    });
    const fresh = new LogFolder(logFolderOf(place.home));
    expect(await verifyPublished({ reader: fresh, verifierKey: after.verifierKey })).toMatchObject({
      verdict: 'proved',
    });
  });

  test('from before the new name is found by the folder, which has heads of a name that it does not know', async () => {
    await run(1, true);
    const restore = await backup();
    await renamed();
    await run(1, true);
    await restore();
    await expect(run(1)).rejects.toMatchObject({ code: 'home_damaged' });
    await renamed();
    await run(1, true);
    expect(await verified()).toMatchObject({ verdict: 'proved', findings: [] });
  });
});

describe('a new name that is cut off', () => {
  test('before its transaction has done nothing', async () => {
    const { origin } = await run(1);
    await withStore(prepared);
    expect((await run(1)).origin).toBe(origin);
    expect(continuing()).toEqual([]);
    expect(await verified()).toMatchObject({ verdict: 'proved', continued: [] });
  });

  test('after it is in force, stays the same when asked for again, and is proved as it stands', async () => {
    await run(1);
    const next = await renamed();
    expect(await verified()).toMatchObject({ verdict: 'proved', findings: [], origin: next.origin });
    const again = await renamed();
    expect(again).toMatchObject({ isDone: true, ended: next.ended, origin: next.origin, size: next.size });
    expect((await run(1)).origin).toBe(next.origin);
    expect(continuing()).toHaveLength(1);
  });

  test('between its first leaf and its first head goes on from there', async () => {
    await run(1);
    const next = await renamed();
    await withStore(async (store) => {
      const failing: Store = {
        commit: (commit) =>
          commit.rows.some(({ statement }) => statement === 'insert-checkpoint')
            ? Promise.reject(new Error('the power went'))
            : store.commit(commit),
        read: (sql, parameters) => store.read(sql, parameters),
        head: () => store.head(),
        clean: (options) => store.clean(options),
        close: () => store.close(),
      };
      const opening = openLedger({
        home: place.home,
        store: failing,
        clock: { now: () => Date.now(), monotonic: () => 0 },
        randomness: (count) => randomBytes(count),
        software: 'commonhold test',
        onTrouble: () => undefined,
      });
      await expect(opening).rejects.toThrow('the power went');
    });
    expect(continuing()).toEqual([[next.size, next.ended]]);
    expect(await verified()).toMatchObject({ findings: [], unsigned: expect.any(Number) });
    const told: SignedSoFar[] = [];
    await run(1, false, { beforeSigning: async (signed) => void told.push(signed) });
    expect(told).toEqual([{ origin: next.origin, newest: undefined }]);
    expect(continuing()).toHaveLength(1);
    expect(await verified()).toMatchObject({ verdict: 'proved', findings: [] });
  });
});

describe('the names of a log', () => {
  test('are found by verify when the database has others than the log', async () => {
    await run(1);
    await renamed();
    await run(1);
    const restore = await backup();
    for (const [sql, what] of [
      ['DELETE FROM earlier_origin', /not known to have it/],
      ["UPDATE earlier_origin SET origin = 'commonhold/other'", /not known to have it/],
      ['UPDATE earlier_origin SET size = size - 1', /not known to have it/],
      ['UPDATE earlier_origin SET size = size + 1', /not known to have it/],
      ['UPDATE earlier_origin SET root = randomblob(32)', /over other leaves/],
      [
        "INSERT INTO earlier_origin VALUES ('commonhold/invented', 2, randomblob(32))",
        /not known to have it/,
      ],
    ] as const) {
      await restore();
      database((opened) => opened.exec(sql));
      const report = await verified();
      expect(report.verdict, sql).toBe('broken');
      expect(report.findings.map((finding) => finding.what).join('\n'), sql).toMatch(what);
    }
  });

  test('are not begun by a start when they ended over leaves that the log does not have', async () => {
    await run(1);
    await renamed();
    database((opened) => opened.exec('UPDATE earlier_origin SET root = randomblob(32)'));
    await expect(run(1)).rejects.toMatchObject({ code: 'home_damaged' });
    database((opened) => opened.exec('UPDATE earlier_origin SET size = size + 5'));
    await expect(run(1)).rejects.toMatchObject({ code: 'home_damaged' });
  });
});
