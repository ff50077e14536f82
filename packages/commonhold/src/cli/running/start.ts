import { randomFillSync } from 'node:crypto';
import pino from 'pino';
import { asCommonholdError, CommonholdError, describe, pooledRandomness, systemClock } from '#base';
import { homePaths } from '#home';
import { defaultModelName } from '#models';
import { openModelLibrary, type RunningNode, startNode, writeOwnerKey } from '#server';
import { announce } from './announce.ts';
import { type Action, exitCodes } from '../command.ts';
import { createLog } from './log.ts';
import { keyPlaceOf } from '../terminal/passphrase.ts';
import { pull, pullMeans } from '../models/pull.ts';
import { complain, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { software } from '../version.ts';

export interface StartOptions {
  readonly offline: boolean;
  readonly trustRestored: boolean;
  readonly json: boolean;
}

/** The record's state is unknown, or others have more of it: ending is the only safe thing, and the next start finds out. */
const fatalExitCode = 70;

/** `commonhold start`: fetches the default model if need be, starts the node and says how to use it. */
export const startCommand: Action<StartOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  const log = createLog(logLevelOf(terminal), pino.destination({ dest: 2, sync: true }));
  const means = pullMeans(terminal);
  const node = await startNode({
    paths,
    keys: keyPlaceOf(terminal),
    trustRestored: options.trustRestored,
    port: portOf(terminal),
    software,
    means,
    clock: systemClock,
    randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
    log,
    onFatal: (error) => {
      log.fatal({ err: error }, 'nothing more may be written or signed, so the node ends');
      process.exit(fatalExitCode);
    },
  });
  const stopped = untilStopped(terminal, node);
  // The model may take minutes to arrive, and a start that is broken off meanwhile must not lose the key.
  if (node.newOwnerKey !== undefined) await writeOwnerKey(paths, node.newOwnerKey);
  if (!options.offline) await fetchDefaultModel(terminal, node, paths.models);
  await announce(terminal, node, paths, options.json);
  node.warm().catch((thrown: unknown) => {
    // A node that stops while its model loads has nothing to complain of.
    if (node.stopping.aborted) return;
    complain(terminal, printable(describe(asCommonholdError(thrown))));
  });
  await stopped;
  await means.outbound.close();
  return exitCodes.done;
};

function portOf(terminal: Terminal): number | undefined {
  const text = terminal.environment['COMMONHOLD_PORT'];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommonholdError('environment_invalid', {
      name: 'COMMONHOLD_PORT',
      detail: `${JSON.stringify(text)} is no port`,
    });
  }
  return port;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function logLevelOf(terminal: Terminal): string {
  const level = terminal.environment['COMMONHOLD_LOG'] ?? '';
  if (level === '') return 'warn';
  if (!logLevels.includes(level)) {
    const detail = `${JSON.stringify(level)} is none of ${logLevels.join(', ')}`;
    throw new CommonholdError('environment_invalid', { name: 'COMMONHOLD_LOG', detail });
  }
  return level;
}

/** The small model comes with the first start. When no source has it, the node runs and says what is missing. */
async function fetchDefaultModel(terminal: Terminal, node: RunningNode, folder: string): Promise<void> {
  const { defaultModel } = node.configuration.engine;
  if (defaultModel !== defaultModelName) return;
  if (await openModelLibrary(folder).find(defaultModel, AbortSignal.timeout(lookMs))) return;
  complain(terminal, `Fetching the small open model ${defaultModel}, once.`);
  try {
    await pull(terminal, defaultModel, folder, node.stopping);
    await node.reload();
  } catch (thrown) {
    const error = asCommonholdError(thrown);
    complain(terminal, printable(`${error.message}\n${error.hint}`));
    complain(terminal, 'The node runs without it; everything but that model works.');
  }
}

/** Looking into the models folder may digest a file that was dropped there. */
const lookMs = 600_000;

/** Resolves when the node has stopped after SIGINT or SIGTERM; a second signal ends the process at once. */
function untilStopped(terminal: Terminal, node: RunningNode): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let stopping = false;
  const stop = (): void => {
    // A crash is what the record is made for, so an impatient owner loses nothing that was acknowledged.
    if (stopping) process.exit(exitCodes.no);
    stopping = true;
    if (terminal.errors.isTTY) complain(terminal, '\nStopping; calls under way are ended and recorded.');
    node.stop().then(resolve, reject);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return promise;
}
