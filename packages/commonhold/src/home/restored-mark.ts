import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, describe, hasCode, parseStrictJson, syncFolder, writeFileDurably } from '#base';

/**
 * A home folder with this file in it was filled from a backup and has not been started since. Its log may have gone on
 * elsewhere after the backup was made, so the first start finds that out before it signs anything, keeps in the record
 * how it did, and takes the file away.
 */
const markFile = 'restored.json';

const markSchema = z.strictObject({
  format: z.literal('commonhold-restored/v1'),
  /** When it was restored, by the machine's clock. */
  time: z.iso.datetime(),
  /** When the backup was made. */
  backup: z.iso.datetime(),
  /** The log in the backup, and how many entries it had there. */
  origin: z.string(),
  size: z.int().nonnegative(),
});

export type RestoredMark = Readonly<z.output<typeof markSchema>>;

export async function writeRestoredMark(home: string, mark: Omit<RestoredMark, 'format'>): Promise<void> {
  const text = JSON.stringify({ format: 'commonhold-restored/v1', ...mark }, null, 2);
  await writeFileDurably(join(home, markFile), `${text}\n`);
}

/** Undefined for a home that was not restored, or was started since. Throws `home_damaged`. */
export async function readRestoredMark(home: string): Promise<RestoredMark | undefined> {
  const path = join(home, markFile);
  try {
    return markSchema.parse(parseStrictJson(await readFile(path)).value);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    const detail = `${markFile} cannot be read (${describe(thrown).replaceAll(/\s+/g, ' ')}), and it says what was restored here; restore again into an empty folder`;
    throw new CommonholdError('home_damaged', { home, detail }, { cause: thrown });
  }
}

/** A crash before this is durable: the next start finds out once more. */
export async function removeRestoredMark(home: string): Promise<void> {
  const path = join(home, markFile);
  await rm(path);
  await syncFolder(dirname(path));
}
