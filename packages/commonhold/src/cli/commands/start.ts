import { randomFillSync } from 'node:crypto';
import pino from 'pino';
import { asCommonholdError, CommonholdError, describe, pooledRandomness, systemClock } from '#base';
import { homePaths } from '#config';
import { builtInCatalog, defaultModelName, readMachine, recommend } from '#models';
import { openModelLibrary, type RunningNode, startNode, writeOwnerKey } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { pull } from '../pull.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal.ts';
import { printable } from '../text.ts';
import { software } from '../version.ts';

export interface StartOptions {
  readonly offline: boolean;
  readonly json: boolean;
}

/** The record's state on disk is unknown: ending is the only safe thing, and the next start finds out. */
const fatalExitCode = 70;

/** `commonhold start`: fetches the default model if need be, starts the node and says how to use it. */
export const startCommand: Action<StartOptions> = async (terminal, options) => {
  const paths = homePaths(terminal.environment);
  const log = pino({ level: logLevelOf(terminal) }, pino.destination({ dest: 2, sync: true }));
  const node = await startNode({
    paths,
    port: portOf(terminal),
    software,
    clock: systemClock,
    randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
    log,
    onFatal: (error) => {
      log.fatal({ err: error }, 'the record can no longer be trusted to be written; the node ends');
      process.exit(fatalExitCode);
    },
  });
  const stopped = untilStopped(terminal, node);
  if (!options.offline) await fetchDefaultModel(terminal, node, paths.models);
  await announce(terminal, options, node);
  node.warm().catch((thrown: unknown) => {
    // A node that stops while its model loads has nothing to complain of.
    if (node.stopping.aborted) return;
    complain(terminal, printable(describe(asCommonholdError(thrown))));
  });
  await stopped;
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

async function announce(terminal: Terminal, options: StartOptions, node: RunningNode): Promise<void> {
  const status = await node.status();
  const base = `http://${node.address}:${node.port}`;
  const model = status.models.find(({ name }) => name === status.defaultModel);
  const showKey = terminal.output.isTTY === true || options.json;
  if (node.newOwnerKey !== undefined && !showKey)
    await writeOwnerKey(homePaths(terminal.environment), node.newOwnerKey);
  if (options.json) {
    printJson(terminal, { ...status, baseUrls: { openai: `${base}/v1` }, newOwnerKey: node.newOwnerKey });
    return;
  }
  const keyText =
    node.newOwnerKey === undefined
      ? 'made at the first start; "commonhold keys add NAME" makes another'
      : showKey
        ? `${node.newOwnerKey}  (shown this once; the node keeps only its digest)`
        : `in ${homePaths(terminal.environment).ownerKey}`;
  const lines: [string, string][] = [
    ['OpenAI base URL', `${base}/v1`],
    ["owner's key", keyText],
    [
      'model',
      model ? `${model.name} (${model.licence ?? 'licence unknown'})` : `${status.defaultModel} is not here`,
    ],
    ['', await selfTestLine(node)],
    ['record', `${status.origin}, ${status.log.size} entries; "commonhold verify" proves it`],
    ['home folder', status.home],
  ];
  print(
    terminal,
    styled(
      terminal,
      'bold',
      `Commonhold ${software.split('/')[1] ?? ''} runs (process ${status.process}).\n`,
    ),
  );
  for (const [name, value] of lines)
    if (value !== '') print(terminal, `  ${name.padEnd(16)} ${printable(value)}`);
  const key =
    node.newOwnerKey !== undefined && showKey
      ? node.newOwnerKey
      : node.newOwnerKey === undefined
        ? 'YOUR_KEY'
        : `$(cat ${homePaths(terminal.environment).ownerKey})`;
  const ask = { model: status.defaultModel, messages: [{ role: 'user', content: 'What is a commons?' }] };
  print(
    terminal,
    `\nTry it:\n  curl ${base}/v1/chat/completions -H "authorization: Bearer ${key}" \\\n    -H "content-type: application/json" -d '${JSON.stringify(ask)}'`,
  );
}

/** One line that says what the small model is and which one to pull; nothing once a larger model is in use. */
async function selfTestLine(node: RunningNode): Promise<string> {
  if (node.configuration.engine.defaultModel !== defaultModelName) return '';
  const { startLine } = await recommend({
    catalog: builtInCatalog(),
    machine: readMachine(),
    contextTokens: 8192,
    measure: undefined,
    signal: node.stopping,
  });
  return startLine;
}

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
