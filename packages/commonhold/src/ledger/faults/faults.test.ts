import { describe, expect, test } from 'vitest';
import { makeTestHome } from '../home.fixture.ts';
import { judge } from './judge.fixture.ts';
import { liveWith, whyNoStrace } from './strace.fixture.ts';

const missing = whyNoStrace();

/** One of each kind; `npm run test:slow` makes every system call fail in turn. */
describe.skipIf(missing)(`a file system that fails${missing === undefined ? '' : ` (${missing})`}`, () => {
  test('when a file of the published log gets its name, costs nothing: it is published again', async () => {
    const place = await makeTestHome();
    try {
      const life = await liveWith(
        { home: place.home, calls: 12 },
        { systemCall: 'rename', error: 'EIO', when: '4' },
      );
      expect(life.errors).toContain('EIO');
      expect({ code: life.code, calls: life.told.calls.length }).toEqual({ code: 0, calls: 12 });
      await judge(place, life.told);
    } finally {
      await place.remove();
    }
  });

  test('by being full, makes calls be refused with nothing sent, and what was told stays true', async () => {
    const place = await makeTestHome();
    try {
      const life = await liveWith(
        { home: place.home, calls: 40 },
        { systemCall: 'pwrite64', error: 'ENOSPC', when: '150+' },
      );
      expect(life.told.calls.length).toBeLessThan(40);
      await judge(place, life.told);
    } finally {
      await place.remove();
    }
  });
});
