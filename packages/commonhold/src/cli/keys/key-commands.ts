import { Command, Option } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { keyTermsOf, withKeyTerms } from './key-terms.ts';

/** `commonhold keys`: who may call, and with what the node calls others. */
export function keyCommands(terminal: Terminal, finish: Finish): Command {
  const keys = new Command('keys').description('who may call, and credentials for providers');
  const load = () => import('./keys.ts');
  withKeyTerms(keys.command('add').description('make a key and show it once').argument('<name>'))
    .addOption(new Option('--kind <kind>', 'who will use it').choices(['person', 'app', 'agent']))
    .addOption(new Option('--role <role>', 'what it may do').choices(['owner', 'member', 'auditor']))
    .option('--project <name>', 'the project that its calls belong to')
    .option('--label <label...>', 'labels that everything sent with it carries')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish(
        (await load()).addKeyCommand(terminal, {
          name,
          kind: options.kind,
          role: options.role,
          project: options.project,
          labels: options.label ?? [],
          ...keyTermsOf(options),
          json: options.json,
        }),
      ),
    );
  withKeyTerms(
    keys
      .command('change')
      .description('change until when a key holds, what it may be used for, and how much')
      .argument('<key>', 'its id or name'),
  )
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).changeKeyCommand(terminal, { key, ...keyTermsOf(options), json: options.json })),
    );
  keys
    .command('rotate')
    .description('make another key for the same caller; the old one ends after a while')
    .argument('<key>', 'its id or name')
    .option(
      '--grace <time>',
      'how long the old one is still accepted, such as 24h or 7d; 0h ends it at once',
      '24h',
    )
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).rotateKeyCommand(terminal, { ...options, key })),
    );
  keys
    .command('list')
    .description('keys that were made, in force or revoked')
    .option('--json', 'print JSON', false)
    .action(async (options) => finish((await load()).listKeysCommand(terminal, options)));
  keys
    .command('revoke')
    .description('stop accepting a key')
    .argument('<key>', 'its id or name')
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).revokeKeyCommand(terminal, { ...options, key })),
    );
  keys
    .command('provider')
    .description('store the credential for a provider, read from standard input')
    .argument('<provider>', 'a row under providers: in commonhold.yaml')
    .option('--remove', 'forget the credential', false)
    .option('--json', 'print JSON', false)
    .action(async (provider: string, options) =>
      finish((await load()).providerKeyCommand(terminal, { ...options, provider })),
    );
  return keys;
}
