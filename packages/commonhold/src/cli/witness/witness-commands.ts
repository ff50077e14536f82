import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold witness`: who cosigns the heads of this log, and whose heads this node cosigns. */
export function witnessCommands(terminal: Terminal, finish: Finish): Command {
  const witness = new Command('witness').description('witnesses of this log, and being one for others');
  const accepting = () => import('./accept.ts');
  addAskingCommands(witness, terminal, finish);
  addPairingCommands(witness, terminal, finish);
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
      finish((await import('./key.ts')).witnessKeyCommand(terminal, options)),
    );
  return witness;
}

/** Who is asked to cosign the heads of this log. */
function addAskingCommands(witness: Command, terminal: Terminal, finish: Finish): void {
  const asking = () => import('./ask.ts');
  witness
    .command('list')
    .description('who witnesses this log and which logs this node witnesses, and how far')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await asking()).listWitnessesCommand(terminal, options)),
    );
  witness
    .command('add')
    .description('ask a witness to cosign the heads of this log')
    .argument('<name>', 'what you call it')
    .requiredOption('--key <key>', 'its verifier key for cosignatures, from its owner')
    .requiredOption('--url <address>', 'what /add-checkpoint is below')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options: { key: string; url: string; json: boolean }) =>
      finish((await asking()).addWitnessCommand(terminal, { ...options, name })),
    );
  witness
    .command('remove')
    .description('ask a witness no more')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options: { json: boolean }) =>
      finish((await asking()).removeWitnessCommand(terminal, { ...options, name })),
    );
  witness
    .command('quorum')
    .description('say which cosignatures a head needs before it is published')
    .argument('<quorum>', 'how many of all who are asked, a witness, a group, or none')
    .option('--json', 'print JSON', false)
    .action(async (quorum: string, options: { json: boolean }) =>
      finish((await asking()).quorumCommand(terminal, { ...options, quorum })),
    );
  witness
    .command('policy')
    .description('print log, witnesses and quorum as a policy file, for auditors and their tools')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) => finish((await asking()).policyCommand(terminal, options)));
  witness
    .command('ask')
    .description('ask the witnesses now, and show what comes of it')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await asking()).askWitnessesCommand(terminal, options)),
    );
}

/** Two nodes that witness each other: one command on each side. */
function addPairingCommands(witness: Command, terminal: Terminal, finish: Finish): void {
  const pairing = () => import('./pair.ts');
  witness
    .command('token')
    .description('print what another node needs so that both witness each other')
    .requiredOption('--url <address>', 'the address at which that node reaches this one')
    .option('--json', 'print JSON', false)
    .action(async (options: { url: string; json: boolean }) =>
      finish((await pairing()).pairTokenCommand(terminal, options)),
    );
  witness
    .command('pair')
    .description('witness another node and be witnessed by it')
    .argument('<token>', 'what its "witness token" or "witness pair" printed')
    .option('--url <address>', 'the address at which that node reaches this one; prints the token for it')
    .option('--name <name>', 'what you call it; without it, the host in its address')
    .option('--json', 'print JSON', false)
    .action(async (token: string, options: { url?: string; name?: string; json: boolean }) =>
      finish(
        (await pairing()).pairCommand(terminal, {
          ...options,
          token,
          url: options.url,
          name: options.name,
        }),
      ),
    );
}
