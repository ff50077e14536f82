import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson } from '@commonhold/record';
import { CommonholdError, describe, hasCode, syncFolder } from '#base';
import type { PolicyFile } from '#policy';
import { readPolicyFiles, readWrittenFiles } from './policy-files.ts';
import { beginPolicies, dropUnfinished, finishPolicies, foreignFile } from './unfinished-policies.ts';

/** What a new file of rules may be called: one that is plain everywhere, at the top or in one folder such as `floor`. */
const newName = /^(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,63}\/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\.cedar$/;

/** SHA-256 of what the files say, in base64url: whoever changes them says by it which state they saw. */
export function policyFilesDigest(files: readonly PolicyFile[]): string {
  const named = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  return createHash('sha256').update(canonicalJson(named)).digest('base64url');
}

/**
 * A name among these that no file of rules can have, in words; undefined when all are right. Names that are there already
 * stay, whatever they look like; a new one cannot lead out of the folder, or to where no rules are looked for.
 */
export function refusedPolicyName(
  names: readonly string[],
  there: readonly PolicyFile[],
): string | undefined {
  const known = new Set(there.map(({ name }) => name));
  const seen = new Set<string>();
  for (const name of names) {
    if (!known.has(name) && (!newName.test(name) || name.startsWith('tests/'))) {
      return `${JSON.stringify(name)} is no name for a new file of rules: letters, digits and . _ -, then .cedar, at the top or in one folder such as floor/, and not in tests/`;
    }
    // Some systems take two such names for one file.
    if (seen.has(name.toLowerCase())) return `two files have the name ${JSON.stringify(name)}`;
    seen.add(name.toLowerCase());
  }
  return undefined;
}

/**
 * Replaces the files of rules by others, if they still are what somebody saw. Throws `policies_changed` if they are not, and
 * `policies_not_written`; both with every file as it was. Whoever calls has checked that the new set is right, lets nobody
 * else replace or finish at the same time, and reloads afterwards; a crash in between leaves that to the next start.
 */
export async function replacePolicyFiles(
  folder: string,
  after: readonly PolicyFile[],
  seen: string,
): Promise<void> {
  const before = await readPolicyFiles(folder);
  if (policyFilesDigest(before) !== seen) throw new CommonholdError('policies_changed', { folder });
  const refused = refusedPolicyName(
    after.map(({ name }) => name),
    before,
  );
  if (refused !== undefined) throw notWritten(folder, refused);
  try {
    await prepareFolders(folder, after);
    await refuseLinks(folder, before, after);
    await beginPolicies(folder, before, after);
    const there = await readWrittenFiles(folder);
    // Between this look and the renames remain moments; an editor that saves in them loses to this change.
    if (foreignFile(recordsOf(before, after), there) !== undefined) {
      await dropUnfinished(folder);
      throw new CommonholdError('policies_changed', { folder });
    }
    await finishPolicies(folder, { v: 1, ...recordsOf(before, after) }, there);
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    throw notWritten(folder, describe(thrown), thrown);
  }
}

function recordsOf(before: readonly PolicyFile[], after: readonly PolicyFile[]) {
  const byName = (files: readonly PolicyFile[]) =>
    Object.fromEntries(files.map(({ name, text }) => [name, text]));
  return { before: byName(before), after: byName(after) };
}

/** A folder without files holds no rules, so making one early changes nothing. */
async function prepareFolders(folder: string, after: readonly PolicyFile[]): Promise<void> {
  for (const place of new Set([folder, ...after.map(({ name }) => dirname(join(folder, name)))])) {
    const made = await mkdir(place, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(dirname(made));
  }
}

/** What a link leads to belongs to somebody who did not expect it to be replaced by a file. */
async function refuseLinks(
  folder: string,
  before: readonly PolicyFile[],
  after: readonly PolicyFile[],
): Promise<void> {
  const texts = new Map(before.map(({ name, text }) => [name, text]));
  const kept = new Set(after.filter(({ name, text }) => texts.get(name) === text).map(({ name }) => name));
  const home = await realpath(folder);
  for (const name of new Set([...before, ...after].map((file) => file.name))) {
    if (kept.has(name)) continue;
    const expected = join(home, name);
    if ((await realPathOf(join(folder, name))) !== expected) {
      throw notWritten(folder, `${name} is a link, or lies behind one; change what it leads to`);
    }
  }
}

/** Of a file that is not there yet, that of its folder tells. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
    return join(await realpath(dirname(path)), path.slice(dirname(path).length + 1));
  }
}

function notWritten(folder: string, detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('policies_not_written', { folder, detail }, { cause });
}
