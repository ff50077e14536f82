import { Command, Option } from 'commander';
import { importFormats } from '#import';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold import`: reads sessions and exports of other tools into the record. */
export function importCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('import')
    .description('read sessions and exports of other tools into the record, and say what they hung on')
    .argument(
      '[paths...]',
      'files and folders; without any, the usual places are looked at and you are asked',
    )
    .addOption(
      new Option('--from <format>', 'the format, where looking does not find it').choices([...importFormats]),
    )
    .option('--person <key>', 'whose calls these are, by the name or id of a key; else yours')
    .option('--project <name>', 'the project that they belong to')
    .option('--dry-run', 'read and count, and write nothing', false)
    .option('--yes', 'do not ask before reading the usual places', false)
    .option('--report', 'read nothing, and show what was imported so far', false)
    .option('--markdown', 'with --report: print Markdown', false)
    .option('--json', 'print JSON', false)
    .action(async (paths: string[], options) => {
      const { importFilesCommand } = await import('./import.ts');
      await finish(importFilesCommand(terminal, { ...options, paths }));
    });
}
