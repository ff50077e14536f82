import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson } from '../terminal/terminal.ts';

export const compactAction: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { files } = await node.post<{ files: { logEmptied: boolean; compacted: boolean } }>(
      '/api/erasure/compact',
    );
    if (options.json) printJson(terminal, files);
    else if (files.compacted) print(terminal, 'The database was written anew.');
    else
      complain(
        terminal,
        'The database was not written anew: its disk has not two and a half times its size free, or another program holds it.',
      );
    return files.compacted ? exitCodes.done : exitCodes.no;
  });
