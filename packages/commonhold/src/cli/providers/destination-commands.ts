import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold destinations`: where calls can go, what is known of each place, and how. */
export function destinationCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./destinations.ts');
  const destinations = new Command('destinations')
    .description('list where calls can go and what is known of each place')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).listDestinationsCommand(terminal, options)),
    );
  destinations
    .command('show')
    .description('show every fact of one destination, how it is known and how old it is')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, _: unknown, command: Command) =>
      finish(
        (await load()).showDestinationCommand(terminal, {
          name,
          // Both this command and the one above it have the option, and the parser gives it to either.
          json: command.optsWithGlobals<{ json: boolean }>().json,
        }),
      ),
    );
  return destinations;
}
