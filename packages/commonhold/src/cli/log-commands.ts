import { Command } from 'commander';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `commonhold log`: a log as files, of this node or of another. */
export function logCommands(
  terminal: Terminal,
  finish: (running: Promise<ExitCode>) => Promise<void>,
): Command {
  const log = new Command('log').description('a log as files, of this node or of another');
  log
    .command('verify')
    .description('prove a published log, without its node and its database')
    .argument('<place>', 'a folder, or the address that the files are below')
    .requiredOption('--key <key>', "the log's verifier key, from somebody you trust")
    .option('--json', 'print JSON', false)
    .action(async (place: string, options: { key: string; json: boolean }) => {
      const { verifyLogCommand } = await import('./commands/log-verify.ts');
      await finish(verifyLogCommand(terminal, { ...options, place }));
    });
  return log;
}
