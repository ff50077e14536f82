import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { asCommonholdError, CommonholdError, describe } from '#base';
import { detectorFilesIn, detectorsFolder, loadConfiguration, readDetector } from '#config';
import { homePaths } from '#home';
import {
  builtInConfidence,
  builtInDetectors,
  builtInLabels,
  detectorNameProblem,
  type ExampleResult,
} from '#labels';
import { readOwnLooks } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { oneLine, printable, table } from '../terminal/text.ts';

interface ListedDetector {
  readonly name: string;
  readonly label: string;
  readonly confidence: string;
  readonly where: string;
  readonly from: 'built in' | 'file' | 'dictionary' | 'presidio';
  readonly why?: string;
}

/** `commonhold detector list`. */
export const listDetectorsCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  const paths = homePaths(terminal.environment);
  const configuration = await loadConfiguration(paths.configuration);
  const { own } = await readOwnLooks(paths, configuration);
  const { detect, dictionary, presidio } = configuration.labels;
  const where = 'everywhere';
  const detectors: ListedDetector[] = [
    ...builtInDetectors.map(({ name, label }): ListedDetector => {
      return { name, label, confidence: builtInConfidence[name] ?? 'likely', where, from: 'built in' };
    }),
    ...own.map(({ name, label, confidence, where: place, why }): ListedDetector => {
      return { name, label, confidence, where: place, from: 'file', why };
    }),
    ...[...new Set(dictionary.map(({ label }) => label))].map((label): ListedDetector => {
      return { name: 'dictionary', label, confidence: 'likely', where, from: 'dictionary' };
    }),
    ...[...new Set(Object.values(presidio?.entities ?? {}))].map((label): ListedDetector => {
      return { name: 'presidio', label, confidence: 'likely', where, from: 'presidio' };
    }),
  ];
  if (json) {
    printJson(terminal, { detect, detectors });
    return exitCodes.done;
  }
  const rows = detectors.map(({ name, label, confidence, where: place, from }) =>
    [name, label, confidence, place, from].map((cell) => printable(cell)),
  );
  print(terminal, table(['DETECTOR', 'LABEL', 'HOW SURE', 'WHERE', 'FROM'], rows));
  for (const { name, why } of detectors) {
    if (why !== undefined) print(terminal, `${printable(name)}: ${oneLine(why, lineMax)}`);
  }
  if (detect === 'off') print(terminal, 'Nothing is looked for now: labels.detect is off.');
  return exitCodes.done;
};

/** Longer than any reason should be. */
const lineMax = 2000;

/** `commonhold detector new`. */
export const newDetectorCommand: Action<{
  readonly name: string;
  readonly label: string;
  readonly json: boolean;
}> = async (terminal, { name, label, json }) => {
  const paths = homePaths(terminal.environment);
  const configuration = await loadConfiguration(paths.configuration);
  const refused = (detail: string): CommonholdError =>
    new CommonholdError('detector_not_written', { name, detail });
  const problem = detectorNameProblem(name);
  if (problem !== undefined) throw refused(problem);
  if (![...builtInLabels, ...configuration.labels.own].includes(label))
    throw refused(`there is no label named ${label}; name it under labels.own in commonhold.yaml first`);
  const folder = detectorsFolder(paths);
  const file = join(folder, `${name}.yaml`);
  await mkdir(folder, { recursive: true });
  const names = await detectorFilesIn(folder);
  if (names.some((other) => other.replace(/\.ya?ml$/, '') === name)) throw refused('there is one already');
  try {
    await writeFile(file, template(label), { flag: 'wx' });
  } catch (thrown) {
    throw new CommonholdError('detector_not_written', { name, detail: describe(thrown) }, { cause: thrown });
  }
  if (json) printJson(terminal, { name, file });
  else {
    print(terminal, `${printable(file)} is written, and a running node looks for what it says at once.`);
    print(terminal, `Change it, then run "commonhold detector test ${printable(file)}".`);
  }
  return exitCodes.done;
};

/** `commonhold detector test`. */
export const testDetectorsCommand: Action<{
  readonly file: string | undefined;
  readonly json: boolean;
}> = async (terminal, { file, json }) => {
  const paths = homePaths(terminal.environment);
  const configuration = await loadConfiguration(paths.configuration);
  const folder = detectorsFolder(paths);
  const files =
    file === undefined ? (await detectorFilesIn(folder)).map((name) => join(folder, name)) : [resolve(file)];
  const results: TestedFile[] = [];
  for (const path of files) {
    try {
      const { examples } = await readDetector(path, configuration);
      results.push({ file: path, problem: undefined, examples });
    } catch (thrown) {
      results.push({ file: path, problem: asCommonholdError(thrown).message, examples: [] });
    }
  }
  const failed = results.filter(
    ({ problem, examples }) => problem !== undefined || examples.some(({ passed }) => !passed),
  );
  if (json) printJson(terminal, { folder, results });
  else {
    for (const result of results) showFile(terminal, result);
    if (results.length === 0) print(terminal, `${printable(folder)} holds no detectors.`);
    else
      print(
        terminal,
        `${results.length} ${results.length === 1 ? 'detector' : 'detectors'}, ${failed.length} failed.`,
      );
  }
  return failed.length === 0 && results.length > 0 ? exitCodes.done : exitCodes.no;
};

interface TestedFile {
  readonly file: string;
  readonly problem: string | undefined;
  readonly examples: readonly ExampleResult[];
}

/** As much of an example as fits into a line. */
const shownMax = 100;

function showFile(terminal: Terminal, { file, problem, examples }: TestedFile): void {
  print(terminal, styled(terminal, 'bold', printable(basename(file))));
  if (problem !== undefined) complain(terminal, `  ${oneLine(problem, lineMax)}`);
  for (const { text, expected, found, passed } of examples) {
    const word = passed ? styled(terminal, 'green', 'ok    ') : styled(terminal, 'red', 'FAILED');
    print(terminal, `  ${word} ${expected} ${oneLine(text, shownMax)}`);
    if (found.length > 0)
      print(terminal, `         found: ${found.map((one) => oneLine(one, shownMax)).join(' | ')}`);
    else if (!passed) print(terminal, '         found nothing');
  }
}

function template(label: string): string {
  return `# A detector of your own. Its name is that of this file. It takes effect only while all its examples are right:
# "commonhold detector test" shows how each of them goes. docs/reference/labels.md describes every field.

# What it raises: a built-in label, or one of labels.own in commonhold.yaml.
label: ${label}

# likely: raises the label. possible: only "commonhold detect" shows it, for trying out.
# hint: raises the label, which must be one of your own; for what is often wrong.
confidence: likely

# For whoever reads the list of detectors, or wonders why a call was refused.
why: Numbers of our members. (This is an example; say here what yours is for.)

# everywhere, questions (what is sent), answers (what comes back), or tool-results.
where: everywhere

# Texts of which one is in everything that the pattern finds. They are what is looked for first, so take rare ones.
cues: ['MB-']

# A regular expression of RE2: no look-around, no references back. It sees 512 characters around a cue, and
# finds nothing that is longer than 256. With a group (?<value>…) only that part is what is found.
pattern: '\\bMB-\\d{6}\\b'

# Whole words, in place of a pattern or beside it; each also with up to three letters more at its end.
# words: [example]

# What a pseudonym in its place says: PERSON, ID, TERM and others.
replaceAs: ID

examples:
  finds:
    - Please look up MB-204711.
    - mb-204711
  leaves:
    - Please look up the number 204711.
    - MB-20471
    - XMB-204711
`;
}
