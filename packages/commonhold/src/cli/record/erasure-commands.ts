import { Command, Option } from 'commander';
import { erasureBases } from '@commonhold/record';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold erase`: shows first what would go, and does it only when that was seen or `--yes` was given. */
export function eraseCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('erase')
    .description('destroy what was said, and what is known of it beyond the log; shows first what would go')
    .option('--call <id>', 'a call, and the later calls of its run, which repeat its words')
    .option('--only-this', 'with --call: leave the later calls of its run', false)
    .option('--person <name>', 'everything of a person: a key by name or id, or "owner"')
    .option('--project <name>', 'with --person: only what belongs to this project')
    .option('--file <path>', 'the calls that were imported from this file, or from the one with this SHA-256')
    .option(
      '--before <date>',
      'everything that began before this day or moment (UTC unless it says otherwise)',
    )
    .addOption(new Option('--reason <word>', 'why; the log keeps the word').choices([...erasureBases]))
    .option('--bodies-only', 'keep who called whom and when, and destroy only what was said', false)
    .option(
      '--compact',
      'write the database anew afterwards, however large it is; calls wait meanwhile',
      false,
    )
    .option('--yes', 'do it without asking', false)
    .option('--json', 'print JSON; without --yes only the preview', false)
    .action(async (options: EraseFlags) => {
      const { eraseAction } = await import('./erase.ts');
      await finish(eraseAction(terminal, { ...noneGiven, ...options }));
    });
}

/** What commander gives; options that were not given are absent. */
interface EraseFlags {
  readonly call?: string;
  readonly person?: string;
  readonly project?: string;
  readonly file?: string;
  readonly before?: string;
  readonly reason?: string;
  readonly onlyThis: boolean;
  readonly bodiesOnly: boolean;
  readonly compact: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

const noneGiven = {
  call: undefined,
  person: undefined,
  project: undefined,
  file: undefined,
  before: undefined,
  reason: undefined,
} as const;

/** `commonhold compact`: what erasure and retention freed, given back to the disk. */
export function compactCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('compact')
    .description(
      'write the database anew: gives freed space back and leaves no remains; calls wait meanwhile',
    )
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) => {
      const { compactAction } = await import('./compact.ts');
      await finish(compactAction(terminal, options));
    });
}

/** `commonhold hold`: what must not be erased, whoever asks and whatever retention says. */
export function holdCommands(terminal: Terminal, finish: Finish): Command {
  const load = () => import('./hold.ts');
  const hold = new Command('hold').description('what must not be erased');
  hold
    .command('add')
    .description('keep a person, a project or a call from being erased')
    .addOption(new Option('--person <name>', 'a key by name or id, or "owner"'))
    .option('--project <name>', 'everything that belongs to this project')
    .option('--call <id>', 'one call')
    .option('--json', 'print JSON', false)
    .action(async (options: { person?: string; project?: string; call?: string; json: boolean }) =>
      finish((await load()).addHoldCommand(terminal, { ...noneGiven, ...options })),
    );
  hold
    .command('list')
    .description('holds in force')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) => finish((await load()).listHoldsCommand(terminal, options)));
  hold
    .command('remove')
    .description('end a hold')
    .argument('<id>', 'as "hold list" shows it')
    .option('--json', 'print JSON', false)
    .action(async (id: string, options: { json: boolean }) =>
      finish((await load()).removeHoldCommand(terminal, { ...options, id })),
    );
  return hold;
}
