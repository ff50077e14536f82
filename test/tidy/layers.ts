import { posix } from 'node:path';
import { findingAt, type Finding, isTest, type Tree, withoutComments } from './tree.ts';

/**
 * The layer rule: import only downwards; siblings do not import each other; `index.ts` is the only doorway.
 *
 * The layers are those of the table in ARCHITECTURE.md, so that the page and the rule are one thing. A row
 * reads `| 2 | `store` `labels` |`; the word "package" before a name makes it `@commonhold/<name>`.
 */
export interface Layers {
  folders: ReadonlyMap<string, number>;
  packages: ReadonlyMap<string, number>;
}

const sourceRoot = 'packages/commonhold/src/';

export function parseLayers(page: string): Layers {
  const folders = new Map<string, number>();
  const packages = new Map<string, number>();
  for (const [, layer, cell] of page.matchAll(/^\|\s*(\d+)\s*\|(.+)\|\s*$/gm)) {
    for (const [, isPackage, name] of (cell ?? '').matchAll(/(package\s+)?`([\w-]+)`/g)) {
      if (name !== undefined) (isPackage ? packages : folders).set(name, Number(layer));
    }
  }
  return { folders, packages };
}

interface Import {
  specifier: string;
  offset: number;
}

/** Every module that the code names: static and dynamic imports, re-exports, and files started by address. */
export function importsOf(code: string): Import[] {
  const text = withoutComments(code);
  const forms =
    /(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\bimport\.meta\.resolve\(\s*['"]([^'"]+)['"]|\bnew URL\(\s*['"](\.[^'"]*)['"]\s*,\s*import\.meta\.url|\btypeof import\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(forms)].map((match) => ({
    specifier: match.slice(1).find((group) => group !== undefined) ?? '',
    offset: match.index + match[0].search(/['"]/),
  }));
}

export function checkLayers(tree: Tree): Finding[] {
  const layers = parseLayers(tree.get('ARCHITECTURE.md') ?? '');
  const findings = checkTable(tree, layers);
  for (const [file, code] of tree) {
    // The console has a rule of its own, see console-layers.ts.
    if (!/\.(ts|mts|js|mjs)$/.test(file) || file.startsWith('packages/console/')) continue;
    for (const { specifier, offset } of importsOf(code)) {
      const problem = problemWith(file, specifier, layers);
      if (problem !== undefined) findings.push(findingAt(file, code, offset, problem));
    }
  }
  return findings;
}

/** The table and the folders name the same things, and every folder has its doorway. */
function checkTable(tree: Tree, layers: Layers): Finding[] {
  const page = 'ARCHITECTURE.md';
  if (layers.folders.size === 0) return [{ file: page, line: 1, problem: 'has no layer table' }];
  const paths = [...tree.keys()];
  const present = new Set(
    paths
      .filter((path) => path.startsWith(sourceRoot))
      .map((path) => path.slice(sourceRoot.length).split('/')[0]),
  );
  const findings: Finding[] = [];
  for (const folder of present) {
    if (folder === undefined) continue;
    const doorway = `${sourceRoot}${folder}/index.ts`;
    if (!layers.folders.has(folder)) {
      findings.push({ file: `${sourceRoot}${folder}`, line: 1, problem: `is not in the table of ${page}` });
    } else if (!tree.has(doorway) && !tree.has(`${sourceRoot}${folder}/main.ts`)) {
      // Nobody imports the program, so its doorway is where it begins.
      findings.push({ file: doorway, line: 1, problem: 'is missing: every folder has one doorway' });
    }
  }
  for (const folder of layers.folders.keys()) {
    if (!present.has(folder))
      findings.push({ file: page, line: 1, problem: `names a folder ${folder}, which is not there` });
  }
  for (const name of layers.packages.keys()) {
    const doorway = `packages/${name}/src/index.ts`;
    if (!tree.has(doorway))
      findings.push({ file: doorway, line: 1, problem: `is missing, but ${page} names the package` });
  }
  return findings;
}

function problemWith(file: string, specifier: string, layers: Layers): string | undefined {
  const library = /^packages\/(tlog|record)\/src\//.exec(file)?.[1];
  if (library !== undefined) return problemInLibrary(file, library, specifier, layers);
  if (file.startsWith(sourceRoot)) return problemInFolder(file, specifier, layers);
  return problemOutside(file, specifier);
}

/** `tlog` and `record` run in a browser and are installed alone: nothing but themselves and lower packages. */
function problemInLibrary(
  file: string,
  library: string,
  specifier: string,
  layers: Layers,
): string | undefined {
  if (specifier.startsWith('.')) {
    return resolveFrom(file, specifier).startsWith(`packages/${library}/src/`) || isTest(file)
      ? undefined
      : `leaves the package by ${specifier}`;
  }
  const target = /^@commonhold\/(.+)$/.exec(specifier)?.[1];
  if (target !== undefined) {
    const own = layers.packages.get(library) ?? 0;
    const layer = layers.packages.get(target);
    return layer !== undefined && layer < own ? undefined : `imports ${specifier}, which is not below it`;
  }
  if (isTest(file)) return undefined;
  return specifier.startsWith('node:')
    ? `imports ${specifier}, which a browser does not have`
    : `imports ${specifier}; this package has no dependencies but our own packages`;
}

function problemInFolder(file: string, specifier: string, layers: Layers): string | undefined {
  const folder = file.slice(sourceRoot.length).split('/')[0] ?? '';
  const own = layers.folders.get(folder) ?? -1;
  if (specifier.startsWith('.')) {
    return problemWithPath(file, folder, specifier, layers);
  }
  if (specifier.startsWith('#')) {
    const target = specifier.slice(1);
    if (target.includes('/')) return `goes around the doorway by ${specifier}`;
    if (target === folder) return isTest(file) ? undefined : `imports its own doorway ${specifier}`;
    const layer = layers.folders.get(target);
    if (layer === undefined) return `imports ${specifier}, which is not in the layer table`;
    if (layer === own) return `imports its sibling ${specifier} (both layer ${own})`;
    return layer < own ? undefined : `imports upwards: ${specifier} is layer ${layer}, ${folder} is ${own}`;
  }
  // Where the console's built files lie. They are data to the server; no code of theirs runs in it.
  if (specifier === '@commonhold/console/package.json') return undefined;
  const target = /^@commonhold\/(.+)$/.exec(specifier)?.[1];
  if (target === undefined) return undefined;
  const layer = layers.packages.get(target);
  if (layer === undefined) return `imports ${specifier}, which is not in the layer table`;
  if (layer === own) return `imports its sibling ${specifier} (both layer ${own})`;
  return layer < own ? undefined : `imports upwards: ${specifier} is layer ${layer}, ${folder} is ${own}`;
}

function problemWithPath(
  file: string,
  folder: string,
  specifier: string,
  layers: Layers,
): string | undefined {
  const target = resolveFrom(file, specifier);
  // The package's own name and version.
  if (target === 'packages/commonhold/package.json') return undefined;
  if (target.startsWith(`${sourceRoot}${folder}/`)) {
    return isTest(target) && !isTest(file)
      ? `imports ${specifier}, which is for tests and is not published`
      : undefined;
  }
  if (isTest(file)) {
    // Data outside of all packages; and a test's program for a process of its own, which has no `#` names.
    if (!target.startsWith('packages/')) return undefined;
    const doorway = /^packages\/commonhold\/src\/([\w-]+)\/index\.ts$/.exec(target)?.[1];
    const layer = layers.folders.get(doorway ?? '');
    if (layer !== undefined && layer < (layers.folders.get(folder) ?? -1)) return undefined;
  }
  return `leaves the folder by ${specifier}; other folders are reached by their doorway, #name`;
}

/** Tests, benchmarks, examples and scripts stand outside the layers; they too use the doorways. */
function problemOutside(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@commonhold/')) {
    return specifier.split('/').length === 2 ? undefined : `goes around the doorway by ${specifier}`;
  }
  if (!specifier.startsWith('.')) return undefined;
  const inside = /^packages\/[\w-]+\/src\/(.+)$/.exec(resolveFrom(file, specifier))?.[1];
  if (inside === undefined) return undefined;
  return /^([\w-]+\/)?index\.ts$|^cli\/main\.ts$/.test(inside)
    ? undefined
    : `goes around the doorway by ${specifier}`;
}

function resolveFrom(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier));
}
