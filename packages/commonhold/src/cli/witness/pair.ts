import type { PairedView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { type NodeClient, withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { oneLine } from '../terminal/text.ts';

export interface TokenOptions {
  /** Where others reach this node, which it cannot know itself. */
  readonly url: string;
  readonly json: boolean;
}

/** `commonhold witness token`: one word for the owner of the other node; nothing in it is secret. */
export const pairTokenCommand: Action<TokenOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const token = await tokenOf(node, options.url);
    if (options.json) printJson(terminal, { token });
    else {
      print(terminal, token);
      complain(terminal, 'Give it to the owner of the other node by a way that you both trust. There:');
      complain(terminal, '  commonhold witness pair TOKEN --url ADDRESS-OF-THAT-NODE');
    }
    return exitCodes.done;
  });

export interface PairOptions {
  readonly token: string;
  readonly name: string | undefined;
  /** Given on the node that answers a token: it then prints its own. */
  readonly url: string | undefined;
  readonly json: boolean;
}

/** `commonhold witness pair`: from now on this node cosigns the other's heads and asks the other to cosign its own. */
export const pairCommand: Action<PairOptions> = async (terminal, { token, name, url, json }) =>
  withNode(terminal, async (node) => {
    // First, so that an address that nobody could use changes nothing.
    const answer = url === undefined ? undefined : await tokenOf(node, url);
    const paired = await node.post<PairedView>('/api/witnesses/pair', { token, name });
    if (json) printJson(terminal, { ...paired, token: answer });
    else sayPaired(terminal, paired, answer);
    return exitCodes.done;
  });

function sayPaired(terminal: Terminal, paired: PairedView, answer: string | undefined): void {
  const name = oneLine(paired.name, 100);
  const already = paired.changed ? '' : ' already';
  print(terminal, `This node cosigns the heads of ${oneLine(paired.origin, 200)}${already},`);
  print(terminal, `and asks that node, as ${name}, to cosign its own${already}.`);
  if (answer === undefined) {
    print(terminal, '"commonhold witness ask" asks at once and shows what comes of it.');
    return;
  }
  print(terminal, '\nNow on the other node, with this token:');
  print(terminal, `  commonhold witness pair ${answer}`);
}

async function tokenOf(node: NodeClient, url: string): Promise<string> {
  const { token } = await node.post<{ token: string }>('/api/witnesses/token', { url });
  return token;
}
