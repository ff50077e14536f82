import { createOutbound, systemClock } from '#base';
import {
  builtInCatalog,
  commandRunner,
  findRow,
  otherModelFolders,
  type PulledModel,
  pullModel,
} from '#models';
import type { PullMeans } from '#server';
import { progressBar } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { version } from '../version.ts';

/**
 * Fetches a model of the catalog into the models folder, with a bar that moves. `COMMONHOLD_MODELS` may name other
 * folders that hold model files, separated as in PATH; they are looked into before anything is fetched.
 */
export async function pull(
  terminal: Terminal,
  name: string,
  folder: string,
  signal: AbortSignal,
): Promise<PulledModel> {
  const row = findRow(builtInCatalog(), name);
  const bar = progressBar(terminal, () => systemClock.monotonic());
  const means = pullMeans(terminal);
  try {
    return await pullModel({
      ...means,
      row,
      folder,
      clock: systemClock,
      onProgress: ({ source, receivedBytes, totalBytes }) =>
        bar.update(`${name} from ${source}`, receivedBytes, totalBytes),
      signal,
    });
  } finally {
    bar.end();
    await means.outbound.close();
  }
}

/** How models are fetched, by a command and by the node that a command starts. Its door is to be closed at the end. */
export function pullMeans(terminal: Terminal): PullMeans {
  return {
    outbound: createOutbound({ version, onContact: () => undefined, proxy: 'environment' }),
    runCommand: commandRunner(terminal.environment),
    otherFolders: otherModelFolders(terminal.environment),
  };
}
