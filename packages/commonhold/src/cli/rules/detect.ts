import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommonholdError } from '#base';
import { loadConfiguration } from '#config';
import { homePaths } from '#home';
import { builtInDetectors, type Finding, inspect, OwnLooks } from '#labels';
import { readOwnLooks } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { readInput } from '../terminal/standard-input.ts';
import { print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/** A text for a person to try; the gate itself has its own limit. */
const fileBytesMax = 64 * 1024 * 1024;
/** As much of what was found as fits into a line. */
const shownMax = 60;

export interface DetectOptions {
  readonly file: string | undefined;
  readonly json: boolean;
}

/**
 * `commonhold detect`: with the detectors that every node has, and the terms and detectors of this home folder. Where a text
 * comes from is not known here, so all detectors look, and Presidio is not asked.
 */
export const detectTextCommand: Action<DetectOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  const configuration = await loadConfiguration(paths.configuration);
  const { dictionary, own } = await readOwnLooks(paths, configuration);
  const text = await readText(terminal, options.file);
  const findings: Finding[] = [];
  for (const step of inspect(text, { detectors: builtInDetectors, dictionary, own: new OwnLooks(own) }))
    findings.push(...step.findings);
  findings.sort((left, right) => left.start - right.start || right.end - left.end);
  const lines = new Lines(text);
  const placed = findings.map(({ start, end, ...rest }) => ({
    ...lines.placeOf(start),
    start,
    end,
    ...rest,
    text: text.slice(start, end),
  }));
  const labels = [...new Set(findings.filter(isCounted).map(({ label }) => label))].toSorted();
  const notAsked = configuration.labels.presidio === undefined ? [] : ['presidio'];
  if (options.json) {
    printJson(terminal, { labels, findings: placed, notAsked });
    return exitCodes.done;
  }
  for (const { line, column, label, detector, confidence, text: found } of placed) {
    const shown = printable(found.length > shownMax ? `${found.slice(0, shownMax)}…` : found);
    print(
      terminal,
      `${line}:${column}  ${styled(terminal, 'bold', label)}  ${detector}, ${confidence}  ${shown}`,
    );
  }
  print(terminal, labels.length === 0 ? 'No label.' : `Labels: ${labels.join(', ')}`);
  if (notAsked.length > 0) print(terminal, 'Presidio was not asked; only calls through the node ask it.');
  return exitCodes.done;
};

/** A hint raises no label. */
function isCounted({ confidence }: Finding): boolean {
  return confidence !== 'possible';
}

async function readText(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') return readInput(terminal);
  const path = resolve(file);
  const { size } = await stat(path);
  if (size > fileBytesMax) throw new CommonholdError('body_too_large', { limit: fileBytesMax });
  return readFile(path, 'utf8');
}

/** Lines and columns, from 1, of places that are asked for from left to right. */
class Lines {
  readonly #text: string;
  #line = 1;
  #begins = 0;

  constructor(text: string) {
    this.#text = text;
  }

  placeOf(offset: number): { readonly line: number; readonly column: number } {
    for (;;) {
      const next = this.#text.indexOf('\n', this.#begins);
      if (next === -1 || next >= offset) break;
      this.#line += 1;
      this.#begins = next + 1;
    }
    return { line: this.#line, column: offset - this.#begins + 1 };
  }
}
