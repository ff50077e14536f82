import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommonholdError, hasCode } from '#base';
import type { HomePaths } from '#home';
import type { PolicyFile } from '#policy';
import { readPolicyFiles } from './policy-files.ts';

/** Rules that somebody could begin with, and the page that explains them in plain words. */
export interface StarterSet {
  readonly name: string;
  /** Markdown. */
  readonly explanation: string;
  readonly files: readonly PolicyFile[];
}

/** In an installed package beside `dist/`, in a clone at the top. */
const places = ['../../examples/policies', '../../../../examples/policies'];

/** Every starter set, by name. */
export async function readStarterSets(): Promise<readonly StarterSet[]> {
  const root = starterFolder();
  if (root === undefined) return [];
  const names = (await readdir(root)).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      name,
      explanation: await readFile(join(root, name, 'README.md'), 'utf8'),
      files: await readPolicyFiles(join(root, name)),
    })),
  );
}

/**
 * A starter set becomes the rules of a home. The folder appears whole, so that a running node never sees half of a set.
 * Throws `policy_set_unknown`, and `policies_present` where anything lies in the folder.
 */
export async function adoptStarterSet(
  paths: Pick<HomePaths, 'home' | 'policies'>,
  name: string,
): Promise<void> {
  const from = await folderOf(name);
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
}

async function folderOf(name: string): Promise<string> {
  const root = starterFolder();
  const sets = root === undefined ? [] : await readdir(root);
  if (root === undefined || !sets.includes(name)) {
    throw new CommonholdError('policy_set_unknown', {
      name: JSON.stringify(name),
      sets: sets.toSorted().join(', '),
    });
  }
  return join(root, name);
}

function starterFolder(): string | undefined {
  return places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(folder));
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
