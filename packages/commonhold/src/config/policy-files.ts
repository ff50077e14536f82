import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe, hasCode } from '#base';
import { builtInLabels } from '#labels';
import type { PolicyFile, Vocabulary } from '#policy';
import type { Configuration } from './configuration.ts';
import { finishPolicies, policiesAfter, readUnfinishedPolicies } from './unfinished-policies.ts';

/** Rules are read by people; a folder with more than this holds something else. */
const filesMax = 1000;
const fileBytesMax = 1024 * 1024;
/** `floor/` and one more; deeper is a mistake, or a link that leads back. */
const depthMax = 4;

/** Beside the rules lie their tests, which are no rules. */
const testsFolder = 'tests';

/**
 * The files of rules in a folder, by name. A folder that is not there holds none. Hidden files are those of editors and are
 * passed over, as is everything that does not end in `.cedar`. Of a set that is being written, all of it. Throws
 * `policies_invalid`.
 */
export async function readPolicyFiles(folder: string): Promise<readonly PolicyFile[]> {
  // Looked for on both sides, because a set may begin or end to be written while the files are read.
  const early = await readUnfinishedPolicies(folder);
  const files = await readWrittenFiles(folder);
  const unfinished = (await readUnfinishedPolicies(folder)) ?? early;
  return unfinished === undefined ? files : policiesAfter(folder, unfinished, files);
}

/** The same as they lie there, even if a set is only half written. */
export async function readWrittenFiles(folder: string): Promise<readonly PolicyFile[]> {
  try {
    const names = await namesIn(folder, '', 0);
    const files: PolicyFile[] = [];
    for (const name of names.toSorted()) files.push({ name, text: await readText(folder, name) });
    return files;
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    throw new CommonholdError('policies_invalid', { folder, detail: describe(thrown) }, { cause: thrown });
  }
}

async function namesIn(folder: string, below: string, depth: number): Promise<string[]> {
  let entries: string[];
  try {
    entries = await readdir(join(folder, below));
  } catch (thrown) {
    if (depth === 0 && hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  }
  const names: string[] = [];
  for (const entry of entries) {
    const name = below === '' ? entry : `${below}/${entry}`;
    if (entry.startsWith('.') || name === testsFolder) continue;
    // Of what a link leads to, so that a link to a file of rules is one.
    const isFolder = (await stat(join(folder, name))).isDirectory();
    if (isFolder && depth >= depthMax) throw refused(folder, `${name} lies too deep`);
    if (isFolder) names.push(...(await namesIn(folder, name, depth + 1)));
    else if (entry.endsWith('.cedar')) names.push(name);
    if (names.length > filesMax) throw refused(folder, `there are more than ${filesMax} files of rules`);
  }
  return names;
}

async function readText(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const { size } = await stat(path);
  if (size > fileBytesMax) throw refused(folder, `${name} is larger than ${fileBytesMax} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (thrown) {
    if (thrown instanceof TypeError) throw refused(folder, `${name} is not UTF-8`);
    throw thrown;
  }
}

function refused(folder: string, detail: string): CommonholdError {
  return new CommonholdError('policies_invalid', { folder, detail });
}

/**
 * Brings to its end what a crash may have left half written. Only the node does this, when nothing else of it writes there;
 * others read past it.
 */
export async function finishPolicyFiles(folder: string): Promise<void> {
  const unfinished = await readUnfinishedPolicies(folder);
  if (unfinished === undefined) return;
  const files = await readWrittenFiles(folder);
  policiesAfter(folder, unfinished, files);
  await finishPolicies(folder, unfinished, files);
}

/** What rules of a node with this configuration may name. */
export function policyVocabulary(configuration: Pick<Configuration, 'labels' | 'providers'>): Vocabulary {
  return {
    labels: new Set([...builtInLabels, ...configuration.labels.own]),
    providers: new Set(Object.keys(configuration.providers)),
  };
}
