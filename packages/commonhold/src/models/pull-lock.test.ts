import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockPull } from './pull-lock.ts';

/** Turns of the event loop in which a lock is made, and some more. */
const turnsMax = 40;
const roundsEach = 10;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-pull-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('of two pulls of one process, one is refused at whatever moment of the making of the lock the second comes', async () => {
  for (let turns = 0; turns < turnsMax; turns++) {
    for (let round = 0; round < roundsEach; round++) {
      const path = join(folder, `.${turns}-${round}.lock`);
      const first = lockPull(path, 'tiny');
      for (let waited = 0; waited < turns; waited++) await turn();
      const both = await Promise.allSettled([first, lockPull(path, 'tiny')]);
      const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused).toMatchObject([{ code: 'model_pull_busy' }]);
    }
  }
});
