import { describe, expect, test } from 'vitest';
import { serversOf, ServerState } from './asked-server.ts';

let now = 0;
const clock = { now: () => now, monotonic: () => now };
const minute = 60_000;

/** How long a witness is left alone after each of so many failures in a row. */
function waits(state: ServerState, failures: number): number[] {
  return Array.from({ length: failures }, () => {
    state.failed('no answer');
    const waited = state.nextMs - now;
    now = state.nextMs;
    return waited;
  });
}

describe('a witness that fails', () => {
  test('is left alone twice as long after each failure, and never longer than ten minutes', () => {
    const found = waits(new ServerState(clock, () => 0), 12);
    expect(found.slice(0, 4)).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(found.slice(-3)).toEqual([10 * minute, 10 * minute, 10 * minute]);
  });

  test('waits up to half as long again by chance, so that logs do not come back together', () => {
    expect(waits(new ServerState(clock, () => 0.5), 1)).toEqual([12_500]);
    expect(waits(new ServerState(clock, () => 0.999), 9).at(-1)).toBeLessThan(15 * minute);
  });

  test('is asked at once when somebody has changed something, and what it last failed with is still told', () => {
    const state = new ServerState(clock, () => 0);
    waits(state, 5);
    const { since } = state.failure ?? {};
    state.askAgain();
    expect(state.nextMs).toBeLessThanOrEqual(now);
    expect(waits(state, 1)).toEqual([10_000]);
    // Since the first failure in a row, not the last.
    expect(state.failure?.since).toBe(since);
    state.succeeded();
    expect(state.failure).toBeUndefined();
  });
});

test('an address with and without a slash at its end is one, and asked once', () => {
  const ask = ['https://a.example/w', 'https://b.example/w', 'https://a.example/w/'].map((url, at) => ({
    name: 'abc'[at] ?? '',
    key: '',
    url,
  }));
  const found = serversOf(ask).map(({ witnesses }) => witnesses.map(({ name }) => name).join(''));
  expect(found).toEqual(['ac', 'b']);
});
