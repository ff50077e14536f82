import type { FileEdit } from '../app.ts';
import { unfit } from '../edits/unfit.ts';

/** A script of our own, for agents that run whatever lies in a folder under a name. */
export function scriptFile(path: string, command: string): FileEdit {
  return {
    path,
    isProgram: true,
    edit(before) {
      if (before !== '') throw unfit(path, 'there is a script already');
      return `#!/bin/sh\n# Written by "commonhold connect", and taken away by its --undo.\n${command}\n`;
    },
  };
}
