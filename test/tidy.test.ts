import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  checkConsole,
  checkLengths,
  checkLoading,
  checkTexts,
  linesMax,
  testLinesMax,
} from './tidy/habits.ts';
import { checkConsoleLayers } from './tidy/console-layers.ts';
import { checkLayers, importsOf, parseLayers } from './tidy/layers.ts';
import { type Finding, readTree, type Tree } from './tidy/tree.ts';

const page = [
  '| Layer | Folders |',
  '|---|---|',
  '| 0 | `base`, package `tlog` |',
  '| 1 | `call`, package `record` |',
  '| 2 | `store` `labels` |',
  '| 3 | `gate` |',
].join('\n');

const commonhold = 'packages/commonhold/src';

/** A small repository that keeps every rule, for one test to break. */
const tidy: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': page,
  'packages/tlog/src/index.ts': "export { tree } from './tree.ts';\n",
  'packages/tlog/src/tree.ts': 'export const tree = 1;\n',
  'packages/record/src/index.ts': "import { tree } from '@commonhold/tlog';\nexport { tree };\n",
  [`${commonhold}/base/index.ts`]: 'export const clock = () => Date.now();\n',
  [`${commonhold}/call/index.ts`]: "import { clock } from '#base';\nexport { clock };\n",
  [`${commonhold}/store/index.ts`]: "export { open } from './open.ts';\n",
  [`${commonhold}/store/open.ts`]:
    "import type { Call } from '#call';\nimport { tree } from '@commonhold/record';\nexport function open(): URL {\n  return new URL('./thread.ts', import.meta.url);\n}\n",
  [`${commonhold}/store/thread.ts`]: "import { clock } from '#base';\nclock();\n",
  [`${commonhold}/labels/index.ts`]: 'export const labels = 1;\n',
  [`${commonhold}/gate/index.ts`]: "import { open } from '#store';\nexport { open };\n",
};

const checks = [
  checkLayers,
  checkConsoleLayers,
  checkLoading,
  checkConsole,
  checkTexts,
  (tree: Tree) => checkLengths(tree, {}),
];

function problems(changes: Record<string, string>): string[] {
  const tree = new Map(Object.entries({ ...tidy, ...changes }));
  return checks.flatMap((check) => check(tree)).map(describeFinding);
}

const describeFinding = ({ file, line, problem }: Finding): string => `${file}:${line} ${problem}`;

describe('this repository', () => {
  const tree = readTree(fileURLToPath(new URL('..', import.meta.url)));

  test('imports only downwards and through doorways, by the table in ARCHITECTURE.md', () => {
    expect(parseLayers(tree.get('ARCHITECTURE.md') ?? '').folders.size).toBeGreaterThan(5);
    expect(checkLayers(tree).map(describeFinding)).toEqual([]);
  });

  test('keeps the console apart from the node, and its features apart from each other', () => {
    expect(
      [...tree.keys()].filter((file) => file.startsWith('packages/console/src/')).length,
    ).toBeGreaterThan(20);
    expect(checkConsoleLayers(tree).map(describeFinding)).toEqual([]);
  });

  test('does nothing while its modules load', () => {
    expect(checkLoading(tree).map(describeFinding)).toEqual([]);
  });

  test('writes to the console in the command line only', () => {
    expect(checkConsole(tree).map(describeFinding)).toEqual([]);
  });

  test('names no registry, no path of one machine and no work left undone', () => {
    expect(checkTexts(tree).map(describeFinding)).toEqual([]);
  });

  test('keeps one idea a file', () => {
    expect(checkLengths(tree).map(describeFinding)).toEqual([]);
  });
});

test('a tidy tree passes every rule', () => {
  expect(problems({})).toEqual([]);
});

describe('the layer rule refuses', () => {
  const inStore = (code: string) => ({ [`${commonhold}/store/open.ts`]: code });

  test.each([
    [
      'an import upwards',
      inStore("import { open } from '#gate';\n"),
      'imports upwards: #gate is layer 3, store is 2',
    ],
    ['an import of a sibling', inStore("import { labels } from '#labels';\n"), 'imports its sibling #labels'],
    ['a type taken from above', inStore("import type { X } from '#gate';\n"), 'imports upwards'],
    ['a re-export from above', inStore("export { open } from '#gate';\n"), 'imports upwards'],
    ['a late import from above', inStore("const late = () => import('#gate');\n"), 'imports upwards'],
    [
      'a way around the doorway',
      inStore("import { clock } from '#base/clock.ts';\n"),
      'goes around the doorway',
    ],
    [
      'a relative way into a folder',
      inStore("import { clock } from '../base/index.ts';\n"),
      'leaves the folder',
    ],
    [
      'an address in another folder',
      inStore("const u = () => new URL('../gate/x.ts', import.meta.url);\n"),
      'leaves the folder',
    ],
    ['the own doorway', inStore("import { open } from '#store';\n"), 'imports its own doorway'],
    [
      'a folder that is not in the table',
      inStore("import { x } from '#elsewhere';\n"),
      'not in the layer table',
    ],
    [
      'a source that needs what is for tests',
      inStore("import { fake } from './fake.fixture.ts';\n"),
      'is for tests',
    ],
    [
      'a package above',
      { [`${commonhold}/base/index.ts`]: "import { tree } from '@commonhold/record';\n" },
      'imports upwards',
    ],
    [
      'an import over several lines',
      inStore("import {\n  open,\n  close,\n} from '#gate';\n"),
      'imports upwards',
    ],
    [
      'an import upwards by a test',
      { [`${commonhold}/store/open.test.ts`]: "import { open } from '#gate';\n" },
      'imports upwards',
    ],
    [
      '`node:` in tlog',
      { 'packages/tlog/src/tree.ts': "import { createHash } from 'node:crypto';\n" },
      'a browser does not have',
    ],
    [
      'a dependency in tlog',
      { 'packages/tlog/src/tree.ts': "import { z } from 'zod';\n" },
      'no dependencies',
    ],
    [
      'record imported by tlog',
      { 'packages/tlog/src/tree.ts': "import { l } from '@commonhold/record';\n" },
      'not below it',
    ],
    [
      'a way out of record',
      { 'packages/record/src/index.ts': "import { t } from '../../tlog/src/tree.ts';\n" },
      'leaves the package',
    ],
    [
      'a folder without a doorway',
      { [`${commonhold}/labels/index.ts`]: '', [`${commonhold}/extra/a.ts`]: '' },
      'is not in the table',
    ],
    [
      'an end-to-end test behind a doorway',
      { 'test/run.test.ts': "import { open } from '../packages/commonhold/src/store/open.ts';\n" },
      'goes around the doorway',
    ],
  ])('%s', (_, changes, problem) => {
    expect(problems(changes)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  test('a folder in the table that is not there, and one there without index.ts', () => {
    const tree = new Map(Object.entries(tidy));
    tree.delete(`${commonhold}/labels/index.ts`);
    expect(checkLayers(tree).map(describeFinding).join()).toContain('names a folder labels');
    tree.set(`${commonhold}/labels/combine.ts`, '');
    expect(checkLayers(tree).map(describeFinding).join()).toContain('labels/index.ts:1 is missing');
  });

  test('a page without its table', () => {
    expect(problems({ 'ARCHITECTURE.md': '# Architecture\n' }).join()).toContain('has no layer table');
  });
});

describe('the loading rule lets pass', () => {
  test.each([
    ['a thread that starts itself', 'if (parentPort !== null) run(parentPort);\n'],
    ['a constant whose type takes several lines', 'const go: Go<\n  number\n> = async () => {};\n'],
    ['a program that starts itself', 'if (import.meta.main) run();\n'],
    [
      'a method that waits when called',
      'export const timers = {\n  after(ms: number): void {\n    setTimeout(run, ms);\n  },\n};\n',
    ],
    ['an arrow that reads the clock when called', 'export const now = () => Date.now();\n'],
  ])('%s', (_, code) => {
    expect(problems({ [`${commonhold}/base/index.ts`]: code })).toEqual([]);
  });

  test('what another file starts by an address whose extension is worked out', () => {
    const changes = {
      [`${commonhold}/store/open.ts`]:
        'export const open = () => new URL(`./thread${extension}`, import.meta.url);\n',
    };
    expect(problems(changes)).toEqual([]);
  });
});

describe('the console rule', () => {
  const page = 'packages/console/src/features/ask/ask-page.tsx';
  test.each([
    ['code of the node', "import { nodeApi } from 'commonhold/api';\n", 'more than types'],
    ['another door of the node', "import type { X } from 'commonhold/server';\n", "only the API's types"],
    ['another feature', "import { x } from '../calls/x.ts';\n", 'imports another feature, calls'],
    ['what a browser does not have', "import { join } from 'node:path';\n", 'a browser does not have'],
    ['a way out', "import { x } from '../../../../tlog/src/tree.ts';\n", 'leaves the console'],
  ])('refuses %s', (_, code, problem) => {
    expect(problems({ [page]: code }).join()).toContain(problem);
  });

  test('refuses a component that knows a feature, and lets the list of pages know them all', () => {
    const code = "const page = () => import('./features/ask/ask-page.tsx');\n";
    expect(problems({ [page]: '', 'packages/console/src/pages.ts': code })).toEqual([]);
    const component = "import { x } from '../features/ask/ask-page.tsx';\n";
    expect(problems({ [page]: '', 'packages/console/src/components/x.tsx': component }).join()).toContain(
      'only pages.ts knows features',
    );
  });

  test("lets pass the API's types, libraries, and the page that the architecture is read from", () => {
    const code =
      "import type { NodeApi } from 'commonhold/api';\nimport { useState } from 'react';\nimport text from '../../../../../ARCHITECTURE.md?raw';\n";
    expect(problems({ [page]: code })).toEqual([]);
  });
});

describe('the layer rule lets pass', () => {
  test.each([
    [
      'a program in a test that starts from a lower doorway',
      {
        [`${commonhold}/store/crash.test.ts`]:
          "const base = () => new URL('../base/index.ts', import.meta.url);\n",
      },
    ],
    [
      'a test that takes its own doorway',
      {
        [`${commonhold}/store/open.test.ts`]:
          "import { open } from '#store';\nimport { test } from 'vitest';\n",
      },
    ],
    [
      'an import that is only told about',
      {
        [`${commonhold}/store/open.ts`]:
          "// Never import from '#gate' here.\n/* import x from '#gate' */\n" +
          tidy[`${commonhold}/store/open.ts`],
      },
    ],
    [
      'a test that starts from a doorway',
      { 'test/run.test.ts': "import { open } from '../packages/commonhold/src/store/index.ts';\n" },
    ],
  ])('%s', (_, changes) => {
    expect(problems(changes)).toEqual([]);
  });

  test('nothing unseen: every form of import is found', () => {
    const code =
      "import a from 'a';\nimport 'b';\nexport * from 'c';\nconst d = import('d');\nnew URL('./e', import.meta.url);\nimport f, {\n  g,\n} from 'f';\ntype H = typeof import('h');\n";
    expect(importsOf(code).map((found) => found.specifier)).toEqual(['a', 'b', 'c', 'd', './e', 'f', 'h']);
  });
});

describe('the other habits refuse', () => {
  const inBase = (code: string) => ({ [`${commonhold}/base/index.ts`]: code });

  test.each([
    [
      'a call while loading',
      inBase('export function start() {}\nstart();\n'),
      'does something while loading',
    ],
    [
      'a wait while loading',
      inBase('export const text = await load();\n'),
      'touches the world while loading',
    ],
    [
      'the environment read while loading',
      inBase('export const home = process.env.HOME;\n'),
      'touches the world while loading',
    ],
    ['state shared by all importers', inBase('let count = 0;\n'), 'keeps state'],
    [
      'an import of what is started as a thread',
      { [`${commonhold}/store/index.ts`]: "import './thread.ts';\n" },
      'started as a thread',
    ],
    ['the console', inBase('export const say = () => console.log(1);\n'), 'writes to the console'],
    [
      'work left undone',
      { 'docs/guide.md': `a\n${['TO', 'DO'].join('')}: finish\n` },
      'docs/guide.md:2 leaves work undone',
    ],
    [
      'a registry',
      { 'docs/guide.md': ['https://registry', 'npmjs', 'org'].join('.') },
      'names a package registry',
    ],
    [
      'a path of one machine',
      { 'docs/guide.md': ['see ', 'home', 'ada', 'notes'].join('/') },
      'holds a path of one machine',
    ],
    ['a long source', inBase('// a line\n'.repeat(linesMax + 1)), 'holds a second idea'],
    ['a long test', { 'test/a.test.ts': '// a line\n'.repeat(testLinesMax + 1) }, 'holds a second idea'],
  ])('%s', (_, changes, problem) => {
    expect(problems(changes)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  test('an exception from the length that is not needed any more', () => {
    const tree = new Map([['a.ts', '// short\n']]);
    expect(checkLengths(tree, { 'a.ts': 'It was long once.' }).map(describeFinding)).toHaveLength(1);
  });
});
