import { resolve } from 'node:path';
import { type Manifest, restoreBackup } from '#backup';
import { systemClock } from '#base';
import { homePaths } from '#home';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { progressBar } from '../terminal/progress.ts';
import { checkpointLine } from '../record/checkpoint-line.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { modelsWithout } from './backup.ts';

export interface RestoreCommandOptions {
  readonly folder: string;
  readonly json: boolean;
}

/** `commonhold restore`: fills an empty home folder from a backup and starts nothing. */
export const restoreCommand: Action<RestoreCommandOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  const folder = resolve(options.folder);
  const bar = progressBar(terminal, () => systemClock.monotonic());
  let manifest: Manifest;
  try {
    manifest = await restoreBackup({
      paths,
      folder,
      clock: systemClock,
      signal: stopOnInterrupt(),
      onProgress: (file, done, total) => {
        if (terminal.errors.isTTY) bar.update(file, done, total);
      },
    });
  } finally {
    bar.end();
  }
  const { time, log, files, keys } = manifest;
  const missing = modelsWithout(manifest);
  if (options.json) {
    printJson(terminal, {
      home: paths.home,
      folder,
      time,
      log,
      files: files.length,
      modelsMissing: missing,
      keys: keys ?? 'included',
    });
    return exitCodes.done;
  }
  print(
    terminal,
    `${printable(paths.home)} is the node of ${time}: ${files.length} files, each as it was backed up.`,
  );
  print(terminal, `  record  ${printable(log.origin)}, ${log.size} entries`);
  if (log.checkpoint !== null) print(terminal, `  head    ${checkpointLine(log.checkpoint.note)}`);
  print(terminal, '\nNothing was started. Before you start it:');
  for (const line of whatFollows) print(terminal, line);
  if (keys === 'apart') {
    print(terminal, '\nThe keys are not in this backup. Bring them first, in one of these ways:');
    print(
      terminal,
      '  commonhold key restore FILE     from a copy that "commonhold key backup" made, or recovery.age',
    );
    print(terminal, '  COMMONHOLD_KEYS=FOLDER          if they lie in a folder of their own');
  }
  if (missing.length > 0) print(terminal, `\nModels to fetch or add again: ${printable(missing.join(', '))}`);
  return exitCodes.done;
};

const whatFollows = [
  '  1. Make sure that the node this was copied from will never run again. Two nodes that go on from',
  '     one backup sign two histories under one name, and each proves the other a fork.',
  '  2. commonhold verify --bodies   proves the record that you restored.',
  '  3. commonhold start             asks the witnesses first. If the log went on after this backup, it does',
  '                                  not start, and "commonhold log continue" begins a new name.',
  'What was written after the backup is lost. What was erased or revoked after it is back: erase and revoke',
  'it again. Folders of the old home that begin with log tell what was there.',
];
