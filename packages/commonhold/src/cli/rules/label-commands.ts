import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold detect`: what the detectors find in a text. */
export function detectCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('detect')
    .description('say what the detectors and your own terms find in a text; nothing is sent or recorded')
    .argument('[file]', 'a text file; - or nothing for what is piped in')
    .option('--json', 'print JSON', false)
    .action(async (file: string | undefined, options: { json: boolean }) => {
      const { detectTextCommand } = await import('./detect.ts');
      await finish(detectTextCommand(terminal, { ...options, file }));
    });
}
