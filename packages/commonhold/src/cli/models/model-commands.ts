import { Command, Option } from 'commander';
import type { Finish } from '../command.ts';
import { named } from '../terminal/named-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold models`: the open models on this machine. */
export function modelCommands(terminal: Terminal, finish: Finish): Command {
  const models = new Command('models').description('the open models on this machine');
  const load = () => import('./models.ts');
  models
    .command('list')
    .description('models that are here')
    .addOption(new Option('--all', 'the whole catalog as well').default(false).conflicts('provider'))
    .option('--provider <name>', 'models that this provider says it has, asked by the running node')
    .option('--json', 'print JSON', false)
    .action(async ({ provider, ...options }: { provider?: string; all: boolean; json: boolean }) =>
      finish(
        provider === undefined
          ? (await load()).listModelsCommand(terminal, options)
          : (await import('./provided-models.ts')).providedModelsCommand(terminal, { ...options, provider }),
      ),
    );
  models
    .command('pull')
    .description('fetch a model of the catalog')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish((await load()).pullModelCommand(terminal, { ...options, name })),
    );
  models
    .command('add')
    .description('take a GGUF file into the models folder')
    .argument('<file>')
    .option('--name <name>', 'the name that clients call it by')
    .option('--link', 'link the file instead of copying it', false)
    .option('--json', 'print JSON', false)
    .action(async (file: string, options) =>
      finish((await load()).addModelCommand(terminal, { ...named(options, ['name']), file })),
    );
  models
    .command('remove')
    .description('delete a model from the models folder')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish((await load()).removeModelCommand(terminal, { ...options, name })),
    );
  models
    .command('inspect')
    .description('what a model file declares, apart from what was verified')
    .argument('<name>', 'a model of the models folder, or a GGUF file')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish((await import('./inspect.ts')).inspectModelCommand(terminal, { ...options, name })),
    );
  models
    .command('recommend')
    .description('measure this machine and name the best open models that fit')
    .option('--json', 'print JSON', false)
    .action(async (options) =>
      finish((await import('./recommend.ts')).recommendModelsCommand(terminal, options)),
    );
  return models;
}
