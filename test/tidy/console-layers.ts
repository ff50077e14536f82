import { posix } from 'node:path';
import { findingAt, type Finding, isTest, type Tree } from './tree.ts';
import { importsOf } from './layers.ts';

/**
 * The console's own rule. It runs in a browser and reaches the node by HTTP alone: of the node's code it may know the
 * API's types and nothing else. A feature never imports another one, so each can be read, and taken out, alone; only
 * `pages.ts` knows them all.
 */
const root = 'packages/console/';
const feature = /^packages\/console\/src\/features\/([\w-]+)\//;

/** Outside of the console, what its pages show as it is. */
const shown = new Set(['ARCHITECTURE.md?raw', 'docs/reference/errors.md?raw']);

export function checkConsoleLayers(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [file, code] of tree) {
    if (!file.startsWith(root) || !/\.tsx?$/.test(file) || file.endsWith('vite.config.ts')) continue;
    for (const { specifier, offset } of importsOf(code)) {
      const problem = problemWith(file, code, specifier, offset);
      if (problem !== undefined) findings.push(findingAt(file, code, offset, problem));
    }
  }
  return findings;
}

function problemWith(file: string, code: string, specifier: string, offset: number): string | undefined {
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    // A test may hold the console against a document.
    if (shown.has(target) || (isTest(file) && target.startsWith('docs/'))) return undefined;
    return problemWithPath(file, target);
  }
  if (specifier.startsWith('node:') || specifier.startsWith('#')) {
    return isTest(file) ? undefined : `imports ${specifier}, which a browser does not have`;
  }
  if (specifier !== 'commonhold/api') {
    return specifier.startsWith('commonhold')
      ? `imports ${specifier}; only the API's types are shared`
      : undefined;
  }
  const statement = code.slice(code.lastIndexOf('import', offset), offset);
  return /^import\s+type\b/.test(statement) ? undefined : 'imports more than types of the node';
}

function problemWithPath(file: string, target: string): string | undefined {
  if (!target.startsWith(root)) return `leaves the console by ${target}`;
  const theirs = feature.exec(target)?.[1];
  if (theirs === undefined || file === `${root}src/pages.ts`) return undefined;
  const own = feature.exec(file)?.[1];
  if (own === undefined) return `imports the feature ${theirs}; only pages.ts knows features`;
  return own === theirs
    ? undefined
    : `imports another feature, ${theirs}; what two share belongs to components`;
}
