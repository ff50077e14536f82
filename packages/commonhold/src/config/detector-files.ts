import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CommonholdError, describe, hasCode } from '#base';
import {
  builtInLabels,
  detectorFile,
  type OwnDetector,
  provenDetectorFile,
  type ReadDetector,
} from '#labels';
import type { HomePaths } from '#home';
import type { Configuration } from './configuration.ts';
import { parseYaml, readConfigurationText } from './load.ts';

/** Each is run over every text; more of them are a list of words, which belongs into one. */
const detectorsMax = 100;

/** Where the owner's detectors are, one a file. */
export function detectorsFolder({ home }: Pick<HomePaths, 'home'>): string {
  return join(home, 'labels', 'detectors');
}

/** The detectors of a folder, and SHA-256 of each file by its name. */
interface DetectorFiles {
  readonly detectors: readonly OwnDetector[];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The owner's detectors, all of which have passed their own examples. A folder that is not there holds none. Throws
 * `config_invalid`, with the line of an example that failed.
 */
export async function readDetectors(
  folder: string,
  configuration: Pick<Configuration, 'labels'>,
): Promise<DetectorFiles> {
  const detectors: OwnDetector[] = [];
  const files: Record<string, string> = {};
  for (const file of await detectorFilesIn(folder)) {
    const path = join(folder, file);
    const text = await textOf(path);
    detectors.push(parseYaml(text, path, provenDetectorFile(detectorName(file), labelsOf(configuration))));
    files[`detectors/${file}`] = createHash('sha256').update(text).digest('base64url');
  }
  return { detectors, files };
}

/** One detector and how its examples went, whether they passed or not. Throws `config_invalid`. */
export async function readDetector(
  path: string,
  configuration: Pick<Configuration, 'labels'>,
): Promise<ReadDetector> {
  return parseYaml(
    await textOf(path),
    path,
    detectorFile(detectorName(basename(path)), labelsOf(configuration)),
  );
}

/** Names of the files in a folder that describe detectors. Hidden ones are those of editors. */
export async function detectorFilesIn(folder: string): Promise<readonly string[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw new CommonholdError(
      'config_invalid',
      { file: folder, detail: describe(thrown) },
      { cause: thrown },
    );
  }
  const names = entries.filter((name) => /^[^.].*\.ya?ml$/.test(name)).toSorted();
  if (names.length > detectorsMax) {
    const detail = `it holds more than ${detectorsMax} detectors`;
    throw new CommonholdError('config_invalid', { file: folder, detail });
  }
  const twice = names.find((name, index) => detectorName(names[index - 1] ?? '') === detectorName(name));
  if (twice !== undefined) {
    const detail = `there are two detectors named ${detectorName(twice)}`;
    throw new CommonholdError('config_invalid', { file: folder, detail });
  }
  return names;
}

function detectorName(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}

function labelsOf({ labels }: Pick<Configuration, 'labels'>): ReadonlySet<string> {
  return new Set([...builtInLabels, ...labels.own]);
}

async function textOf(path: string): Promise<string> {
  const text = await readConfigurationText(path);
  if (text !== undefined) return text;
  throw new CommonholdError('config_invalid', { file: path, detail: 'it is not there' });
}
