import { resolve } from 'node:path';
import { makeBackup, type Manifest } from '#backup';
import { systemClock } from '#base';
import { homePaths } from '#home';
import { type Action, exitCodes } from '../command.ts';
import { checkpointLine } from '../record/checkpoint-line.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { progressBar } from '../terminal/progress.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { bytesText, printable } from '../terminal/text.ts';
import { software } from '../version.ts';

export interface BackupCommandOptions {
  readonly folder: string;
  readonly models: boolean;
  readonly withoutKeys: boolean;
  readonly json: boolean;
}

/** `commonhold backup`: reads the files of the home folder, with or without a running node. */
export const backupCommand: Action<BackupCommandOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  const folder = resolve(options.folder);
  const bar = progressBar(terminal, () => systemClock.monotonic());
  let manifest: Manifest;
  try {
    manifest = await makeBackup({
      paths,
      folder,
      withModels: options.models,
      withoutKeys: options.withoutKeys,
      software,
      clock: systemClock,
      signal: stopOnInterrupt(),
      onProgress: (file, done, total) => {
        if (terminal.errors.isTTY) bar.update(file, done, total);
      },
    });
  } finally {
    bar.end();
  }
  const without = modelsWithout(manifest);
  if (options.json) printJson(terminal, { folder, ...manifest, modelsNotIncluded: without });
  else showBackup(terminal, folder, paths.keys, manifest, without);
  return exitCodes.done;
};

/** Models of which the backup has what is known about them and not the file. */
export function modelsWithout({ files }: Manifest): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths]
    .filter((path) => path.endsWith('.gguf.json') && !paths.has(path.slice(0, -'.json'.length)))
    .map((path) => path.slice('models/'.length, -'.json'.length));
}

function showBackup(
  terminal: Terminal,
  folder: string,
  keysFolder: string,
  { files, keys, log }: Manifest,
  without: readonly string[],
): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  print(
    terminal,
    `${printable(folder)} holds the node as it was: ${files.length} files, ${bytesText(bytes)}.`,
  );
  print(terminal, `  record   ${printable(log.origin)}, ${log.size} entries, ${signedText(log)}`);
  if (log.checkpoint !== null) print(terminal, `  head     ${checkpointLine(log.checkpoint.note)}`);
  if (without.length > 0)
    print(terminal, `  models   not included: ${printable(without.join(', '))} (--models includes them)`);
  const isApart = keys === 'apart';
  for (const line of secretLines(isApart, files)) print(terminal, line);
  const withKeys = isApart ? `COMMONHOLD_KEYS=${quoted(keysFolder)} ` : '';
  print(
    terminal,
    `\nCOMMONHOLD_HOME=${quoted(folder)} ${withKeys}commonhold verify --bodies   proves the copy.`,
  );
}

function secretLines(isApart: boolean, files: Manifest['files']): string[] {
  if (isApart) {
    return [
      '  secrets  no key is in it: alone it opens nothing, and without the keys it is worth nothing.',
      '           "commonhold key backup" copies them, to be kept somewhere else.',
    ];
  }
  if (files.some(({ path }) => path === 'keys/keys.age')) {
    return [
      '  secrets  the keys are in it, under your passphrase: whoever has this folder and the passphrase can',
      '           read every call and sign as this node.',
    ];
  }
  return [
    '  secrets  the keys are in it, in clear: whoever has this folder can read every call and sign as',
    '           this node. Keep it where nobody else reads, or encrypted.',
  ];
}

function signedText({ checkpoint, size }: Manifest['log']): string {
  if (checkpoint === null) return 'none of them signed yet';
  return checkpoint.size === size ? 'all signed' : `signed up to ${checkpoint.size}`;
}

/** As a shell takes it. */
function quoted(path: string): string {
  const shown = printable(path);
  return /^[\w./:-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
