import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('work is done one piece after the other, in the order in which it came, and a failure is told to its own asker only', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const first = turns.take(async () => {
    seen.push('first begins');
    await held;
    seen.push('first ends');
    return 1;
  });
  const second = turns.take(() => {
    seen.push('second');
    throw new Error('out of paper');
  });
  const third = turns.take(() => seen.push('third'));
  await Promise.resolve();
  expect(seen).toEqual(['first begins']);
  release();
  expect(await first).toBe(1);
  await expect(second).rejects.toThrow('out of paper');
  await third;
  expect(seen).toEqual(['first begins', 'first ends', 'second', 'third']);
});

test('all has settled when what had come is done, well or not', async () => {
  const turns = new Turns();
  let isDone = false;
  const failing = turns.take(async () => {
    await Promise.resolve();
    isDone = true;
    throw new Error('out of paper');
  });
  await turns.settled();
  expect(isDone).toBe(true);
  await expect(failing).rejects.toThrow('out of paper');
});
