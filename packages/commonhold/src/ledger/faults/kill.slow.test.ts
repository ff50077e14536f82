import { join } from 'node:path';
import { describe, test } from 'vitest';
import { databaseFile } from '#store';
import { makeTestHome } from '../home.fixture.ts';
import { judge } from './judge.fixture.ts';
import { liveUntilKilled } from './kill.fixture.ts';
import { tear, type Torn } from './torn.fixture.ts';

const rounds = 500;
/** A home folder takes so many lives; a judgement reads all of it, so it is begun anew then. */
const livesOfAHome = 25;
/** No life of this length ends by itself before it is killed. */
const calls = 100_000;

describe('a process that is killed at any moment', () => {
  test(`of ${rounds} while it records and publishes has lost nothing that it had told`, async () => {
    for (let round = 0; round < rounds;) {
      const place = await makeTestHome();
      for (let life = 0; life < livesOfAHome; life++, round++) {
        await judge(place, await liveUntilKilled({ home: place.home, calls }, Math.random() * 400));
      }
      await place.remove();
    }
  }, 3_600_000);

  test('of 100 while it erases either has not begun to, or the next start finishes it', async () => {
    for (let round = 0; round < 100;) {
      const place = await makeTestHome();
      for (let life = 0; life < 10; life++, round++) {
        await judge(
          place,
          await liveUntilKilled({ home: place.home, calls: 30, erases: 'p_ada' }, Math.random() * 300),
        );
      }
      await place.remove();
    }
  }, 3_600_000);
});

test.each<Torn>(['cut', 'half a page', 'a page with other content', 'zeros'])(
  'a loss of power that leaves %s at the end of the write-ahead log loses nothing that was told, in 40 rounds',
  async (how) => {
    for (let round = 0; round < 40; round++) {
      const place = await makeTestHome();
      // So short that the log is not yet copied into the database and begun anew: sizes mean places in one log.
      const told = await liveUntilKilled({ home: place.home, calls }, 20 + Math.random() * 200);
      if (told.walBytes > 0)
        await tear(join(place.home, `${databaseFile}-wal`), told.walBytes, how, Math.random);
      await judge(place, told);
      await place.remove();
    }
  },
  3_600_000,
);
