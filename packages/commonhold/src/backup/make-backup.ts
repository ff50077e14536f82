import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Clock, CommonholdError, describe, hasCode, syncFolder, writeFileDurably } from '#base';
import type { HomePaths } from '#home';
import { copyDatabase, databaseFile, openForReading } from '#store';
import { copyFile, sealFile } from './copy-file.ts';
import { filesBelow } from './files-below.ts';
import {
  type BackupFile,
  configurationFile,
  isBackupPath,
  areKeysInHome,
  keysFolder,
  type Manifest,
  manifestFile,
  missingKeyFile,
  modelsFolder,
  policiesFolder,
} from './manifest.ts';

export interface BackupOptions {
  readonly paths: HomePaths;
  /** Where the backup will be: a folder that is not there yet, or is empty. */
  readonly folder: string;
  /** Copy the models too, which a pull could bring again. */
  readonly withModels: boolean;
  /** Leave the keys out, which a home folder whose keys lie elsewhere always does. */
  readonly withoutKeys: boolean;
  readonly software: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (file: string, done: number, total: number) => void;
}

/**
 * Copies a home folder, while its node runs or without one. Everything is written into `FOLDER.part` and synced, the
 * manifest last, and only then does the folder get its name: a crash leaves a `FOLDER.part`, never a folder that looks
 * like a backup and is none. Throws `backup_failed`.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const folder = resolve(options.folder);
  const part = `${folder}.part`;
  const failed = (detail: string, cause?: unknown): CommonholdError =>
    new CommonholdError('backup_failed', { folder, detail }, { cause });
  let isOurs = false;
  try {
    if (!(await isFree(folder))) throw failed('there is something in it already; nothing is overwritten');
    await mkdir(dirname(folder), { recursive: true });
    // Not recursive: of two backups to one place the second is told, and what a crash left is not ours to delete.
    await mkdir(part, { mode: 0o700 });
    isOurs = true;
    const manifest = await fill(part, options);
    await writeFileDurably(join(part, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    // An empty folder of that name gives way; one that was filled meanwhile does not.
    await rmdir(folder).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'ENOENT')) throw thrown;
    });
    await rename(part, folder);
    await syncFolder(dirname(folder));
    return manifest;
  } catch (thrown) {
    if (isOurs) await rm(part, { recursive: true, force: true });
    if (thrown instanceof CommonholdError) throw thrown;
    if (hasCode(thrown, 'EEXIST') && !isOurs) {
      throw failed(`${part} is there: another backup is under way, or one broke off; remove it if none is`);
    }
    throw failed(options.signal.aborted ? 'it was stopped' : describe(thrown), thrown);
  }
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return true;
    throw thrown;
  }
}

async function fill(part: string, options: BackupOptions): Promise<Manifest> {
  const { paths, signal, onProgress } = options;
  const time = new Date(options.clock.now()).toISOString();
  await requireFile(paths.home, databaseFile);
  const isApart = options.withoutKeys || !areKeysInHome(paths);
  const keys = isApart ? [] : await keyFilesOf(paths);
  await copyDatabase({
    from: paths.database,
    to: join(part, databaseFile),
    signal,
    onProgress: (done, total) => onProgress(databaseFile, done * pageBytes, total * pageBytes),
  });
  const files: BackupFile[] = [{ path: databaseFile, ...(await sealFile(join(part, databaseFile), signal)) }];
  for (const path of [...keys, ...(await otherFiles(paths, options.withModels))]) {
    if (!isBackupPath(path)) throw new Error(`the name of ${path} cannot be in a backup`);
    const from = join(paths.home, path);
    const to = join(part, path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const { size } = await stat(from);
    let done = 0;
    const content = await copyFile(from, to, signal, (bytes) => onProgress(path, (done += bytes), size));
    files.push({ path, ...content });
  }
  for (const folder of foldersOf(files)) await syncFolder(join(part, folder));
  return {
    format: 'commonhold-backup/v1',
    software: options.software,
    time,
    log: logOf(join(part, databaseFile), paths.home),
    ...(isApart ? { keys: 'apart' as const } : {}),
    files,
  };
}

/** SQLite's pages, as the schema leaves them; only for the bar. */
const pageBytes = 4096;

async function requireFile(home: string, path: string): Promise<void> {
  const isThere = await stat(join(home, path)).then(
    (found) => found.isFile(),
    (thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return false;
      throw thrown;
    },
  );
  if (!isThere) throw new Error(`the home folder ${home} has no ${path}`);
}

/** The keys, and with them what is known about their recovery. */
async function keyFilesOf(paths: HomePaths): Promise<string[]> {
  // A key that is being written is not one yet.
  const found = (await filesBelow(paths.keys, keysFolder)).filter((path) => !path.endsWith('.new'));
  const missing = missingKeyFile(new Set(found));
  if (missing !== undefined) throw new Error(`the home folder ${paths.home} has no ${missing}`);
  return found;
}

/** Everything but the database and the keys. What only a running node needs (lock, socket) and a key in clear stay behind. */
async function otherFiles(paths: HomePaths, withModels: boolean): Promise<string[]> {
  const policies = await filesBelow(join(paths.home, policiesFolder), policiesFolder);
  const models = await filesBelow(paths.models, modelsFolder);
  const configuration = await stat(paths.configuration).then(
    () => [configurationFile],
    (thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return [];
      throw thrown;
    },
  );
  return [
    ...configuration,
    ...policies,
    ...models.filter((path) => sidecar.test(path) || (withModels && model.test(path))),
  ];
}

// Parts and locks of pulls begin with a dot or end otherwise.
const model = /\/[^./][^/]*\.gguf$/;
const sidecar = /\/[^./][^/]*\.gguf\.json$/;

function foldersOf(files: readonly BackupFile[]): string[] {
  const folders = files.map(({ path }) => path.split('/').slice(0, -1).join('/'));
  return [...new Set(folders.flatMap(withParents))].toSorted().toReversed();
}

function withParents(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return ['', ...parts.map((_, at) => parts.slice(0, at + 1).join('/'))];
}

/** What the copy holds, asked of the copy itself: a file that answers this can at least be opened. */
function logOf(path: string, home: string): Manifest['log'] {
  const database = openForReading(path);
  try {
    const node = database.prepare('SELECT origin FROM node').get();
    const frontier = database.prepare('SELECT size FROM frontier').get();
    const signed = database.prepare('SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1').get();
    if (node === undefined || frontier === undefined) {
      throw new Error(
        `the first start of the node in ${home} did not come to its end, so there is no record yet`,
      );
    }
    return {
      origin: String(node['origin']),
      size: Number(frontier['size']),
      checkpoint:
        signed === undefined ? null : { size: Number(signed['size']), note: String(signed['note']) },
    };
  } finally {
    database.close();
  }
}
