import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold verify`: the record proved from its files alone. */
export function verifyCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('verify')
    .description('prove the record, from the files alone')
    .option('--bodies', 'also open every body and compare it with its commitment', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { verifyCommand } = await import('./verify.ts');
      await finish(verifyCommand(terminal, options));
    });
}
