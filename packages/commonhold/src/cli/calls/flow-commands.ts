import { Command, Option } from 'commander';
import type { FlowsBy } from '#server';
import type { Finish } from '../command.ts';
import { day, days } from '../terminal/option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface Options {
  readonly since?: number;
  readonly from?: string;
  readonly to?: string;
  readonly by: FlowsBy;
  readonly csv: boolean;
  readonly processing: boolean;
  readonly json: boolean;
}

/** `commonhold flows`: who sent what with which labels where. */
export function flowsCommand(terminal: Terminal, finish: Finish): Command {
  const groupings: readonly FlowsBy[] = ['destination', 'country', 'label', 'principal'];
  return new Command('flows')
    .description(
      'what went where: who sent what, with which labels, to whom and in which country; imported calls are not counted',
    )
    .option('--since <days>', 'so many days that end today, such as 30d; 30 unless told otherwise', days)
    .option('--from <day>', 'from this day of UTC on, such as 2026-11-01; with --to', day)
    .option('--to <day>', 'up to this day, which belongs to it', day)
    .addOption(new Option('--by <fact>', 'what is added up for').choices(groupings).default('destination'))
    .option('--csv', 'every flow by itself, or the record of processing, as a table for spreadsheets', false)
    .option('--processing', 'a record of processing, as far as this node knows it', false)
    .option('--json', 'print JSON', false)
    .action(async (options: Options) => {
      const { flowsAction } = await import('./flows.ts');
      const { since, from, to, ...rest } = options;
      await finish(flowsAction(terminal, { ...rest, days: since, from, to }));
    });
}
