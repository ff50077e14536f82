import { durationText } from '#base';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { NodeStatus } from './node-state.ts';
import type { Situation } from './situation.ts';

/** Whether a node runs for this home folder, and how it is by its own account. */
export const nodeCheck: Check = {
  name: 'node',
  group: 'Node',
  async look({ node, world }: Situation): Promise<Observation[]> {
    switch (node.type) {
      case 'running':
        return [running(node.status, world.software), ...engines(node.status)];
      case 'silent':
        return [
          attention(
            `A node may be running (process ${node.process}), and ${node.detail}.`,
            'If it is starting, wait a moment; otherwise end that process and start the node again.',
          ),
        ];
      case 'hidden':
        return [
          unknown(
            `Whether a node runs cannot be told: ${node.detail}.`,
            'Run as the user that the home folder belongs to.',
          ),
        ];
      case 'none':
        return node.socketLeft
          ? [
              attention(
                'No node runs; the last one left its socket behind, so it did not end by itself.',
                'Start the node: it takes the socket away and writes down what was cut off.',
              ),
            ]
          : [good('No node runs for this home folder.', 'Run "commonhold start" when you want one.')];
    }
  },
};

function running(status: NodeStatus, software: string): Observation {
  const { process, uptimeMs, callsUnderWay, log } = status;
  const seen = `A node runs (process ${process}, for ${durationText(uptimeMs)}) with ${callsUnderWay} calls under way and ${log.size} entries in its log`;
  if (status.software === software) return good(`${seen}.`);
  return attention(
    `${seen}; it is ${status.software}, and this command is ${software}.`,
    'Start the node again, so that both are of the same version.',
  );
}

function engines(status: NodeStatus): Observation[] {
  return status.models
    .filter(({ state }) => state === 'failed')
    .map(({ name, detail }) =>
      broken(
        `The engine of ${name} failed: ${detail ?? 'it gave no reason'}.`,
        `Run "commonhold doctor --thorough" to check its file, or "commonhold models inspect ${name}".`,
      ),
    );
}
