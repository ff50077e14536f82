import type { NodeStatus } from '#server';
import type { NodeClient } from '../node/node-client.ts';

/** The model that the owner set for whoever names none. */
export async function defaultModel(node: NodeClient): Promise<string> {
  const status = await node.get<NodeStatus>('/api/status');
  return status.defaultModel;
}
