import { receiptParts, type ReceiptPart } from '@commonhold/record';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold receipt`: what the record says of one call, for somebody who has neither node nor record. */
export function receiptCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./receipt.ts');
  const receipt = new Command('receipt')
    .description('print the receipt of a call, to be kept or sent')
    .argument('<call>')
    .addOption(
      new Option(
        '--open <part>',
        'add what opens the request or the answer; may be given twice, and is itself written down',
      )
        .argParser(addPart)
        .default([], 'nothing'),
    )
    .option('--reason <text>', 'with --open: why; kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options: { open: readonly ReceiptPart[]; reason?: string; json: boolean }) =>
      finish((await load()).receiptCommand(terminal, { ...options, reason: options.reason, call })),
    );
  receipt
    .command('verify')
    .description('check a receipt, without the node and its record')
    .argument('<file>')
    .option('--key <key>', "the node's verifier key, from somebody you trust")
    .option('--policy <file>', 'a C2SP policy file: whose log it is and who must have cosigned its head')
    .option('--body <file>', 'a request or an answer; says whether it is the one that the receipt opens')
    .addOption(
      new Option('--field <part>', 'with --body: hold it against this part only').choices(receiptParts),
    )
    .option('--json', 'print JSON', false)
    .action(
      async (
        file: string,
        options: { key?: string; policy?: string; body?: string; field?: ReceiptPart },
        command: Command,
      ) =>
        finish(
          (await load()).verifyReceiptCommand(terminal, {
            ...json(command),
            key: options.key,
            policy: options.policy,
            body: options.body,
            field: options.field,
            file,
          }),
        ),
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

/** One more of an option that may be given more than once. */
function addPart(value: string, before: readonly ReceiptPart[]): readonly ReceiptPart[] {
  const part = receiptParts.find((one) => one === value);
  if (part === undefined) throw new InvalidArgumentError(`It is one of ${receiptParts.join(' and ')}.`);
  return [...before, part];
}

/** The parser gives an option that both commands have to the outer one, wherever it stands. */
function json(command: Command): { readonly json: boolean } {
  return { json: command.optsWithGlobals<{ json: boolean }>().json };
}
