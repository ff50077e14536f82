import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { homePaths } from '#config';
import {
  builtInCatalog,
  defaultModelName,
  findRow,
  type Library,
  type ModelEntry,
  readMachine,
  recommend,
  type Recommendation,
} from '#models';
import { inspectModel, measureSpeed } from '#providers';
import { openModelLibrary } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { NodeClient } from '../node-client.ts';
import { pull } from '../pull.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal.ts';
import { bytesText, oneLine, printable, table } from '../text.ts';
import { CommonholdError } from '#base';

interface Json {
  readonly json: boolean;
}

export const listModelsCommand: Action<Json & { readonly all: boolean }> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const here = await openModelLibrary(models).list(AbortSignal.timeout(listMs));
  const catalog = options.all ? builtInCatalog() : [];
  if (options.json) {
    printJson(terminal, { folder: models, models: here, ...(options.all ? { catalog } : {}) });
    return exitCodes.done;
  }
  if (here.length === 0)
    complain(terminal, `No models are in ${models} yet: commonhold models pull ${defaultModelName}`);
  else print(terminal, table(['model', 'size', 'licence', 'checked', 'sha-256'], here.map(entryRow)));
  if (options.all) {
    const rows = catalog.map((row) => [
      row.name,
      bytesText(row.sizeBytes),
      row.licence.osi ? row.licence.id : `${row.licence.id} (not open source)`,
      `${row.contextTokens}`,
      row.sha256 === undefined ? 'by hand (no pinned digest)' : 'pull',
      oneLine(row.goodFor.join(', '), 60),
    ]);
    print(terminal, `\n${table(['catalog', 'size', 'licence', 'context', 'how', 'good for'], rows)}`);
  }
  return exitCodes.done;
};

/** Digesting the files that were dropped into the folder may take minutes on a slow disk, but not hours. */
const listMs = 3_600_000;

function entryRow(entry: ModelEntry): string[] {
  const checked = {
    matched: 'as in the catalog',
    differs: 'differs from the catalog',
    none: 'not in the catalog',
  };
  return [
    entry.name,
    bytesText(entry.sizeBytes),
    entry.row?.licence.id ?? 'unknown',
    checked[entry.pin],
    `${entry.sha256.slice(0, 16)}…`,
  ];
}

export const pullModelCommand: Action<Json & { readonly name: string }> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const stop = stopOnInterrupt();
  const pulled = await pull(terminal, options.name, models, stop);
  if (options.json) printJson(terminal, pulled);
  else
    print(
      terminal,
      `${options.name} is in ${pulled.path} (${bytesText(pulled.sizeBytes)}, SHA-256 as pinned), from ${pulled.source}.`,
    );
  await tellNode(terminal);
  return exitCodes.done;
};

export const addModelCommand: Action<
  Json & { readonly file: string; readonly name: string | undefined; readonly link: boolean }
> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const added = await openModelLibrary(models).add(
    {
      file: resolve(options.file),
      link: options.link,
      ...(options.name === undefined ? {} : { name: options.name }),
    },
    stopOnInterrupt(),
  );
  if (options.json) printJson(terminal, added);
  else
    print(
      terminal,
      `${added.name} is in ${added.path} (${bytesText(added.sizeBytes)}, SHA-256 ${added.sha256}).`,
    );
  await tellNode(terminal);
  return exitCodes.done;
};

export const removeModelCommand: Action<Json & { readonly name: string }> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const removed = await openModelLibrary(models).remove(options.name, stopOnInterrupt());
  if (options.json) printJson(terminal, removed);
  else print(terminal, `${removed.name} is gone; ${bytesText(removed.sizeBytes)} are free again.`);
  await tellNode(terminal);
  return exitCodes.done;
};

export const inspectModelCommand: Action<Json & { readonly name: string }> = async (terminal, options) => {
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

export const recommendModelsCommand: Action<Json> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const signal = stopOnInterrupt();
  const small = await openModelLibrary(models).find(defaultModelName, signal);
  if (small && !options.json) complain(terminal, 'Measuring this machine with the small model …');
  const recommendation = await recommend({
    catalog: builtInCatalog(),
    machine: readMachine(),
    contextTokens: plannedContextTokens,
    measure: small && {
      row: findRow(builtInCatalog(), defaultModelName),
      path: small.path,
      speed: async (path, stop) =>
        (await measureSpeed(path, { signal: stop, memoryLimitBytes: readMachine().totalMemoryBytes }))
          .outputTokensPerSecond,
    },
    signal,
  });
  if (options.json) printJson(terminal, recommendation);
  else showRecommendation(terminal, recommendation);
  return exitCodes.done;
};

/** Long enough for a document and a conversation about it. */
const plannedContextTokens = 8192;

function showRecommendation(terminal: Terminal, recommendation: Recommendation): void {
  const { machine, measured } = recommendation;
  print(
    terminal,
    `${machine.processor}, ${machine.cores} cores, ${bytesText(machine.availableMemoryBytes)} of ${bytesText(machine.totalMemoryBytes)} memory free`,
  );
  print(
    terminal,
    measured
      ? `measured: ${measured.tokensPerSecond.toFixed(1)} tokens/s with ${measured.model}; other speeds are estimated from it`
      : `no speed is estimated: ${defaultModelName} is not here to measure with`,
  );
  for (const pick of recommendation.picks) {
    const { row } = pick.candidate;
    print(terminal, `\n${styled(terminal, 'bold', row.name)} (${pick.because})`);
    print(terminal, `  ${pick.reason}`);
    print(
      terminal,
      `  ${bytesText(row.sizeBytes)}, ${row.licence.id}, needs about ${bytesText(pick.candidate.memory.totalBytes)} of memory`,
    );
    print(
      terminal,
      pick.candidate.canBePulled
        ? `  commonhold models pull ${row.name}`
        : `  no digest is pinned: bring the file with commonhold models add`,
    );
  }
  const rows = recommendation.candidates.map((candidate) => [
    candidate.row.name,
    candidate.fit,
    candidate.estimatedTokensPerSecond === undefined
      ? '-'
      : `${candidate.estimatedTokensPerSecond.toFixed(1)} (estimated)`,
    candidate.fullyOpen ? 'weights, data, code' : candidate.row.openness.weights === 'yes' ? 'weights' : 'no',
    candidate.row.licence.id,
  ]);
  print(terminal, `\n${table(['model', 'fits', 'tokens/s', 'open', 'licence'], rows)}`);
}

/** A name of the models folder first; a file after that. */
async function find(library: Library, name: string, signal: AbortSignal): Promise<ModelEntry | undefined> {
  const entry = await library.find(name, signal);
  if (entry) return entry;
  const file = await stat(resolve(name)).catch(() => undefined);
  if (!file?.isFile()) throw new CommonholdError('model_unknown', { model: JSON.stringify(name) });
  return undefined;
}

/** A running node sees the folder anew, and records what changed. Without one, the next start does. */
async function tellNode(terminal: Terminal): Promise<void> {
  const { home, socket } = homePaths(terminal.environment);
  const node = new NodeClient(home, socket);
  try {
    await node.post('/api/status/reload');
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError && thrown.code === 'node_not_running')) throw thrown;
  } finally {
    await node.close();
  }
}

function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('stopped')));
  return stop.signal;
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
