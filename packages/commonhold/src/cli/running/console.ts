import type { NodeStatus } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { consoleLink } from '../node/console-link.ts';

export interface ConsoleOptions {
  /** Instead of making a link, end every session that one has opened. */
  readonly signOut: boolean;
  readonly json: boolean;
}

/** `commonhold console`: a link that opens the console and signs the owner in, once; or an end to all who are. */
export const consoleCommand: Action<ConsoleOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    if (options.signOut) {
      const { signedOut } = await node.delete<{ signedOut: number }>('/api/session/all');
      if (options.json) printJson(terminal, { signedOut });
      else print(terminal, `${signedOut === 1 ? '1 browser is' : `${signedOut} browsers are`} signed out.`);
      return exitCodes.done;
    }
    const { url } = await node.get<NodeStatus>('/api/status');
    const { code } = await node.post<{ code: string }>('/api/session/links');
    const link = consoleLink(url, code);
    if (options.json) printJson(terminal, { link });
    else {
      print(terminal, link);
      print(terminal, 'It signs in once, within an hour. Whoever opens it first is the owner to this node.');
    }
    return exitCodes.done;
  });
