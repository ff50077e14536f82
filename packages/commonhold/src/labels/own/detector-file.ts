import { z } from 'zod';
import { builtInDetectors } from '../built-in-detectors.ts';
import { inspect } from '../inspect.ts';
import { builtInLabels } from '../label.ts';
import { kinds } from '../kinds.ts';
import { PlainText } from '../text/plain-text.ts';
import { detectorPlaces, type OwnDetector } from './own-detector.ts';
import { OwnLooks } from './own-looks.ts';
import { OwnPattern } from './own-pattern.ts';

/** What a pattern is looked for by; more of them are found as fast, and no longer read by anybody. */
const cuesMax = 100;
/** A single letter would be a cue nearly everywhere. */
const cueMin = 2;
const cueMax = 40;
const patternMax = 2000;
/** More words are a list, which belongs into a file of terms. */
const wordsMax = 1000;
const wordMax = 200;
/** They are run at each start and each change. */
const examplesMax = 100;
const exampleMax = 4000;

const example = z.string().min(1).max(exampleMax);

/** One file of `labels/detectors/`. Its name is the detector's. */
const fields = z.strictObject({
  label: z.string(),
  /** `possible` is shown by `commonhold detect` and raises nothing; `hint` raises a label of the owner's making. */
  confidence: z.enum(['likely', 'possible', 'hint']).default('likely'),
  /** For whoever reads the list of detectors, and why a call was refused. */
  why: z.string().trim().min(1).max(2000),
  where: z.enum(detectorPlaces).default('everywhere'),
  reads: z.enum(['plain', 'as-written']).default('plain'),
  cues: z.array(z.string().min(1).max(cueMax)).max(cuesMax).default([]),
  pattern: z.string().min(1).max(patternMax).optional(),
  matchCase: z.boolean().default(false),
  words: z.array(z.string().min(2).max(wordMax)).max(wordsMax).default([]),
  replaceAs: z.enum(kinds).default('TERM'),
  examples: z.strictObject({
    finds: z.array(example).min(1).max(examplesMax),
    leaves: z.array(example).min(1).max(examplesMax),
  }),
});

/** Names under which something else is told. */
const takenNames: ReadonlySet<string> = new Set([
  ...builtInDetectors.map(({ name }) => name),
  'dictionary',
  'presidio',
]);

/** What is wrong with the name of a detector, which is that of its file; undefined when nothing is. */
export function detectorNameProblem(name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    return 'its name must be lower-case letters, digits and hyphens, at most 40, with a letter first';
  }
  return takenNames.has(name) ? `${name} is the name of a detector that every node has` : undefined;
}

/** What one example says: whether something was to be found in it, and whether it was. */
export interface ExampleResult {
  readonly text: string;
  readonly expected: 'finds' | 'leaves';
  readonly found: readonly string[];
  readonly passed: boolean;
}

/** A detector as its file describes it, and how its examples went. */
export interface ReadDetector {
  readonly detector: OwnDetector;
  readonly examples: readonly ExampleResult[];
}

/** What a file must be to describe a detector; its examples are run, and may have failed. */
export function detectorFile(name: string, labels: ReadonlySet<string>): z.ZodType<ReadDetector> {
  return fields.transform((file, context) => readDetector(file, { name, labels, context }) ?? z.NEVER);
}

/** The same, for whom a detector whose examples failed is none. */
export function provenDetectorFile(name: string, labels: ReadonlySet<string>): z.ZodType<OwnDetector> {
  return fields.transform((file, context): OwnDetector => {
    const read = readDetector(file, { name, labels, context });
    if (read === undefined) return z.NEVER;
    for (const [index, { expected, passed, found }] of read.examples.entries()) {
      if (passed) continue;
      const before = expected === 'finds' ? 0 : file.examples.finds.length;
      const message =
        expected === 'finds'
          ? 'it should be found here and is not'
          : `it should find nothing here and finds ${JSON.stringify(found[0] ?? '')}`;
      context.addIssue({ code: 'custom', path: ['examples', expected, index - before], message });
    }
    return read.detector;
  });
}

interface Reading {
  readonly name: string;
  readonly labels: ReadonlySet<string>;
  readonly context: z.core.$RefinementCtx;
}

/** Undefined when something is wrong, which is then told. */
function readDetector(
  file: z.output<typeof fields>,
  { name, labels, context }: Reading,
): ReadDetector | undefined {
  const problem = (path: readonly (string | number)[], message: string): void => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };
  const { label, confidence, why, where, reads, words, replaceAs } = file;
  const nameProblem = detectorNameProblem(name);
  if (nameProblem !== undefined) problem([], nameProblem);
  if (!labels.has(label))
    problem(['label'], `there is no label named ${label}; name it under labels.own in commonhold.yaml`);
  if (confidence === 'hint' && (builtInLabels as readonly string[]).includes(label))
    problem(['label'], 'a hint raises only a label of your own, so that nobody takes it for a finding');
  if (file.pattern === undefined && words.length === 0)
    problem([], 'it has neither a pattern nor words to look for');
  if (file.pattern === undefined && file.cues.length > 0)
    problem(['cues'], 'cues are for a pattern, and there is none');
  if (file.pattern !== undefined && file.cues.length === 0)
    problem(['pattern'], 'a pattern needs cues: texts of which one is in everything that it finds');
  if (reads === 'as-written' && words.length > 0)
    problem(['words'], 'words are never read as written; put them into a file of their own');
  const cues = file.cues.map((cue) => (reads === 'plain' ? new PlainText(cue).text : cue));
  for (const [index, cue] of cues.entries()) {
    if (cue.length < cueMin)
      problem(
        ['cues', index],
        'it is too short, or hardly anything is left of it once what shows nothing is left out',
      );
  }
  const pattern =
    file.pattern === undefined || cues.length === 0
      ? undefined
      : OwnPattern.of(file.pattern, cues, file.matchCase);
  if (typeof pattern === 'string') problem(['pattern'], pattern);
  if (context.issues.length > 0 || typeof pattern === 'string') return undefined;
  const detector: OwnDetector = { name, label, confidence, why, where, reads, replaceAs, pattern, words };
  return { detector, examples: runExamples(detector, file.examples) };
}

function runExamples(
  detector: OwnDetector,
  { finds, leaves }: { readonly finds: readonly string[]; readonly leaves: readonly string[] },
): readonly ExampleResult[] {
  const own = new OwnLooks([detector]);
  const run = (text: string, expected: ExampleResult['expected']): ExampleResult => {
    const found: string[] = [];
    for (const { findings } of inspect(text, { detectors: [], dictionary: undefined, own })) {
      for (const { start, end } of findings) found.push(text.slice(start, end));
    }
    return { text, expected, found, passed: found.length > 0 === (expected === 'finds') };
  };
  return [...finds.map((text) => run(text, 'finds')), ...leaves.map((text) => run(text, 'leaves'))];
}
