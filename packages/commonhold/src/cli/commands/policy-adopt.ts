import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommonholdError, hasCode } from '#base';
import { homePaths } from '#home';
import { type Action, exitCodes } from '../command.ts';
import { print, printJson } from '../terminal.ts';
import { printable } from '../text.ts';

export interface AdoptOptions {
  readonly set: string;
  readonly json: boolean;
}

/** In an installed package beside `dist/`, in a clone at the top. */
const places = ['../../../examples/policies', '../../../../../examples/policies'];

/**
 * `commonhold policy adopt`: a starter set becomes the rules of this home. The folder appears whole, so that a running node
 * never sees half of a set.
 */
export const adoptCommand: Action<AdoptOptions> = async (terminal, { set, json }) => {
  const paths = homePaths(terminal.environment);
  const from = await starterSet(set);
  const there = await entriesOf(paths.policies);
  const [first] = there ?? [];
  if (first !== undefined)
    throw new CommonholdError('policies_present', { file: join(paths.policies, first) });
  await mkdir(paths.home, { recursive: true, mode: 0o700 });
  const made = await mkdtemp(join(paths.home, 'policies-'));
  try {
    await cp(from, made, { recursive: true });
    // Only an empty folder gives way, so nothing that somebody put there meanwhile is lost.
    if (there !== undefined) await rmdir(paths.policies);
    await rename(made, paths.policies);
  } catch (thrown) {
    await rm(made, { recursive: true, force: true });
    throw thrown;
  }
  if (json) {
    printJson(terminal, { set, folder: paths.policies });
    return exitCodes.done;
  }
  print(terminal, `The starter set "${set}" is in ${printable(paths.policies)}.`);
  print(
    terminal,
    'Read README.md there: it says in plain words what now goes where, and what to change first.',
  );
  print(terminal, 'A running node takes it over at once; "commonhold policy list" shows what is in force.');
  return exitCodes.done;
};

async function starterSet(name: string): Promise<string> {
  const root = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(folder));
  const sets = root === undefined ? [] : await readdir(root);
  if (root === undefined || !sets.includes(name)) {
    throw new CommonholdError('policy_set_unknown', {
      name: JSON.stringify(name),
      sets: sets.toSorted().join(', '),
    });
  }
  return join(root, name);
}

/** Undefined for a folder that is not there. */
async function entriesOf(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}
