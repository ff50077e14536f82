import { Command, Option } from 'commander';
import type { CostsBy } from '#server';
import type { Finish } from '../command.ts';
import { day, days } from '../terminal/option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface Options {
  readonly since?: number;
  readonly from?: string;
  readonly to?: string;
  readonly by: CostsBy;
  readonly csv: boolean;
  readonly json: boolean;
}

/** `commonhold costs`: what calls cost, and of how many nobody knows it. */
export function costsCommand(terminal: Terminal, finish: Finish): Command {
  const groupings: readonly CostsBy[] = ['principal', 'model', 'vendor', 'project', 'destination'];
  return new Command('costs')
    .description('what calls cost, and of how many nobody knows it; imported ones are not counted')
    .option('--since <days>', 'so many days that end today, such as 30d; 30 unless told otherwise', days)
    .option('--from <day>', 'from this day on, such as 2026-11-01; with --to', day)
    .option('--to <day>', 'up to this day, which belongs to it', day)
    .addOption(new Option('--by <fact>', 'what is added up for').choices(groupings).default('model'))
    .option('--csv', 'a table for spreadsheets', false)
    .option('--json', 'print JSON', false)
    .action(async (options: Options) => {
      const { costsAction } = await import('./costs.ts');
      const { since, ...rest } = options;
      await finish(costsAction(terminal, { ...rest, days: since }));
    });
}
