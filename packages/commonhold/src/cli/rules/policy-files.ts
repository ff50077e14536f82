import { resolve } from 'node:path';
import { loadConfiguration, policyVocabulary, readPolicyFiles, readPolicyTests } from '#config';
import { homePaths } from '#home';
import {
  builtInPolicy,
  checkPolicies,
  createCedarEngine,
  loadCedar,
  type PolicyTestResult,
  problemText,
  runPolicyTest,
  schemaText,
} from '#policy';
import { type Action, exitCodes } from '../command.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { oneLine, printable } from '../terminal/text.ts';

export interface FolderOptions {
  /** Undefined for that of the home folder. */
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** `commonhold policy check`: what a node would say to these rules, without one. */
export const checkPoliciesCommand: Action<FolderOptions> = async (terminal, options) => {
  const { folder, configuration } = await placeOf(terminal, options);
  const files = await readPolicyFiles(folder);
  if (files.length === 0) {
    if (options.json) printJson(terminal, { folder, files: 0, rules: [], problems: [], warnings: [] });
    else print(terminal, `${printable(folder)} holds no rules, so the built-in one holds: ${builtInWords}`);
    // Whoever named a folder meant one with rules.
    return options.folder === undefined ? exitCodes.done : exitCodes.no;
  }
  const checked = checkPolicies(await loadCedar(), files, policyVocabulary(configuration));
  const { rules, problems, warnings } = checked;
  if (options.json) printJson(terminal, { folder, files: files.length, rules, problems, warnings });
  else {
    for (const problem of problems) complain(terminal, oneLine(problemText(problem), lineMax));
    for (const warning of warnings) complain(terminal, `Probably not meant: ${printable(warning)}.`);
    const verdict = problems.length === 0 ? styled(terminal, 'green', 'all right') : 'NOT RIGHT';
    const count = `${countText(rules.length, 'rule')} in ${countText(files.length, 'file')}`;
    print(terminal, `${printable(folder)}: ${count}, ${verdict}.`);
  }
  return problems.length === 0 ? exitCodes.done : exitCodes.no;
};

/** `commonhold policy test`: decides as the gate does and compares with what the tests expect. Sends nothing. */
export const testPoliciesCommand: Action<FolderOptions> = async (terminal, options) => {
  const { folder, configuration } = await placeOf(terminal, options);
  const [files, tests] = [await readPolicyFiles(folder), await readPolicyTests(folder)];
  const vocabulary = policyVocabulary(configuration);
  // A test names destinations that need not be configured here, and rules are tested as if they were enforced.
  const engine =
    files.length === 0
      ? builtInPolicy
      : createCedarEngine(await loadCedar(), files, { mode: 'enforce', vocabulary, folder });
  const results = tests.flatMap(({ file, tests: inFile }) =>
    inFile.map((test) => ({ file, ...runPolicyTest(engine, test) })),
  );
  const failed = results.filter(({ passed }) => !passed);
  if (options.json) printJson(terminal, { folder, results });
  else {
    for (const result of results) showResult(terminal, result);
    const text = results.length === 0 ? `${printable(folder)} has no tests` : `${failed.length} failed`;
    print(terminal, `${countText(results.length, 'test')}, ${text}.`);
  }
  return failed.length === 0 && results.length > 0 ? exitCodes.done : exitCodes.no;
};

function showResult(terminal: Terminal, { name, passed, decision, trail, expected }: PolicyTestResult): void {
  const word = passed ? styled(terminal, 'green', 'ok    ') : styled(terminal, 'red', 'FAILED');
  print(terminal, `${word} ${printable(name)}`);
  if (passed) return;
  print(terminal, `       expected ${printable(expected ?? '')}`);
  print(terminal, `       was      ${decision}: ${printable(trail.join(' → '))}`);
}

/** `commonhold policy schema`: for editors, and for whoever writes rules elsewhere. */
export const printSchemaCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  if (json) printJson(terminal, { schema: schemaText });
  else print(terminal, schemaText.trimEnd());
  return exitCodes.done;
};

/** Longer than any advice of Cedar's. */
const lineMax = 1000;

export const builtInWords = 'whoever has a key may call every model that the routes name.';

async function placeOf(terminal: Terminal, { folder }: FolderOptions) {
  const paths = homePaths(terminal.environment);
  return {
    folder: folder === undefined ? paths.policies : resolve(folder),
    configuration: await loadConfiguration(paths.configuration),
  };
}

export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
