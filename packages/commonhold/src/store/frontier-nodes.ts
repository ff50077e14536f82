import { Frontier, hashBytes } from '@commonhold/tlog';
import { sha256 } from './sha256.ts';

/** The nodes of a frontier as one byte string, the way the database keeps them: largest subtree first. */
export function joinNodes(nodes: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(nodes.length * hashBytes);
  for (const [position, node] of nodes.entries()) joined.set(node, position * hashBytes);
  return joined;
}

/** The frontier of a log from what `joinNodes` wrote. Throws when size and nodes cannot belong together. */
export function frontierOf(size: number, joined: Uint8Array): Frontier {
  const nodes: Uint8Array[] = [];
  for (let at = 0; at < joined.byteLength; at += hashBytes) nodes.push(joined.subarray(at, at + hashBytes));
  return Frontier.from(sha256, size, nodes);
}
