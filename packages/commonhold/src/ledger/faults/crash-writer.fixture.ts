/**
 * A process for the crash test: records calls as fast as it can in the home folder given, prints the id of each call
 * whose outcome was acknowledged, and is killed in the middle of it.
 */
import { systemClock } from '#base';
import { openStore } from '#store';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { databaseFile } from '#store';
import { openLedger } from '../open-ledger.ts';
import { recordCall } from '../home.fixture.ts';

const home = process.argv[2] ?? '';
const store = await openStore({
  path: join(home, databaseFile),
  spaceReserveBytes: 0,
  onFatal: (error) => {
    throw error;
  },
});
const ledger = await openLedger({
  home,
  store,
  clock: systemClock,
  randomness: (count) => randomBytes(count),
  software: 'commonhold crash test',
  onTrouble: (error) => {
    throw error;
  },
});
const atOnce = 16;
const loop = async (): Promise<never> => {
  for (;;) {
    const call = await recordCall(ledger);
    process.stdout.write(`${call.id}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, loop));
