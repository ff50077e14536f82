import { Command, Option } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface Given {
  readonly name?: string;
  readonly authentication?: 'stored' | 'none' | 'caller';
  readonly wire?: string;
  readonly baseUrl?: string;
  readonly model?: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
}

/** `commonhold providers`: the rows of commonhold.yaml that calls can go to. */
export function providerCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./providers.ts');
  const providers = new Command('providers').description('where calls can go: the rows of commonhold.yaml');
  providers
    .command('list')
    .description('every row, with what it takes from the catalog of vendors')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).listProvidersCommand(terminal, options)),
    );
  providers
    .command('add')
    .description('write a row for a vendor of the catalog and store its credential')
    .argument('<vendor>', 'its id in the catalog')
    .option('--name <name>', "the row's name, if not the vendor's")
    .addOption(
      new Option('--authentication <how>', 'who shows a credential').choices(['stored', 'none', 'caller']),
    )
    .option('--wire <protocol>', "if not the first of the vendor's")
    .option('--base-url <url>', 'the address, where each customer has their own')
    .option('--model <name...>', 'models that clients may call; a name or how names begin')
    .option('--yes', 'write without asking', false)
    .option('--json', 'print JSON', false)
    .action(async (vendor: string, given: Given) => {
      const { name, authentication, wire, baseUrl, model: models = [], yes, json } = given;
      const options = { vendor, name, authentication, wire, baseUrl, models, yes, json };
      await finish((await load()).addProviderCommand(terminal, options));
    });
  providers
    .command('test')
    .description('ask a provider which models it has, which costs nothing, and say what works')
    .argument('<name>', 'the name of its row')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options: { json: boolean }) =>
      finish((await import('./test-provider.ts')).testProviderCommand(terminal, { ...options, name })),
    );
  providers
    .command('remove')
    .description('take a row out of commonhold.yaml, and what names it with it')
    .argument('<name>', 'the name of its row')
    .option('--forget-key', 'forget the credential that is stored for it, too', false)
    .option('--yes', 'write without asking, also where a route is left with nobody', false)
    .option('--json', 'print JSON', false)
    .action(async (name: string, options: { forgetKey: boolean; yes: boolean; json: boolean }) =>
      finish((await import('./remove-provider.ts')).removeProviderCommand(terminal, { ...options, name })),
    );
  return providers;
}
