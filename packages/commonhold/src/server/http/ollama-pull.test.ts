import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { PullProgressView, PullView } from '../api/model-views.ts';
import { beginPull, pullProgress } from './ollama-pull.ts';

const owner = {} as Parameters<typeof beginPull>[2];

/** Pulls that are at the next of these each time that somebody looks. */
function pullsThat(...states: readonly PullProgressView[]) {
  let at = 0;
  const started: string[] = [];
  const over = (state: PullProgressView | undefined): boolean =>
    state === undefined || ['done', 'failed', 'cancelled'].includes(state.state);
  return {
    started,
    start(name: string) {
      started.push(name);
      return { name } as PullView;
    },
    isUnderWay: () => !over(states[at]) && at > 0,
    of(name: string): PullView | undefined {
      const progress = states[at++];
      if (!progress) return undefined;
      const endedAt = over(progress) ? 'now' : undefined;
      return { name, startedAt: 'then', endedAt, progress, attempts: [] };
    },
    ended: async () => undefined,
  };
}

async function linesOf(...states: readonly PullProgressView[]): Promise<readonly object[]> {
  const lines: object[] = [];
  for await (const line of pullProgress(pullsThat(...states), 'm', new AbortController().signal))
    lines.push(line);
  return lines;
}

const receiving = { state: 'receiving', source: 'the hub', totalBytes: 10 } as const;

describe('a pull, as Ollama’s clients are told of it,', () => {
  test('goes from the manifest over its bytes to success, and nothing is said twice', async () => {
    expect(
      await linesOf(
        { state: 'checking' },
        { ...receiving, receivedBytes: 2 },
        { ...receiving, receivedBytes: 2 },
        { ...receiving, receivedBytes: 9 },
        { state: 'checking', source: 'the hub' },
        { state: 'done', source: 'the hub', sizeBytes: 10, sha256: 'abc' },
      ),
    ).toEqual([
      { status: 'pulling manifest' },
      { status: 'pulling from the hub', total: 10, completed: 2 },
      { status: 'pulling from the hub', total: 10, completed: 9 },
      { status: 'verifying sha256 digest' },
      { status: 'writing manifest', digest: 'sha256:abc', total: 10 },
      { status: 'success' },
    ]);
  });

  test('that fails or is cancelled ends with why, and never with success', async () => {
    const error = { code: 'model_disk_full' as const, message: 'It is full.', hint: 'Make room.' };
    expect((await linesOf({ state: 'failed', error })).at(-1)).toEqual({
      error: 'It is full. Make room.',
      code: 'model_disk_full',
    });
    const cancelled = await linesOf({ state: 'cancelled', keptBytes: 3 });
    expect(cancelled.at(-1)).toHaveProperty('error');
    expect(cancelled).not.toContainEqual({ status: 'success' });
  });

  test('is one, however many ask for it', () => {
    const idle = pullsThat();
    beginPull(idle, 'm', owner);
    expect(idle.started).toEqual(['m']);
    const busy = { ...idle, isUnderWay: () => true, started: [] as string[] };
    beginPull(busy, 'm', owner);
    expect(idle.started).toEqual(['m']);
  });

  test('is no longer told to who has gone', async () => {
    const gone = AbortSignal.abort(new CommonholdError('client_gone'));
    const lines = pullProgress(pullsThat({ state: 'checking' }, { state: 'checking' }), 'm', gone);
    await expect(Array.fromAsync(lines)).rejects.toThrow();
  });
});
