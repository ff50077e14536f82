import { createOutbound, pooledRandomness, systemClock } from '../../packages/commonhold/src/base/index.ts';
import { homePaths } from '../../packages/commonhold/src/home/index.ts';
import { type RunningNode, startNode } from '../../packages/commonhold/src/server/index.ts';
import { randomFillSync } from 'node:crypto';
import pino from 'pino';

export interface NodeWithHub {
  readonly baseUrl: string;
  readonly node: RunningNode;
  stop(): Promise<void>;
}

/**
 * A node in this process that fetches models from a hub of the test's own. Everything else is as `commonhold start`
 * makes it, but there is no pip, so that no test waits for the world.
 */
export async function startNodeWithHub(home: string, hubAddress: string): Promise<NodeWithHub> {
  const outbound = createOutbound({ version: '0', onContact: () => undefined });
  const node = await startNode({
    paths: homePaths({ COMMONHOLD_HOME: home }),
    port: 0,
    software: 'commonhold/0.0.0',
    means: {
      outbound,
      runCommand: async () => ({ kind: 'missing' }),
      otherFolders: [],
      hubAddress,
    },
    clock: systemClock,
    randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
    log: pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true })),
    onFatal: (error) => {
      throw error;
    },
  });
  return {
    baseUrl: `http://${node.address}:${node.port}/v1`,
    node,
    async stop() {
      await node.stop();
      await outbound.close();
    },
  };
}
