import { Command } from 'commander';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `commonhold witness`: who cosigns the heads of this log, and whose heads this node cosigns. */
export function witnessCommands(
  terminal: Terminal,
  finish: (running: Promise<ExitCode>) => Promise<void>,
): Command {
  const witness = new Command('witness').description('witnesses of this log, and being one for others');
  const accepting = () => import('./commands/witness-accept.ts');
  witness
    .command('accept')
    .description('cosign the heads of another log when it asks')
    .argument('<key>', 'the log\'s verifier key; at a Commonhold node, what its "receipt key" prints')
    .option('--json', 'print JSON', false)
    .action(async (key: string, options: { json: boolean }) =>
      finish((await accepting()).acceptLogCommand(terminal, { ...options, key })),
    );
  witness
    .command('refuse')
    .description('cosign the heads of a log no more')
    .argument('<origin>', "the log's name: its verifier key up to the first +")
    .option('--json', 'print JSON', false)
    .action(async (origin: string, options: { json: boolean }) =>
      finish((await accepting()).refuseLogCommand(terminal, { ...options, origin })),
    );
  witness
    .command('key')
    .description('what others need so that this node witnesses their logs: keys and address')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await import('./commands/witness-key.ts')).witnessKeyCommand(terminal, options)),
    );
  return witness;
}
