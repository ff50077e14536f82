import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError, createOutbound, type Outbound } from '#base';
import { ownerBySocket } from '#identity';
import { builtInCatalog, type Catalog, type CatalogRow, type Library, openLibrary } from '#models';
import type { PullView } from '../api/model-views.ts';
import { startHub, type TestHub } from './hub.fixture.ts';
import { ModelPulls, type ModelPullsOptions } from './model-pulls.ts';

let home = '';
let hub: TestHub;
let outbound: Outbound;
let library: Library;
let pulls: ModelPulls;
/** The states of the pull that was begun last, as a page would see them: repetitions left out. */
let seen: string[];
let announcements: number;
let takenOver: string[];
/** Resolved and made anew with each announcement. */
let next: { readonly promise: Promise<void>; readonly resolve: () => void };
let nowMs: number;

const [base] = builtInCatalog();

function row(name: string): CatalogRow {
  if (!base) throw new Error('the catalog is empty');
  return {
    ...base,
    name,
    file: `${name}.gguf`,
    sizeBytes: hub.content.length,
    sha256: hub.sha256,
    sources: [{ kind: 'hub', repository: 'o/r', revision: 'main', path: `${name}.gguf` }],
  };
}

function open(
  change: Partial<ModelPullsOptions['means']> & { readonly takeOver?: () => Promise<void> } = {},
) {
  const { takeOver, ...means } = change;
  const unpinned = { ...row('unpinned'), sha256: undefined, digest: undefined } as unknown as CatalogRow;
  const catalog: Catalog = [row('one'), row('two'), row('three'), unpinned];
  library = openLibrary({
    folder: join(home, 'models'),
    catalog,
    clock: { now: () => 0, monotonic: () => 0 },
    inspect: () => Promise.reject(new Error('nothing is inspected here')),
  });
  pulls = new ModelPulls({
    library,
    catalog,
    means: {
      outbound,
      runCommand: async () => ({ kind: 'missing' }),
      otherFolders: [],
      hubAddress: hub.address,
      ...means,
    },
    clock: { now: () => Date.UTC(2026, 0, 2), monotonic: () => nowMs },
    announce: () => {
      announcements++;
      const state = pulls.list()[0]?.progress.state;
      if (state !== undefined && state !== seen.at(-1)) seen.push(state);
      next.resolve();
      next = Promise.withResolvers();
    },
    takeOver: async ({ id }) => {
      takenOver.push(id);
      await takeOver?.();
    },
    report: (failure) => {
      throw failure;
    },
  });
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-pulls-'));
  hub = await startHub();
  outbound = createOutbound({ version: 'test', onContact: () => undefined });
  seen = [];
  takenOver = [];
  announcements = 0;
  nowMs = 0;
  next = Promise.withResolvers();
  open();
});

afterEach(async () => {
  await pulls.close();
  await outbound.close();
  await hub.close();
  await rm(home, { recursive: true });
});

const start = (name: string): PullView => pulls.start(name, ownerBySocket);
const view = (name: string): PullView | undefined => pulls.list().find((pull) => pull.name === name);

/** Waits for announcements until the pull is in that state. */
async function until(name: string, state: PullView['progress']['state']): Promise<PullView> {
  for (;;) {
    const announced = next.promise;
    const found = view(name);
    if (found?.progress.state === state) return found;
    if (found?.endedAt !== undefined) throw new Error(`it ended as ${found.progress.state}`);
    await announced;
  }
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof CommonholdError) return thrown.code;
    throw thrown;
  }
  throw new Error('it was not refused');
}

const filesThere = async (): Promise<string[]> => (await readdir(join(home, 'models'))).toSorted();

describe('a pull in the node', () => {
  test('says where it is, brings the file with a note of who gave it, and is taken over before it is done', async () => {
    expect(start('one').progress).toEqual({ state: 'checking' });
    const done = await until('one', 'done');
    expect(seen).toEqual(['checking', 'waiting source', 'receiving', 'checking', 'done']);
    expect(done.progress).toMatchObject({ source: 'Hugging Face hub, o/r', sha256: hub.sha256 });
    expect(takenOver).toEqual([ownerBySocket.id]);
    const [entry] = await library.known();
    expect(entry).toMatchObject({ name: 'one', origin: 'Hugging Face hub, o/r', sha256: hub.sha256 });
    expect((await readFile(join(home, 'models', 'one.gguf'))).equals(hub.content)).toBe(true);
  });

  test('does not announce every piece: with a clock that stands, only what is new in kind', async () => {
    start('one');
    await until('one', 'done');
    // The five states, and nothing for the pieces in between.
    expect(announcements).toBe(5);
  });

  test('tells how fast bytes arrive once there are two moments to compare', async () => {
    hub.held = true;
    start('one');
    expect((await until('one', 'receiving')).progress).toMatchObject({ bytesPerSecond: undefined });
    nowMs += 1000;
    const announced = next.promise;
    hub.release();
    await announced;
    const { progress } = view('one') ?? {};
    if (progress?.state !== 'receiving') throw new Error('the first piece after a second was not announced');
    expect(progress.bytesPerSecond).toBe(progress.receivedBytes);
    await until('one', 'done');
  });

  test('that is cancelled keeps what has arrived, and the next one asks only for the rest', async () => {
    hub.held = true;
    start('one');
    await until('one', 'receiving');
    const cancelled = await pulls.cancel('one');
    expect(cancelled).toMatchObject({ endedAt: expect.any(String), progress: { state: 'cancelled' } });
    const kept = cancelled.progress.state === 'cancelled' ? cancelled.progress.keptBytes : 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(hub.content.length);
    expect(await filesThere()).toEqual(['one.gguf.part', 'one.gguf.part.json']);
    expect(takenOver).toEqual([]);
    hub.release();
    start('one');
    await until('one', 'done');
    expect(hub.ranges).toEqual([undefined, `bytes=${kept}-`]);
    expect(pulls.list()).toHaveLength(1);
  });

  test('whose source lies fails, says what that source gave, and keeps nothing of it', async () => {
    hub.lying = true;
    start('one');
    const failed = await until('one', 'failed');
    expect(failed.progress).toMatchObject({
      error: { code: 'model_sources_exhausted', hint: expect.stringContaining('one.gguf') },
    });
    expect(failed.attempts).toEqual([
      { source: 'Hugging Face hub, o/r', outcome: expect.stringContaining('SHA-256') },
    ]);
    expect(await filesThere()).toEqual([]);
    expect(takenOver).toEqual([]);
  });

  test('fails before it asks anybody when the disk is too full, and says how much is missing', async () => {
    open({ freeBytes: async () => 1000 });
    start('one');
    const failed = await until('one', 'failed');
    expect(failed.progress).toMatchObject({
      error: { code: 'model_disk_full', message: expect.stringContaining('1000 are free') },
    });
    expect(hub.ranges).toEqual([]);
  });

  test('that brought the file is not called done when the node could not take it over', async () => {
    open({
      takeOver: () => Promise.reject(new CommonholdError('config_invalid', { file: 'f', detail: 'd' })),
    });
    start('one');
    expect((await until('one', 'failed')).progress).toMatchObject({ error: { code: 'config_invalid' } });
    expect(await filesThere()).toEqual(['one.gguf', 'one.gguf.json']);
  });

  test('of a file that is here already leaves the note of who gave it', async () => {
    start('one');
    await until('one', 'done');
    start('one');
    expect((await until('one', 'done')).progress).toMatchObject({ source: 'models folder' });
    expect((await library.known())[0]?.origin).toBe('Hugging Face hub, o/r');
  });
});

describe('pulls in the node', () => {
  test('go on two at once, never twice for one model, and a third waits for its turn', async () => {
    hub.held = true;
    start('one');
    start('two');
    await until('one', 'receiving');
    await until('two', 'receiving');
    expect(codeOf(() => start('one'))).toBe('model_pull_busy');
    expect(codeOf(() => start('three'))).toBe('model_pulls_full');
    expect(pulls.list().map(({ name }) => name)).toEqual(['two', 'one']);
    hub.release();
    await Promise.all([until('one', 'done'), until('two', 'done')]);
    start('three');
    await until('three', 'done');
    expect(pulls.list().map(({ name }) => name)).toEqual(['three', 'two', 'one']);
  });

  test('are refused where there is no pin and where there is no row', () => {
    expect(codeOf(() => start('unpinned'))).toBe('model_digest_unknown');
    expect(codeOf(() => start('nobody'))).toBe('model_not_in_catalog');
    expect(pulls.list()).toEqual([]);
  });

  test('that have ended are listed until they are dismissed', async () => {
    start('one');
    await until('one', 'done');
    expect((await pulls.cancel('one')).progress.state).toBe('done');
    expect(pulls.list()).toEqual([]);
    await expect(pulls.cancel('one')).rejects.toMatchObject({ code: 'model_pull_unknown' });
    expect(await filesThere()).toEqual(['one.gguf', 'one.gguf.json']);
  });

  test('end with the node, keep what has arrived, hold no lock, and none begins any more', async () => {
    hub.held = true;
    start('one');
    start('two');
    await until('one', 'receiving');
    await until('two', 'receiving');
    await pulls.close();
    expect(pulls.list().map(({ progress }) => progress.state)).toEqual(['cancelled', 'cancelled']);
    expect(await filesThere()).toEqual([
      'one.gguf.part',
      'one.gguf.part.json',
      'two.gguf.part',
      'two.gguf.part.json',
    ]);
    expect(codeOf(() => start('three'))).toBe('node_stopping');
  });
});
