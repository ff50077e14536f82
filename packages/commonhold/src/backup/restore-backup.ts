import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Clock, CommonholdError, describe, hasCode, syncFolder } from '#base';
import { type HomePaths, writeRestoredMark } from '#home';
import { databaseFile } from '#store';
import { copyFile } from './copy-file.ts';
import {
  areKeysInHome,
  keysFolder,
  type Manifest,
  manifestBytesMax,
  manifestFile,
  parseManifest,
} from './manifest.ts';

export interface RestoreOptions {
  readonly folder: string;
  /** Where the node shall be: a home folder that is not there yet, or is empty. */
  readonly paths: HomePaths;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (file: string, done: number, total: number) => void;
}

/** Where files lie until all of them are checked. A home folder may be a mount, which no other folder can become. */
const stagingFolder = '.restore.part';
/** What file systems put into a folder that is a disk of its own. */
const notOurs = new Set(['lost+found']);

/**
 * Makes a home folder of a backup. Every file is copied and compared with its digest before the first one gets its
 * place, and the keys get theirs last: a node does not start on a record without them, so whatever a crash leaves, no
 * node goes on from half a backup. Where keys are kept apart the database comes last, for the same reason. Throws `backup_damaged`, `restore_refused`.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const folder = resolve(options.folder);
  const { home } = options.paths;
  const staging = join(home, stagingFolder);
  let isOurs = false;
  try {
    const manifest = parseManifest(await readManifest(folder), folder);
    if (manifest.keys === undefined && !areKeysInHome(options.paths)) {
      const detail = `the backup has keys in it, and COMMONHOLD_KEYS says that keys are in ${options.paths.keys}; restore without it, then move what is in ${join(home, keysFolder)}`;
      throw new CommonholdError('restore_refused', { home, detail });
    }
    await requireEmpty(home);
    await mkdir(home, { recursive: true, mode: 0o700 });
    // What a restore before this one left when it was cut off: copies, and nothing else.
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { mode: 0o700 });
    isOurs = true;
    await copyAll(manifest, folder, staging, options);
    // It gets its place before the keys get theirs, so no node starts on a restored copy without knowing that it is one.
    await writeRestoredMark(staging, markOf(manifest, options.clock));
    await takePlaces(staging, home);
    return manifest;
  } catch (thrown) {
    if (isOurs) await rm(staging, { recursive: true, force: true });
    if (thrown instanceof CommonholdError) throw thrown;
    const detail = options.signal.aborted ? 'it was stopped' : describe(thrown);
    throw new CommonholdError('restore_refused', { home, detail }, { cause: thrown });
  }
}

function markOf({ time, log }: Manifest, clock: Clock): Parameters<typeof writeRestoredMark>[1] {
  const { origin, size } = log;
  return { time: new Date(clock.now()).toISOString(), backup: time, origin, size };
}

async function readManifest(folder: string): Promise<Uint8Array> {
  const path = join(folder, manifestFile);
  const damaged = (detail: string, cause?: unknown): CommonholdError =>
    new CommonholdError('backup_damaged', { folder, detail }, { cause });
  try {
    const { size } = await stat(path);
    if (size > manifestBytesMax) throw damaged(`its ${manifestFile} is larger than one can be`);
    return await readFile(path);
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
    throw damaged(`it has no ${manifestFile}, so it is no backup, or one that broke off`, thrown);
  }
}

async function requireEmpty(home: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(home);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return;
    throw thrown;
  }
  const found = entries.filter((entry) => !notOurs.has(entry) && entry !== stagingFolder);
  if (found.length === 0) return;
  const detail = `there is something in it already (${found.toSorted().slice(0, 3).join(', ')}), and nothing is overwritten`;
  throw new CommonholdError('restore_refused', { home, detail });
}

async function copyAll(
  manifest: Manifest,
  folder: string,
  staging: string,
  { signal, onProgress }: RestoreOptions,
): Promise<void> {
  for (const { path, bytes, sha256 } of manifest.files) {
    const to = join(staging, path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    let done = 0;
    const found = await copyFile(join(folder, path), to, signal, (more) =>
      onProgress(path, (done += more), bytes),
    ).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'ENOENT')) throw thrown;
      throw new CommonholdError(
        'backup_damaged',
        { folder, detail: `${path} is missing` },
        { cause: thrown },
      );
    });
    if (found.bytes === bytes && found.sha256 === sha256) continue;
    const detail = `${path} is not the file that was backed up: it has ${found.bytes} bytes and the SHA-256 ${found.sha256}, and ${bytes} bytes and ${sha256} are expected`;
    throw new CommonholdError('backup_damaged', { folder, detail });
  }
}

async function takePlaces(staging: string, home: string): Promise<void> {
  await syncFolders(staging);
  const entries = await readdir(staging);
  const last = entries.includes(keysFolder) ? keysFolder : databaseFile;
  for (const entry of entries) {
    if (entry !== last) await rename(join(staging, entry), join(home, entry));
  }
  await syncFolder(home);
  // A crash before this line leaves a home folder that no node starts on and no restore writes into; empty it by hand.
  await rename(join(staging, last), join(home, last));
  await rm(staging, { recursive: true });
  await syncFolder(home);
}

async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  }
  await syncFolder(folder);
}
