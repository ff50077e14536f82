import type { Check } from './check.ts';
import { attention, broken, good } from './finding.ts';
import { neededNodeMajor } from './needed-node.ts';

/** The Node that runs this command against the one that Commonhold needs, and against the one of the running node. */
export const runtimeCheck: Check = {
  name: 'runtime',
  group: 'This machine',
  async look({ world, node }) {
    const { nodeVersion, platform, architecture } = world;
    const here = `Node ${nodeVersion} on ${platform} ${architecture}`;
    if (Number.parseInt(nodeVersion, 10) < neededNodeMajor) {
      return [
        broken(
          `${here} runs this command; Node ${neededNodeMajor} or newer is needed.`,
          `In a clone, "npm start" installs it; elsewhere, run "npm install node@${neededNodeMajor}" beside commonhold.`,
        ),
      ];
    }
    const { runtime } = node.type === 'running' ? node.status : { runtime: `Node ${nodeVersion}` };
    if (runtime !== `Node ${nodeVersion}`) {
      return [
        attention(
          `${here} runs this command, and the running node has ${runtime}.`,
          'Start the node again, so that both are of the same version.',
        ),
      ];
    }
    return [good(`${here} runs this; ${neededNodeMajor} or newer is needed.`)];
  },
};
