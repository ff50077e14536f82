import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

/** `commonhold log checkpoint`: the signed note to the byte and nothing else, to be kept where the node cannot reach. */
export const logCheckpointCommand: Action<{ readonly json: boolean }> = async (terminal: Terminal, options) =>
  withNode(terminal, async (node) => {
    const note = await node.bytes('/api/checkpoint');
    if (options.json) {
      const checkpoint = Buffer.from(note).toString();
      const [origin, size, root] = checkpoint.split('\n');
      printJson(terminal, { origin, size: Number(size), root, checkpoint });
    } else terminal.output.write(note);
    return exitCodes.done;
  });
