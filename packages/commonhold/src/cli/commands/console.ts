import type { NodeStatus } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node-client.ts';
import { print, printJson } from '../terminal.ts';
import { consoleLink } from '../console-link.ts';

export interface ConsoleOptions {
  readonly json: boolean;
}

/** `commonhold console`: a link that opens the console and signs the owner in, once. */
export const consoleCommand: Action<ConsoleOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { address, port } = await node.get<NodeStatus>('/api/status');
    const { code } = await node.post<{ code: string }>('/api/session/links');
    const link = consoleLink(address, port, code);
    if (options.json) printJson(terminal, { link });
    else {
      print(terminal, link);
      print(terminal, 'It signs in once, within an hour. Whoever opens it first is the owner to this node.');
    }
    return exitCodes.done;
  });
