import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe } from '#base';
import { type Configuration, detectorsFolder, readDetectors } from '#config';
import type { HomePaths } from '#home';
import {
  builtInDetectors,
  Classifier,
  type ClassifierOptions,
  Dictionary,
  type DictionaryTerms,
  type OwnDetector,
  presidioDetector,
} from '#labels';
import { createAnalyzer } from '#providers';
import type { ImportLooks } from '../record/imports.ts';

/** Hundreds of thousands of names; all of them are held in memory. */
const fileBytesMax = 16 * 1024 * 1024;
/** A line that is longer is no term. */
const termMax = 200;

export interface LabelClassifier {
  /** Undefined when `labels.detect` is off. */
  readonly classifier: Classifier | undefined;
  /** SHA-256 of each file of terms and each detector, by name: they are a part of the configuration that is recorded. */
  readonly files: Readonly<Record<string, string>>;
}

/** Reads the owner's terms and detectors and makes what looks for them. Throws `config_invalid`; then the old one stays in force. */
export async function readLabelClassifier(
  paths: HomePaths,
  configuration: Configuration,
): Promise<LabelClassifier> {
  const { dictionary, own, files } = await readOwnLooks(paths, configuration);
  const { detect, presidio } = configuration.labels;
  const analyzer = presidio && createAnalyzer(presidio.url);
  const stronger: ClassifierOptions['stronger'] =
    analyzer && presidioDetector(presidio, (path, body, signal) => analyzer.post(path, body, signal));
  return {
    classifier: detect === 'off' ? undefined : new Classifier(dictionary, { own, stronger }),
    files,
  };
}

/**
 * The same without the detector beside the node, and the label of each detector, for what is read into the record: nothing
 * leaves this process for it. Throws `config_invalid`.
 */
export async function readImportLooks(paths: HomePaths, configuration: Configuration): Promise<ImportLooks> {
  const { dictionary, own } = await readOwnLooks(paths, configuration);
  const labels = [...builtInDetectors, ...own].map(({ name, label }) => [name, label] as const);
  return {
    classifier: configuration.labels.detect === 'off' ? undefined : new Classifier(dictionary, { own }),
    labels: new Map(labels),
  };
}

/** What the owner wants found: terms, and detectors that have passed their examples. Throws `config_invalid`. */
export async function readOwnLooks(
  paths: HomePaths,
  configuration: Configuration,
): Promise<{
  readonly dictionary: Dictionary | undefined;
  readonly own: readonly OwnDetector[];
  readonly files: LabelClassifier['files'];
}> {
  const { dictionary, files } = await readDictionary(paths, configuration);
  const { detectors, files: detectorFiles } = await readDetectors(detectorsFolder(paths), configuration);
  return { dictionary, own: detectors, files: { ...files, ...detectorFiles } };
}

/** The owner's terms; undefined when there are none. Throws `config_invalid`. */
async function readDictionary(
  paths: HomePaths,
  { labels }: Configuration,
): Promise<{ readonly dictionary: Dictionary | undefined; readonly files: LabelClassifier['files'] }> {
  const files: Record<string, string> = {};
  const sources: DictionaryTerms[] = [];
  for (const { label, file, terms } of labels.dictionary) {
    if (terms !== undefined) sources.push({ label, terms });
    if (file === undefined) continue;
    const text = await readTerms(join(labelsFolder(paths), file));
    files[file] = createHash('sha256').update(text).digest('base64url');
    sources.push({ label, terms: termsOf(text, file) });
  }
  return { dictionary: sources.length === 0 ? undefined : new Dictionary(sources), files };
}

/** Where the owner's lists of terms are. */
export function labelsFolder(paths: HomePaths): string {
  return join(paths.home, 'labels');
}

/** One term a line. Empty lines and those that begin with `#` are none. */
function termsOf(text: string, file: string): string[] {
  const terms: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const term = line.trim();
    if (term === '' || term.startsWith('#')) continue;
    if (term.length > termMax) {
      const detail = `line ${index + 1} is longer than ${termMax} characters and no term`;
      throw new CommonholdError('config_invalid', { file, detail });
    }
    terms.push(term);
  }
  return terms;
}

async function readTerms(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > fileBytesMax) {
      throw new CommonholdError('config_invalid', {
        file,
        detail: `it is larger than ${fileBytesMax} bytes`,
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    throw new CommonholdError('config_invalid', { file, detail: describe(thrown) }, { cause: thrown });
  }
}
