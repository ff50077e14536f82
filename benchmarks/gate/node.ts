/** A Commonhold node for the benchmark: prints its port and the owner's key as JSON on one line. */
import { randomFillSync } from 'node:crypto';
import pino from 'pino';
import { createOutbound, pooledRandomness, systemClock } from '../../packages/commonhold/src/base/index.ts';
import { homePaths } from '../../packages/commonhold/src/home/index.ts';
import { startNode } from '../../packages/commonhold/src/server/index.ts';

const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
const node = await startNode({
  paths: homePaths(process.env),
  port: 0,
  software: 'commonhold/benchmark',
  // Nothing is fetched here.
  means: {
    outbound: createOutbound({ version: 'benchmark', onContact: () => undefined }),
    runCommand: async () => ({ kind: 'missing' }),
    otherFolders: [],
  },
  clock: systemClock,
  randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
  log,
  onFatal: (error) => {
    log.fatal(error);
    process.exit(70);
  },
});
console.log(JSON.stringify({ port: node.port, key: node.newOwnerKey }));
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)));
