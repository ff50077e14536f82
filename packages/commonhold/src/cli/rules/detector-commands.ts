import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold detector`: detectors of one's own, each a file with its examples. */
export function detectorCommands(terminal: Terminal, finish: Finish): Command {
  const detector = new Command('detector').description('what is looked for, and detectors of your own');
  const load = () => import('./detector.ts');
  detector
    .command('list')
    .description('everything that is looked for, under which label and how sure it is; needs no node')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).listDetectorsCommand(terminal, options)),
    );
  detector
    .command('new')
    .description('write a file for a detector of your own, with examples that pass; overwrites nothing')
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .option('--label <label>', 'the label that it raises', 'personal')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options: { label: string; json: boolean }) =>
      finish((await load()).newDetectorCommand(terminal, { ...options, name })),
    );
  detector
    .command('test')
    .description('run the examples of your detectors and show each; needs no node')
    .argument('[file]', 'one file; all in labels/detectors/ of the home folder unless named')
    .option('--json', 'print JSON', false)
    .action(async (file: string | undefined, options: { json: boolean }) =>
      finish((await load()).testDetectorsCommand(terminal, { ...options, file })),
    );
  return detector;
}
