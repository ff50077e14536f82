import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SaveLoop, type Saving } from './save-loop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function loop(failures = 0) {
  const saved: string[] = [];
  const told: Saving['type'][] = [];
  let left = failures;
  const saving = new SaveLoop<string>({
    async save(document) {
      if (left-- > 0) throw new Error('the disk is full');
      saved.push(document);
      return Promise.resolve();
    },
    tell: ({ type }) => told.push(type),
    now: () => Date.now(),
  });
  return { saving, saved, told };
}

test('what changes quickly is saved once, with the newest words', async () => {
  const { saving, saved, told } = loop();
  for (const text of ['a', 'ab', 'abc']) saving.changed(text);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(saved).toEqual(['abc']);
  expect(told.at(-1)).toBe('saved');
});

test('an answer that never pauses is saved on its way all the same', async () => {
  const { saving, saved } = loop();
  for (let at = 0; at < 100; at++) {
    saving.changed(String(at));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saved.length).toBeGreaterThanOrEqual(2);
});

test('a failure is told, and it is tried until it succeeds, with what is newest by then', async () => {
  const { saving, saved, told } = loop(3);
  saving.changed('old');
  saving.flush();
  await vi.advanceTimersByTimeAsync(1);
  expect(told.at(-1)).toBe('failing');
  saving.changed('new');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(saved).toEqual(['new']);
  expect(told.at(-1)).toBe('saved');
});

test('after a conversation is deleted nothing writes it again', async () => {
  const { saving, saved } = loop(1);
  saving.changed('text');
  saving.flush();
  await vi.advanceTimersByTimeAsync(1);
  await saving.close();
  saving.changed('more');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(saved).toEqual([]);
});
