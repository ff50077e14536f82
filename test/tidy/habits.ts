import { posix } from 'node:path';
import { importsOf } from './layers.ts';
import { findingAt, type Finding, isTest, type Tree, withoutComments } from './tree.ts';

/**
 * The longest source file. A file is one idea, and 400 lines is where the codebases that we admire begin to
 * hold two. Tests tell many short stories and may be twice as long. Whoever exceeds it says here why.
 */
export const linesMax = 400;
export const testLinesMax = 800;
const longFiles: Readonly<Record<string, string>> = {
  'packages/commonhold/src/models/catalog-rows.ts':
    'Data: one row after the other, in the order in which people read them.',
  'packages/commonhold/src/base/errors.ts':
    'The catalogue of errors is one list; cut in two it could not be read as one.',
};

/**
 * A registry's address in a committed file would send an installation past the registry that its owner
 * configured; a path of somebody's machine works nowhere else. The brackets around single letters keep these
 * patterns from finding themselves.
 */
const unwanted: ReadonlyArray<{ pattern: RegExp; problem: string }> = [
  { pattern: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, problem: 'leaves work undone; do it or write an issue' },
  {
    pattern: /registry[.]npmjs|registry[.]yarnpkg|npm[.]pkg[.]github|files[.]pythonhosted|\bpypi[.]org/,
    problem: 'names a package registry',
  },
  {
    pattern: /(?<![\w.~-])\/(?:wor[k]|roo[t]|home\/\w+|Users\/\w+)\/|[A-Z]:\\{1,2}Users\\/,
    problem: 'holds a path of one machine',
  },
];

/** Texts that are not ours to word. */
const foreignTexts = /^LICENSE$|\/(fixtures|testdata)\//;

export function checkTexts(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [file, text] of tree) {
    if (foreignTexts.test(file)) continue;
    for (const { pattern, problem } of unwanted) {
      const match = pattern.exec(text);
      if (match) findings.push(findingAt(file, text, match.index, `${problem}: ${match[0]}`));
    }
  }
  return findings;
}

export function checkLengths(
  tree: Tree,
  exceptions: Readonly<Record<string, string>> = longFiles,
): Finding[] {
  const findings: Finding[] = [];
  for (const [file, text] of tree) {
    if (!/\.(tsx?|js|mjs)$/.test(file)) continue;
    const lines = text.split('\n').length - 1;
    const most = isTest(file) ? testLinesMax : linesMax;
    if (lines > most && !Object.hasOwn(exceptions, file)) {
      findings.push({
        file,
        line: most,
        problem: `has ${lines} lines, more than ${most}: it holds a second idea`,
      });
    }
  }
  for (const file of Object.keys(exceptions)) {
    if ((tree.get(file)?.split('\n').length ?? 0) <= linesMax) {
      findings.push({ file, line: 1, problem: 'is listed as a long file and is none; take it off the list' });
    }
  }
  return findings;
}

/** Only the command line writes to the console; everybody else logs or throws. */
export function checkConsole(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [file, code] of sources(tree)) {
    if (file.startsWith('packages/commonhold/src/cli/')) continue;
    // A slash before it belongs to the address of somebody's web page.
    const match = /(?<!\/)\bconsole\s*\./.exec(withoutComments(code));
    if (match) findings.push(findingAt(file, code, match.index, 'writes to the console; only cli may'));
  }
  return findings;
}

/** What a constant may not do while its module loads. Inside a function it may. */
const worldAtLoad =
  /\bawait\b|\b(?:readFileSync|writeFileSync|mkdirSync|spawn|spawnSync|fork|createServer|setInterval|setTimeout|randomBytes|randomUUID|fetch)\(|\bprocess\.(?:argv|on|exit)\b|\bprocess\.env\s*[.[]|\bDate\.now\(|\bnew (?:Worker|DatabaseSync|Date)\(/;

/**
 * Loading a module does nothing: it declares. oxfmt puts every top-level statement at the start of a line, so
 * whatever stands there and is no declaration runs at import. Top-level `let` is state that all callers share.
 *
 * Exempt are entry points: files that some other file starts by address (`new URL('./x.ts', import.meta.url)`,
 * as a worker or child process). Running is what they are for, and so nobody may import them.
 */
export function checkLoading(tree: Tree): Finding[] {
  const entryPoints = startedByAddress(tree);
  const findings: Finding[] = [];
  for (const [file, code] of sources(tree)) {
    const text = withoutComments(code);
    for (const { specifier, offset } of importsOf(code)) {
      const target = posix.join(posix.dirname(file), specifier);
      if (entryPoints.has(target) && !isAddress(text, offset)) {
        findings.push(
          findingAt(file, code, offset, `imports ${specifier}, which is started as a thread or process`),
        );
      }
    }
    if (entryPoints.has(file)) continue;
    for (const { statement, offset } of topLevelStatements(text)) {
      const problem = problemAtLoad(statement);
      if (problem !== undefined) findings.push(findingAt(file, code, offset, problem));
    }
  }
  return findings;
}

function problemAtLoad(statement: string): string | undefined {
  if (/^(?:export\s+)?(?:let|var)\b/.test(statement)) return 'keeps state that every importer shares';
  if (/^(?:export\s+)?const\b/.test(statement)) {
    // From here on the text belongs to a function or a method, which runs when somebody calls it.
    const initial = statement.search(/=>|\bfunction\b|\)\s*(?::[^=;{]*)?\{/);
    const match = worldAtLoad.exec(initial === -1 ? statement : statement.slice(0, initial));
    return match ? `touches the world while loading: ${match[0]}` : undefined;
  }
  const declares =
    /^(?:import\b(?!\s*\()|export\s*(?:\{|\*|default\b|type\b|interface\b|abstract\b|async\b|function\b|class\b|declare\b)|type\b|interface\b|abstract\s|async\s+function\b|function\b|class\b|declare\b)/;
  if (declares.test(statement)) return undefined;
  // A file may run itself when it is the program or the thread, for then nobody imported it.
  if (/^if \((?:import\.meta\.main|parentPort !== null)\)/.test(statement)) return undefined;
  return `does something while loading: ${statement.split('\n')[0]}`;
}

/** Cuts at lines that begin in the first column with something other than a closing bracket. */
function topLevelStatements(text: string): Array<{ statement: string; offset: number }> {
  const blank = text.replace(/`(?:\\.|[^`\\])*`/g, (template) =>
    template.replace(/[^\n`]/g, '_').replace(/\n/g, '_'),
  );
  const starts = [...blank.matchAll(/^[^\s)\]}>]/gm)].map((match) => match.index);
  return starts.map((offset, index) => ({ statement: blank.slice(offset, starts[index + 1]), offset }));
}

function startedByAddress(tree: Tree): Set<string> {
  const targets = new Set<string>();
  for (const [file, code] of sources(tree)) {
    const text = withoutComments(code);
    for (const { specifier, offset } of importsOf(code)) {
      if (isAddress(text, offset)) targets.add(posix.join(posix.dirname(file), specifier));
    }
    // The form whose extension follows the importing file's own, .ts in a clone and .js in a package.
    for (const [, start] of text.matchAll(/new URL\(\s*`(\.[\w./-]+)\$\{[^`]*`,\s*import\.meta\.url/g)) {
      if (start !== undefined) targets.add(`${posix.join(posix.dirname(file), start.replace(/\.$/, ''))}.ts`);
    }
  }
  return targets;
}

function isAddress(text: string, offset: number): boolean {
  return /new URL\(\s*$/.test(text.slice(Math.max(0, offset - 40), offset));
}

function* sources(tree: Tree): Generator<[string, string]> {
  for (const [file, code] of tree) {
    if (/^packages\/[\w-]+\/src\/.*\.ts$/.test(file) && !isTest(file)) yield [file, code];
  }
}
