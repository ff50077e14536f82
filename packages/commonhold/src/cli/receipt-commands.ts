import { Command } from 'commander';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `commonhold receipt`: what the record says of one call, for somebody who has neither node nor record. */
export function receiptCommands(
  terminal: Terminal,
  finish: (running: Promise<ExitCode>) => Promise<void>,
): Command {
  const load = () => import('./commands/receipt.ts');
  const receipt = new Command('receipt')
    .description('print the receipt of a call, to be kept or sent')
    .argument('<call>')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options: { json: boolean }) =>
      finish((await load()).receiptCommand(terminal, { ...options, call })),
    );
  receipt
    .command('verify')
    .description('check a receipt, without the node and its record')
    .argument('<file>')
    .option('--key <key>', "the node's verifier key, from somebody you trust")
    .option('--json', 'print JSON', false)
    .action(async (file: string, options: { key?: string }, command: Command) =>
      finish((await load()).verifyReceiptCommand(terminal, { ...json(command), key: options.key, file })),
    );
  receipt
    .command('key')
    .description('print the verifier key of the running node, to be published')
    .option('--json', 'print JSON', false)
    .action(async (_: unknown, command: Command) =>
      finish((await load()).receiptKeyCommand(terminal, json(command))),
    );
  return receipt;
}

/** The parser gives an option that both commands have to the outer one, wherever it stands. */
function json(command: Command): { readonly json: boolean } {
  return { json: command.optsWithGlobals<{ json: boolean }>().json };
}
