/**
 * A process for the crash test: a witness in the home folder given, asked by many logs as fast as it answers. It prints
 * the log and the size of each head whose cosignature has left it, and is killed in the middle of that.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '#base';
import { keysIn, loadWitnessSeed } from '#ledger';
import { databaseFile, openStore } from '#store';
import { crashLog, crashLogs, crashSizeMax } from './crash-logs.fixture.ts';
import { Witness } from './witness.ts';

const home = process.argv[2] ?? '';
const store = await openStore({
  path: join(home, databaseFile),
  spaceReserveBytes: 0,
  onFatal: (error) => {
    throw error;
  },
});
const logs = Array.from({ length: crashLogs }, (_, number) => crashLog(number));
const accept = logs.map(({ verifierKey }) => ({ key: verifierKey }));
const witness = await Witness.load({
  store,
  seed: (mayMake) => loadWitnessSeed(keysIn(join(home, 'keys')), mayMake, (count) => randomBytes(count)),
  origin: 'node.example',
  clock: systemClock,
  accept: () => accept,
  record: async (_actor, row) => {
    await store.commit({ leaves: [], bodies: [], rows: [row], urgency: 'closing' });
  },
  onContradiction: (contradiction) => {
    throw new Error(contradiction.message);
  },
});
const grow = async (number: number): Promise<void> => {
  const log = logs[number] ?? crashLog(number);
  let size = witness.logs()[number]?.size ?? 0;
  while (size < crashSizeMax) {
    const answer = await witness.addCheckpoint(log.request(size, size + 1));
    if (answer.kind !== 'cosigned') throw new Error(JSON.stringify(answer));
    size += 1;
    process.stdout.write(`${number} ${size}\n`);
  }
};
await Promise.all(logs.map((_, number) => grow(number)));
// Whoever waits for the kill is not told of an end.
setInterval(() => undefined, 1000);
