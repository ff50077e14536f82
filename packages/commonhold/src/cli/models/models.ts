import { resolve } from 'node:path';
import { homePaths } from '#home';
import { builtInCatalog, defaultModelName, type ModelEntry } from '#models';
import { openModelLibrary, type RemovedModelView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { withNode } from '../node/node-client.ts';
import { pull } from './pull.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { bytesText, oneLine, printable, table } from '../terminal/text.ts';
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
  const signal = stopOnInterrupt();
  const library = openModelLibrary(models);
  // A file that was put there by hand gets its name by this; the node would not know it yet.
  const entry = await library.find(options.name, signal);
  if (!entry) throw new CommonholdError('model_unknown_here', { model: options.name, folder: models });
  // A running node does it itself, because it alone knows whether the model answers a call at this moment.
  const consequences = await removeInNode(terminal, entry.name);
  if (!consequences) await library.remove(entry.name, signal);
  if (options.json) printJson(terminal, { ...entry, consequences: consequences ?? [] });
  else {
    print(terminal, `${entry.name} is gone; ${bytesText(entry.sizeBytes)} are free again.`);
    for (const consequence of consequences ?? []) print(terminal, printable(consequence));
  }
  return exitCodes.done;
};

/** What that means for the node, in sentences; nothing when no node runs. */
async function removeInNode(terminal: Terminal, name: string): Promise<readonly string[] | undefined> {
  try {
    const path = `/api/models/${encodeURIComponent(name)}`;
    return (await withNode(terminal, (node) => node.delete<RemovedModelView>(path))).consequences;
  } catch (thrown) {
    if (!isNotRunning(thrown)) throw thrown;
    return undefined;
  }
}

/** A running node sees the folder anew, and records what changed. Without one, the next start does. */
async function tellNode(terminal: Terminal): Promise<void> {
  try {
    await withNode(terminal, (node) => node.post('/api/status/reload'));
  } catch (thrown) {
    if (!isNotRunning(thrown)) throw thrown;
  }
}

function isNotRunning(thrown: unknown): boolean {
  return thrown instanceof CommonholdError && thrown.code === 'node_not_running';
}
