/**
 * A set of rules that is being written. Several files cannot be replaced in one step, and half of one set with half of
 * another may be a third one that nobody meant: it could let go what both forbid. So the whole set goes into one hidden
 * file first, and that file's appearance is the step. While it is there, it is the set, for everybody who reads the
 * folder; the files are brought after it, and then it goes away.
 */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, describe, hasCode, syncFolder, writeFileDurably } from '#base';
import type { PolicyFile } from '#policy';

/** Hidden, so that it is no file of rules itself. */
const unfinishedName = '.being-adopted.json';

const texts = z.record(z.string(), z.string());

/** Both sets whole: what stands in a file is then either of them, or somebody's work that must not be written over. */
const shape = z.strictObject({ v: z.literal(1), before: texts, after: texts });

export type UnfinishedPolicies = z.output<typeof shape>;

/** Undefined when nothing is being written, which is nearly always. Throws `policies_invalid`. */
export async function readUnfinishedPolicies(folder: string): Promise<UnfinishedPolicies | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, unfinishedName), 'utf8');
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw new CommonholdError('policies_invalid', { folder, detail: describe(thrown) }, { cause: thrown });
  }
  try {
    return shape.parse(JSON.parse(text));
  } catch (thrown) {
    const detail = `${unfinishedName} cannot be read (${describe(thrown)}); make sure that the files of rules are as you mean them, and remove it`;
    throw new CommonholdError('policies_invalid', { folder, detail }, { cause: thrown });
  }
}

/** From here on the new set is the one that is read. A crash before leaves the old one, whole. */
export async function beginPolicies(
  folder: string,
  before: readonly PolicyFile[],
  after: readonly PolicyFile[],
): Promise<void> {
  const unfinished: UnfinishedPolicies = { v: 1, before: byName(before), after: byName(after) };
  await writeFileDurably(join(folder, unfinishedName), JSON.stringify(unfinished));
}

/** The set that is being written, if the files are on the way to it. Throws `policies_invalid`. */
export function policiesAfter(
  folder: string,
  { before, after }: UnfinishedPolicies,
  files: readonly PolicyFile[],
): readonly PolicyFile[] {
  const foreign = foreignFile({ before, after }, files);
  if (foreign !== undefined) {
    const detail = `${foreign} was changed while a set was being written; make sure that all files are as you mean them, and remove ${unfinishedName}`;
    throw new CommonholdError('policies_invalid', { folder, detail });
  }
  return Object.entries(after)
    .map(([name, text]) => ({ name, text }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** A file that says neither what it said before nor what it is to say; undefined when there is none. */
export function foreignFile(
  { before, after }: Pick<UnfinishedPolicies, 'before' | 'after'>,
  files: readonly PolicyFile[],
): string | undefined {
  const there = byName(files);
  return [...new Set([...Object.keys(there), ...Object.keys(before), ...Object.keys(after)])].find((name) => {
    const text = ownOf(there, name);
    return text !== ownOf(before, name) && text !== ownOf(after, name);
  });
}

/**
 * Brings the files after the set that was begun; they must have been looked at by `policiesAfter`. A crash in between
 * leaves the hidden file, so the set stays what it is, and the next reading of the node comes here again.
 */
export async function finishPolicies(
  folder: string,
  { after }: UnfinishedPolicies,
  files: readonly PolicyFile[],
): Promise<void> {
  const there = byName(files);
  for (const [name, text] of Object.entries(after)) {
    const path = join(folder, name);
    if (ownOf(there, name) !== text) await writeFileDurably(path, text, await modeOf(path));
  }
  for (const name of Object.keys(there)) {
    if (ownOf(after, name) !== undefined) continue;
    await rm(join(folder, name), { force: true });
    await syncFolder(join(folder, name, '..'));
  }
  await dropUnfinished(folder);
}

/** A crash before this is on disk brings the hidden file back, beside files that are what it says. */
export async function dropUnfinished(folder: string): Promise<void> {
  await rm(join(folder, unfinishedName), { force: true });
  await syncFolder(folder);
}

function byName(files: readonly PolicyFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ name, text }) => [name, text]));
}

function ownOf(named: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

/** A replaced file keeps the mode that its owner gave it. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}
