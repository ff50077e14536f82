import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold log`: a log as files, of this node or of another. */
export function logCommands(terminal: Terminal, finish: Finish): Command {
  const log = new Command('log').description('a log as files, of this node or of another');
  log
    .command('verify')
    .description('prove a published log, without its node and its database')
    .argument('<place>', 'a folder, or the address that the files are below')
    .option('--key <key>', "the log's verifier key, from somebody you trust")
    .option('--policy <file>', 'a C2SP policy file: whose log it is and who must have cosigned its head')
    .option('--json', 'print JSON', false)
    .action(async (place: string, options: { key?: string; policy?: string; json: boolean }) => {
      const { verifyLogCommand } = await import('./log-verify.ts');
      const { key, policy } = options;
      await finish(verifyLogCommand(terminal, { ...options, key, policy, place }));
    });
  log
    .command('checkpoint')
    .description('print the newest signed head of this log, to be kept where the node cannot reach it')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) => {
      const { logCheckpointCommand } = await import('./log-checkpoint.ts');
      await finish(logCheckpointCommand(terminal, options));
    });
  log
    .command('continue')
    .description(
      'go on under a new name, because heads of the old one are elsewhere that this copy does not have',
    )
    .option('--yes', 'do not ask', false)
    .option('--json', 'print JSON', false)
    .action(async (options: { yes: boolean; json: boolean }) => {
      const { logContinueCommand } = await import('./log-continue.ts');
      await finish(logContinueCommand(terminal, options));
    });
  return log;
}
