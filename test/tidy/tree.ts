import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's text files: path from the root, with `/`, to content. Rules are functions of this alone. */
export type Tree = ReadonlyMap<string, string>;

export interface Finding {
  file: string;
  line: number;
  problem: string;
}

/** What is not ours to keep tidy: the same folders that .gitignore names. */
const ignoredFolders = new Set(['.git', 'node_modules', 'build', '.cache', 'coverage', 'dist']);
/** In a second working tree of git a file stands where the first has the folder. */
const linkOfWorktree = '.git';
/** Builds of the console that are not in their place yet. */
const unfinishedBuild = /^dist-\d+(-old)?$/;

export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!ignoredFolders.has(entry.name) && !unfinishedBuild.test(entry.name)) visit(path);
      } else if (entry.isFile() && !entry.name.endsWith('.tgz') && entry.name !== linkOfWorktree) {
        const bytes = readFileSync(join(root, path));
        if (!bytes.includes(0)) tree.set(path, bytes.toString('utf8'));
      }
    }
  };
  visit('');
  return tree;
}

/** The finding for the place `offset` in `text`. */
export function findingAt(file: string, text: string, offset: number, problem: string): Finding {
  return { file, line: text.slice(0, offset).split('\n').length, problem };
}

/**
 * Replaces comments by spaces, so that offsets and lines stay. Strings are left as they are; a comment marker
 * inside a string is told apart by walking the strings too.
 */
export function withoutComments(code: string): string {
  const tokens = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return code.replace(tokens, (token) =>
    token.startsWith('//') || token.startsWith('/*') ? token.replace(/[^\n]/g, ' ') : token,
  );
}

/**
 * A file that only tests use says so in its name: `x.test.ts`, `x.contract.ts` (one suite for several
 * implementations), `x.arbitrary.ts` (generators), `x.fixture.ts` (what tests need to stand on).
 * The build leaves the same files out, see tsconfig.build.json of each package.
 */
export const isTest = (path: string): boolean =>
  /\.(test|contract|arbitrary|fixture)\.ts$|\/(fixtures|testdata)\//.test(path);
