import { Command, Option } from 'commander';
import type { Finish } from '../command.ts';
import { named } from '../terminal/named-options.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold calls`: the list of what was called. */
export function callsCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('calls')
    .description('list the calls on record, latest first')
    .option('-n, --limit <count>', 'how many', wholeNumber, 20)
    .option('--before <call>', 'only calls before this one: the next page')
    .option('-m, --model <name>', 'only calls that asked for this model')
    .addOption(
      new Option('--status <status>', 'only calls that ended so').choices([
        'open',
        'completed',
        'failed',
        'aborted',
        'unknown',
        'refused',
      ]),
    )
    .addOption(
      new Option(
        '--origin <origin>',
        'only calls of clients, what-if runs, checks by the node, or imported ones',
      ).choices(['live', 'whatif', 'probe', 'import']),
    )
    .option('--label <name>', 'only calls that carry this label')
    .option('--run <name>', 'only calls of this run, such as the session of an agent')
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { callsCommand } = await import('./calls.ts');
      await finish(
        callsCommand(terminal, named(options, ['before', 'model', 'status', 'origin', 'label', 'run'])),
      );
    });
}

/** `commonhold show`: one call with all that is known of it. */
export function showCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('show')
    .description('show one call; opening its content is itself written down')
    .argument('<call>')
    .option('--no-bodies', 'leave the content closed')
    .option('--reason <text>', 'why you open the content; kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options) => {
      const { showCommand } = await import('./show.ts');
      await finish(showCommand(terminal, { ...named(options, ['reason']), call }));
    });
}
