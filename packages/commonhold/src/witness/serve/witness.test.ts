import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  cosignatureVerifierFor,
  type CosignedCheckpoint,
  type CosignatureVerifier,
  encodeBase64,
  openCosignedCheckpoint,
  verifierFor,
  witnessedCheckpointPath,
} from '@commonhold/tlog';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, CommonholdError } from '#base';
import { ownerBySocket } from '#identity';
import { sha256, type Store } from '#store';
import { signatureChecks } from '../signature-checks.ts';
import { otherLog, type OtherLog } from './other-log.fixture.ts';
import { makeWitnessHome, type OpenWitness, type WitnessHome } from './witness-home.fixture.ts';
import type { Witness, WitnessAnswer } from './witness.ts';

const log = otherLog();

let place: WitnessHome;
let opened: OpenWitness[];

beforeEach(async () => {
  place = await makeWitnessHome();
  opened = [];
});
afterEach(async () => {
  for (const { store } of opened) await store.close();
  await place.remove();
});

async function open(options: Parameters<WitnessHome['open']>[0] = {}): Promise<OpenWitness> {
  const one = await place.open({ accept: [log.verifierKey], ...options });
  opened.push(one);
  return one;
}

async function reopen(options: Parameters<WitnessHome['open']>[0] = {}): Promise<OpenWitness> {
  for (const { store } of opened) await store.close();
  opened = [];
  return open(options);
}

/** Opens the checkpoint with what the witness answered, as the log would. */
async function cosigned(witness: Witness, note: string, answer: WitnessAnswer): Promise<CosignedCheckpoint> {
  if (answer.kind !== 'cosigned') throw new Error(JSON.stringify(answer));
  return openedBy(witness, `${note}${answer.lines}`);
}

async function openedBy(witness: Witness, note: string): Promise<CosignedCheckpoint> {
  const keys = await witness.keys();
  const verifiers = (keys?.verifierKeys ?? [])
    .map((key) => cosignatureVerifierFor(sha256, key, signatureChecks))
    .filter((verifier): verifier is CosignatureVerifier => verifier !== undefined);
  expect(verifiers).toHaveLength(2);
  const logKey = verifierFor(sha256, log.verifierKey, signatureChecks);
  return openCosignedCheckpoint(note, logKey ? [logKey] : [], verifiers);
}

async function stored(store: Store): Promise<unknown> {
  return store.read('SELECT origin, size FROM witnessed ORDER BY origin');
}

const digestOf = (origin: string): string => witnessedCheckpointPath(sha256, origin).split('/')[0] ?? '';

describe('a witness cosigns', () => {
  test('a head of an accepted log, with both of its keys, and goes on from there', async () => {
    const { witness, store } = await open();
    for (const [from, to] of [
      [0, 1],
      [1, 3],
      [3, 5],
    ] as const) {
      const answer = await witness.addCheckpoint(log.request(from, to));
      const { checkpoint, cosignatures, unknown } = await cosigned(witness, log.note(to), answer);
      expect(checkpoint.size).toBe(to);
      expect(cosignatures.map(({ name }) => name)).toEqual(['node.example/witness', 'node.example/witness']);
      expect(unknown).toBe(0);
    }
    expect(await stored(store)).toEqual([{ origin: log.origin, size: 5 }]);
    expect(witness.logs()).toMatchObject([{ origin: log.origin, size: 5, keys: [log.verifierKey] }]);
    expect(witness.logCount).toBe(1);
  });

  test('with the time of its clock', async () => {
    const clock: Clock = { now: () => Date.parse('2026-05-06T07:08:09.900Z'), monotonic: () => 0 };
    const { witness } = await open({ clock });
    const answer = await witness.addCheckpoint(log.request(0, 2));
    const { cosignatures } = await cosigned(witness, log.note(2), answer);
    expect(cosignatures.map(({ time }) => time)).toEqual([1_778_051_289, 1_778_051_289]);
  });

  test('an empty log, and then its first leaf', async () => {
    const { witness } = await open();
    expect((await witness.addCheckpoint(log.request(0, 0))).kind).toBe('cosigned');
    expect((await witness.addCheckpoint(log.request(0, 1))).kind).toBe('cosigned');
  });

  test('several logs, each by itself', async () => {
    const second = otherLog('log.example/second', 9);
    const { witness, store } = await open({ accept: [log.verifierKey, second.verifierKey] });
    await Promise.all([
      witness.addCheckpoint(log.request(0, 4)),
      witness.addCheckpoint(second.request(0, 2)),
    ]);
    expect(await witness.addCheckpoint(second.request(0, 3))).toEqual({ kind: 'other-size', size: 2 });
    expect(await stored(store)).toEqual([
      { origin: log.origin, size: 4 },
      { origin: second.origin, size: 2 },
    ]);
  });

  test('under either of two keys, while a log changes its key', async () => {
    const newKey = otherLog(log.origin, 8);
    const { witness } = await open({ accept: [log.verifierKey, newKey.verifierKey] });
    expect((await witness.addCheckpoint(log.request(0, 1))).kind).toBe('cosigned');
    expect((await witness.addCheckpoint(newKey.request(1, 2))).kind).toBe('cosigned');
    expect(witness.logs()).toMatchObject([{ origin: log.origin, size: 2 }]);
  });

  test('a log whose name is too long for ML-DSA-44 with Ed25519 alone', async () => {
    const long = otherLog(`log.example/${'x'.repeat(300)}`);
    const { witness } = await open({ accept: [long.verifierKey] });
    const answer = await witness.addCheckpoint(long.request(0, 1));
    expect(answer.kind === 'cosigned' && answer.lines.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a witness refuses, and stores nothing,', () => {
  // One for all cases: what is refused leaves nothing behind that the next one could meet.
  let shared: WitnessHome;
  let refusing: OpenWitness;
  beforeAll(async () => {
    shared = await makeWitnessHome();
    refusing = await shared.open({ accept: [log.verifierKey] });
  });
  afterAll(async () => {
    await refusing.store.close();
    await shared.remove();
  });

  const wrong = { ...log.signer, sign: () => new Uint8Array(64) };
  const stranger = otherLog('log.example/stranger', 3);
  const imposter = otherLog(log.origin, 4);

  test.each([
    ['what is no request', 'hello\n', 'bad-request'],
    ['nothing at all', '', 'bad-request'],
    ['a request without a checkpoint', 'old 0\n\n', 'bad-request'],
    ['an old size with a leading zero', log.request(0, 1).replace('old 0', 'old 00'), 'bad-request'],
    ['an old size above the new one', log.request(5, 3), 'bad-request'],
    [
      'more hashes than a proof may have',
      log.request(0, 1).replace('\n', `\n${`${encodeBase64(log.root(1))}\n`.repeat(64)}`),
      'bad-request',
    ],
    ['a log that is not accepted', stranger.request(0, 1), 'unknown-log'],
    ['an accepted name with the key of another', imposter.request(0, 1), 'not-signed'],
    [
      'a checkpoint of the log that nobody signed for it',
      log.request(0, 1, { signers: [stranger.signer] }),
      'not-signed',
    ],
    ['a wrong signature of the right key', log.request(0, 1, { signers: [wrong] }), 'not-signed'],
    [
      'a wrong signature beside a right one',
      log.request(0, 1, { signers: [wrong, log.signer] }),
      'not-signed',
    ],
    [
      'a signature of the log on the name of another',
      log.request(0, 1, { origin: 'log.example/elsewhere' }),
      'unknown-log',
    ],
    ['an empty tree with a root of its own', log.request(0, 0, { root: log.root(1) }), 'not-consistent'],
    [
      'a proof where there is nothing to prove',
      log.request(0, 3, { proof: [log.root(1)] }),
      'not-consistent',
    ],
  ])('%s', async (_, body, reason) => {
    const { witness, store } = refusing;
    refusing.accept(log.verifierKey);
    expect(await witness.addCheckpoint(body)).toMatchObject({ kind: 'refused', reason });
    expect(await store.read('SELECT * FROM witnessed WHERE origin = ?', [log.origin])).toEqual([]);
    expect(await witness.checkpoint(digestOf(log.origin))).toBeUndefined();
  });

  test.each<[string, (at: OtherLog) => string, object]>([
    [
      'a size that is not the one cosigned last, and says which is',
      (at) => at.request(0, 5),
      { kind: 'other-size', size: 3 },
    ],
    ['a smaller log', (at) => at.request(1, 2), { kind: 'other-size', size: 3 }],
    ['a proof that is missing', (at) => at.request(3, 5, { proof: [] }), { reason: 'not-consistent' }],
    [
      'a proof that is another',
      (at) => at.request(3, 5, { proof: [at.root(1), at.root(2)] }),
      { reason: 'not-consistent' },
    ],
    [
      'another root of the same size',
      (at) => at.request(3, 3, { root: at.root(2) }),
      { reason: 'not-consistent' },
    ],
    [
      'a second history that goes on from before',
      (at) => at.forked(2).request(3, 5),
      { reason: 'not-consistent' },
    ],
  ])('%s', async (title, bodyOf, answer) => {
    const { witness, store, contradictions } = refusing;
    const at = otherLog(`log.example/${title.replaceAll(' ', '-')}`);
    refusing.accept(at.verifierKey);
    await witness.addCheckpoint(at.request(0, 3));
    expect(await witness.addCheckpoint(bodyOf(at))).toMatchObject(answer);
    expect(await store.read('SELECT size FROM witnessed WHERE origin = ?', [at.origin])).toEqual([
      { size: 3 },
    ]);
    // Whoever holds the log's key may be showing a second history, so its owner here is told.
    const told = contradictions.filter(({ origin }) => origin === at.origin);
    expect(told.map(({ cosigned: size }) => size)).toEqual('reason' in answer ? [3] : []);
    // What came of it does not stand in the way of what is right.
    expect((await witness.addCheckpoint(at.request(3, 5))).kind).toBe('cosigned');
  });

  test('a log from the moment on that its owner does, and remembers where it was', async () => {
    const { witness, accept } = await open();
    await witness.addCheckpoint(log.request(0, 3));
    accept();
    expect(witness.isOpen).toBe(false);
    expect(await witness.addCheckpoint(log.request(3, 5))).toMatchObject({ reason: 'unknown-log' });
    accept(log.verifierKey);
    expect(await witness.addCheckpoint(log.request(0, 5))).toEqual({ kind: 'other-size', size: 3 });
  });

  test('everything while the disk takes nothing, and cosigns the same head once it does', async () => {
    let isFull = true;
    const { witness } = await open({
      store: (store) => ({
        ...bound(store),
        commit: (commit) =>
          isFull && commit.rows.some(({ statement }) => statement === 'put-witnessed')
            ? Promise.reject(new CommonholdError('record_unavailable', { detail: 'no space' }))
            : store.commit(commit),
      }),
    });
    await expect(witness.addCheckpoint(log.request(0, 3))).rejects.toMatchObject({
      code: 'record_unavailable',
    });
    expect(await witness.checkpoint(digestOf(log.origin))).toBeUndefined();
    isFull = false;
    expect((await witness.addCheckpoint(log.request(0, 3))).kind).toBe('cosigned');
  });
});

function bound(store: Store): Store {
  return {
    commit: (commit) => store.commit(commit),
    read: (sql, parameters) => store.read(sql, parameters),
    head: () => store.head(),
    clean: (options) => store.clean(options),
    close: () => store.close(),
  };
}

describe('a log that asks again for the same head', () => {
  test('gets a new time, and makes the disk sync at most twice in an hour', async () => {
    let now = Date.parse('2026-05-06T07:00:00Z');
    const clock: Clock = { now: () => now, monotonic: () => now };
    let writes = 0;
    const { witness } = await open({
      clock,
      store: (store) => ({
        ...bound(store),
        commit: (commit) => {
          writes += commit.rows.filter(({ statement }) => statement === 'put-witnessed').length;
          return store.commit(commit);
        },
      }),
    });
    const times = new Set<number | undefined>();
    for (let minute = 0; minute <= 60; minute++) {
      const answer = await witness.addCheckpoint(log.request(minute === 0 ? 0 : 3, 3));
      times.add((await cosigned(witness, log.note(3), answer)).cosignatures[0]?.time);
      now += 60_000;
    }
    expect(times.size).toBe(61);
    expect(writes).toBe(3);
  });
});

describe('a monitor is shown', () => {
  test('the head cosigned last, with the signatures that the log got, also after a restart', async () => {
    const { witness } = await open();
    await witness.addCheckpoint(log.request(0, 2));
    const answer = await witness.addCheckpoint(
      log.request(2, 4, { signers: [log.signer, otherLog('somebody.example', 2).signer] }),
    );
    const shown = (await witness.checkpoint(digestOf(log.origin))) ?? '';
    // Signatures of others that the log brought along were not checked, so they are not passed on.
    expect(shown).toBe(`${log.note(4)}${answer.kind === 'cosigned' ? answer.lines : ''}`);
    expect((await openedBy(witness, shown)).cosignatures).toHaveLength(2);
    const { witness: again } = await reopen();
    expect(await again.checkpoint(digestOf(log.origin))).toBe(shown);
  });

  test('nothing of a log that was never cosigned', async () => {
    const { witness } = await open();
    expect(await witness.checkpoint(digestOf(log.origin))).toBeUndefined();
    expect(await witness.checkpoint(digestOf('log.example/never'))).toBeUndefined();
  });
});

describe('the key of a witness', () => {
  test('is made with the first log, is read by its owner alone, and stays', async () => {
    const { witness } = await open({ accept: [] });
    expect(await witness.keys()).toBeUndefined();
    await expect(stat(place.keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
    const { verifierKeys } = await witness.begin(ownerBySocket);
    const file = await stat(place.keyFile);
    expect([file.size, file.mode & 0o777]).toEqual([32, 0o600]);
    const { witness: again } = await reopen();
    expect((await again.keys())?.verifierKeys).toEqual(verifierKeys);
  });

  test('is one, however many ask for it first', async () => {
    const { witness } = await open();
    const answers = await Promise.all([1, 2, 3].map((size) => witness.addCheckpoint(log.request(0, size))));
    expect(answers.filter(({ kind }) => kind === 'cosigned')).toHaveLength(1);
    const all = await Promise.all([
      witness.begin(ownerBySocket),
      witness.begin(ownerBySocket),
      witness.keys(),
    ]);
    expect(new Set(all.map((keys) => keys?.verifierKeys.join())).size).toBe(1);
  });

  test('keeps its name when the log of the node takes another', async () => {
    const { witness } = await open({ origin: 'before.example' });
    const { verifierKeys } = await witness.begin(ownerBySocket);
    const { witness: again } = await reopen({ origin: 'after.example' });
    expect(await again.begin(ownerBySocket)).toMatchObject({ name: 'before.example/witness', verifierKeys });
  });

  test('is not made by whoever cannot sign for an accepted log', async () => {
    const { witness } = await open();
    await witness.addCheckpoint(otherLog(log.origin, 4).request(0, 1));
    await witness.addCheckpoint(otherLog('log.example/stranger').request(0, 1));
    expect(await witness.keys()).toBeUndefined();
  });

  test.each([
    ['is lost', (file: string) => rm(file), /is missing/],
    ['is another', (file: string) => writeFile(file, new Uint8Array(32)), /holds another key/],
  ])('is not replaced when it %s: nothing is cosigned until it is back', async (_, damage, why) => {
    const { witness } = await open();
    await witness.addCheckpoint(log.request(0, 3));
    const key = await readFile(place.keyFile);
    await damage(place.keyFile);
    const { witness: without } = await reopen();
    for (const attempt of [
      () => without.begin(ownerBySocket),
      () => without.keys(),
      () => without.addCheckpoint(log.request(3, 5)),
    ]) {
      const error = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'witness_key_lost', message: expect.stringMatching(why) });
    }
    await mkdir(dirname(place.keyFile), { recursive: true });
    await writeFile(place.keyFile, key);
    await chmod(place.keyFile, 0o600);
    expect((await without.addCheckpoint(log.request(3, 5))).kind).toBe('cosigned');
  });

  test('was made and not yet named when the node crashed: the next start takes it for what it is', async () => {
    let crash = true;
    const { witness } = await open({
      store: (store) => ({
        ...bound(store),
        commit: (commit) =>
          crash ? Promise.reject(new CommonholdError('node_stopping')) : store.commit(commit),
      }),
    });
    await expect(witness.begin(ownerBySocket)).rejects.toMatchObject({ code: 'node_stopping' });
    const key = await readFile(place.keyFile);
    crash = false;
    const { witness: again } = await reopen();
    await again.begin(ownerBySocket);
    expect(await readFile(place.keyFile)).toEqual(key);
  });
});

describe('the database itself', () => {
  test('refuses a smaller head, another root of a size, and what was decided from an older state', async () => {
    const { witness, store } = await open();
    await witness.addCheckpoint(log.request(0, 3));
    const put = (size: number, root: Uint8Array, from: number | null, fromRoot: Uint8Array | null) =>
      store.commit({
        leaves: [],
        bodies: [],
        rows: [
          {
            statement: 'put-witnessed',
            values: [log.origin, size, root, 'text', 'lines', 'cosignatures', 'time', from, fromRoot],
          },
        ],
        urgency: 'intent',
      });
    await expect(put(2, log.root(2), 3, log.root(3))).rejects.toThrow();
    await expect(put(3, log.root(2), 3, log.root(3))).rejects.toThrow();
    await expect(put(5, log.root(5), 2, log.root(2))).rejects.toThrow();
    await expect(put(5, log.root(5), 3, log.root(2))).rejects.toThrow();
    await expect(put(5, log.root(5), null, null)).rejects.toThrow();
    expect(await stored(store)).toEqual([{ origin: log.origin, size: 3 }]);
    await put(5, log.root(5), 3, log.root(3));
    expect(await stored(store)).toEqual([{ origin: log.origin, size: 5 }]);
  });
});

test('whoever asks at once for whatever history, no two heads that were cosigned contradict each other', async () => {
  const { witness, store, accept } = await open();
  let run = 0;
  let advances = 0;
  const client = fc.record({ branch: fc.integer({ min: 0, max: 3 }), to: fc.integer({ min: 0, max: 40 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(client, { minLength: 2, maxLength: 8 }), async (clients) => {
      run += 1;
      const fresh = otherLog(`log.example/${run}`);
      accept(fresh.verifierKey);
      const branches = [fresh, fresh.forked(2), fresh.forked(9), fresh.forked(17)];
      /** Every head that was cosigned. */
      const given: { readonly size: number; readonly branch: number }[] = [];
      const ask = async ({ branch, to }: { branch: number; to: number }): Promise<void> => {
        // As logs do: where the witness is elsewhere than thought, the proof starts where it is.
        for (let from = 0; from <= to;) {
          const answer = await witness.addCheckpoint((branches[branch] ?? fresh).request(from, to));
          if (answer.kind === 'cosigned') given.push({ size: to, branch });
          if (answer.kind !== 'other-size') return;
          from = answer.size;
        }
      };
      await Promise.all(clients.map(ask));
      advances += given.length;
      // They are of one history: there is a branch that has the root of each of them.
      const roots = given.map(({ size, branch }) => ({
        size,
        root: encodeBase64((branches[branch] ?? fresh).root(size)),
      }));
      const fits = branches.filter((branch) =>
        roots.every(({ size, root }) => encodeBase64(branch.root(size)) === root),
      );
      expect(fits.length).toBeGreaterThan(0);
      // And the largest of them is what the next decision starts from.
      const [row] = await store.read<{ size: number }>('SELECT size FROM witnessed WHERE origin = ?', [
        fresh.origin,
      ]);
      expect(row?.size).toBe(given.length === 0 ? undefined : Math.max(...given.map(({ size }) => size)));
    }),
    { numRuns: 50 },
  );
  expect(advances).toBeGreaterThan(run);
});
