import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import type { Library, ModelEntry } from '#models';
import { inspectModel } from '#providers';
import { openModelLibrary } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { print, printJson, styled } from '../terminal/terminal.ts';
import { bytesText, printable } from '../terminal/text.ts';

/** `commonhold models inspect`: what a file declares of itself, apart from what this node has verified. */
export const inspectModelCommand: Action<{ readonly name: string; readonly json: boolean }> = async (
  terminal,
  options,
) => {
  const { models } = homePaths(terminal.environment);
  const signal = stopOnInterrupt();
  const library = openModelLibrary(models);
  const entry = await find(library, options.name, signal);
  const declared = await inspectModel(entry?.path ?? resolve(options.name), { signal });
  const verified = entry
    ? { path: entry.path, sizeBytes: entry.sizeBytes, sha256: entry.sha256, pin: entry.pin }
    : undefined;
  const { template, ...rest } = declared;
  const shown = {
    ...rest,
    template: template && { sha256: template.digest, characters: template.text.length },
  };
  if (options.json) {
    printJson(terminal, { verified, declared });
    return exitCodes.done;
  }
  print(terminal, styled(terminal, 'bold', 'Verified by this node'));
  if (verified) {
    print(terminal, `  file      ${printable(verified.path)}`);
    print(terminal, `  size      ${bytesText(verified.sizeBytes)}`);
    print(terminal, `  sha-256   ${verified.sha256}`);
    const pins = {
      matched: "the catalog's pinned digest matches",
      differs: 'NOT the file that the catalog pins',
      none: 'the catalog does not know this file',
    };
    print(terminal, `  catalog   ${pins[verified.pin]}`);
  } else print(terminal, '  nothing: the file is not in the models folder');
  print(terminal, styled(terminal, 'bold', '\nDeclared by the file, unchecked'));
  for (const line of describeFacts(shown, 1)) print(terminal, printable(line));
  return exitCodes.done;
};

/** A name of the models folder first; a file after that. */
async function find(library: Library, name: string, signal: AbortSignal): Promise<ModelEntry | undefined> {
  const entry = await library.find(name, signal);
  if (entry) return entry;
  const file = await stat(resolve(name)).catch(() => undefined);
  if (!file?.isFile()) throw new CommonholdError('model_unknown', { model: JSON.stringify(name) });
  return undefined;
}

/** Nested facts as indented lines; a list is one line of its items. */
function describeFacts(facts: object, depth: number): string[] {
  const indent = '  '.repeat(depth);
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    if (Array.isArray(value)) {
      return value.length === 0 ? [] : [`${indent}${name.padEnd(18)} ${value.map(oneFact).join('; ')}`];
    }
    if (typeof value === 'object' && value !== null) {
      const lines = describeFacts(value, depth + 1);
      return lines.length === 0 ? [] : [`${indent}${name}`, ...lines];
    }
    return [`${indent}${name.padEnd(18)} ${oneFact(value)}`];
  });
}

function oneFact(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return given.map(([name, inner]) => `${name} ${oneFact(inner)}`).join(', ');
}
