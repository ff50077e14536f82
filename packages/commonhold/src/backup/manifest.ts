/**
 * `manifest.json` of a backup. A backup is a folder that has the layout of a home folder, with this file beside:
 *
 *     commonhold.db     one file, as the database was at one moment
 *     keys/             root.key and signing.key, or keys.age, and what recovery needs; nothing if the keys are kept apart
 *     commonhold.yaml   if there was one
 *     policies/         if there were any
 *     models/           what is known about each model; the models themselves only if asked for
 *     manifest.json     what the backup is of, and every other file with its length and SHA-256
 *
 * `log/`, the log as files, is left out: the node makes it again from the database.
 *
 * The digests find what a disk or a transfer did to the files. They do not show who wrote them: whoever can change a
 * file can change its digest here too, and what exposes that is `verify`.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, describe, parseStrictJson } from '#base';
import type { HomePaths } from '#home';
import { databaseFile } from '#store';

export const manifestFile = 'manifest.json';
export const configurationFile = 'commonhold.yaml';
export const keysFolder = 'keys';
export const policiesFolder = 'policies';
export const modelsFolder = 'models';

/**
 * Without its keys a copy of the database could be read by nobody and go on for nobody, so they are missing only in a
 * backup that says that they are kept apart. They lie in clear, both of them, or sealed in one file.
 */
export function missingKeyFile(paths: ReadonlySet<string>): string | undefined {
  if (paths.has(`${keysFolder}/keys.age`)) return undefined;
  return [`${keysFolder}/root.key`, `${keysFolder}/signing.key`].find((path) => !paths.has(path));
}

/** Keys elsewhere belong to no home folder, and so to no backup of one. */
export function areKeysInHome({ home, keys }: HomePaths): boolean {
  return keys === join(home, keysFolder);
}

/** A manifest has a line for each file; beyond this it is something else. */
export const manifestBytesMax = 16 * 1024 * 1024;

/** Where files of a backup may lie, and so where a restore may write. */
const places = new RegExp(`^(?:${keysFolder}|${policiesFolder}|${modelsFolder})/`);

/** Whether a path, with `/`, is one that a backup may hold: nothing else, and nothing that leads out of the folder. */
export function isBackupPath(path: string): boolean {
  if (path === databaseFile || path === configurationFile) return true;
  // Backslashes and colons would be separators or drives elsewhere; controls are in no name that we made.
  if (!places.test(path) || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const fileSchema = z.strictObject({
  path: z.string().refine(isBackupPath, 'is no place of a file in a home folder'),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z
  .strictObject({
    format: z.literal('commonhold-backup/v1'),
    /** Who made it; a node of an older version may not know its tables. */
    software: z.string(),
    /** When the copying began, by the machine's clock. */
    time: z.iso.datetime(),
    log: z.strictObject({
      origin: z.string(),
      /** Entries in the copy. */
      size: z.int().nonnegative(),
      /** The last head in the copy that was signed; null when the first was not signed yet. */
      checkpoint: z.strictObject({ size: z.int().nonnegative(), note: z.string() }).nullable(),
    }),
    /** That no key is in the backup; absent when they are. */
    keys: z.literal('apart').optional(),
    files: z.array(fileSchema),
  })
  .superRefine(({ files, keys }, context) => {
    const paths = new Set(files.map(({ path }) => path));
    const complain = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['files'], message });
    if (paths.size !== files.length) complain('a file is listed twice');
    if (!paths.has(databaseFile)) complain(`${databaseFile} is missing`);
    if (keys === 'apart') {
      if (files.some(({ path }) => path.startsWith(`${keysFolder}/`))) complain('keys are in it and apart');
      return;
    }
    const missing = missingKeyFile(paths);
    if (missing !== undefined) complain(`${missing} is missing`);
  });

export type Manifest = Readonly<z.output<typeof manifestSchema>>;
export type BackupFile = Readonly<z.output<typeof fileSchema>>;

/** Throws `backup_damaged`. */
export function parseManifest(bytes: Uint8Array, folder: string): Manifest {
  let value: unknown;
  try {
    ({ value } = parseStrictJson(bytes));
  } catch (cause) {
    throw new CommonholdError(
      'backup_damaged',
      { folder, detail: `${manifestFile} cannot be read: ${describe(cause)}` },
      { cause },
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const detail = `${manifestFile} is not one that this version knows: ${z.prettifyError(parsed.error)}`;
  throw new CommonholdError('backup_damaged', { folder, detail: detail.replaceAll(/\s+/g, ' ') });
}
