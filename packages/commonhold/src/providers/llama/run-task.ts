import { access, constants } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommonholdError } from '#base';
import { EngineProcess } from './engine-process.ts';
import type { ModelInspection } from './inspection.ts';
import { defaultThreads } from './llama-provider.ts';
import type { EngineBuild, FromEngine, InspectTask, MeasureTask, ProbeTask, Speed } from './protocol.ts';
import { systemTimers, type Timers } from './timers.ts';

/** Reading a header takes well under a second; a file that makes it take longer is not a model. */
const inspectMs = 30_000;
/** The metadata of the largest vocabularies take about 300 MiB once parsed. */
const inspectMemoryBytes = 2 * 1024 ** 3;
/** The binary loads in under a second; a graphics card's driver may take some seconds more. */
const probeMs = 60_000;
/** Loading a large model from a slow disk and drawing a few tokens. */
const measureMs = 10 * 60_000;

export interface TaskOptions {
  readonly timers?: Timers;
  readonly signal: AbortSignal;
}

/** What a GGUF file declares, read in a process of its own. Throws `model_missing` or `model_invalid`. */
export async function inspectModel(modelPath: string, options: TaskOptions): Promise<ModelInspection> {
  const answer = await runTask({ type: 'inspect', modelPath }, inspectMemoryBytes, inspectMs, options);
  if (answer.type !== 'inspected') throw unexpected(answer);
  return answer.inspection;
}

export interface MeasureOptions extends TaskOptions {
  readonly memoryLimitBytes: number;
  readonly threads?: number;
  readonly gpu?: boolean;
}

/** How fast this machine reads and writes with a model. */
export async function measureSpeed(modelPath: string, options: MeasureOptions): Promise<Speed> {
  const task: MeasureTask = {
    type: 'measure',
    modelPath,
    gpu: options.gpu ?? false,
    threads: options.threads ?? defaultThreads(),
  };
  const answer = await runTask(task, options.memoryLimitBytes, measureMs, options);
  if (answer.type !== 'measured') throw unexpected(answer);
  return answer.speed;
}

/** Whether the engine's binary is there and loads on this machine, in a process of its own. Throws `engine_failed`. */
export async function probeEngine(gpu: boolean, options: TaskOptions): Promise<EngineBuild> {
  const failed = (detail: string) => new CommonholdError('engine_failed', { model: 'no model', detail });
  const answer = await runProcess({ type: 'probe', gpu }, inspectMemoryBytes, probeMs, options, failed);
  if (answer.type !== 'probed') throw unexpected(answer);
  return answer.build;
}

async function runTask(
  task: InspectTask | MeasureTask,
  memoryLimitBytes: number,
  limitMs: number,
  options: TaskOptions,
): Promise<FromEngine> {
  options.signal.throwIfAborted();
  const model = basename(task.modelPath);
  await access(task.modelPath, constants.R_OK).catch(() => {
    throw new CommonholdError('model_missing', { model });
  });
  return runProcess(task, memoryLimitBytes, limitMs, options, (detail) => {
    return new CommonholdError('model_invalid', {
      model,
      detail: `it stopped the process that read it (${detail})`,
    });
  });
}

/** One process for one task. `ended` says what it means that the process ended before it answered. */
async function runProcess(
  task: InspectTask | MeasureTask | ProbeTask,
  memoryLimitBytes: number,
  limitMs: number,
  options: TaskOptions,
  ended: (detail: string) => CommonholdError,
): Promise<FromEngine> {
  const { signal } = options;
  const timers = options.timers ?? systemTimers;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<FromEngine>();
  const engine = new EngineProcess({
    memoryLimitBytes,
    timers,
    onMessage: (message) => {
      if (message.type === 'failed')
        reject(new CommonholdError(message.failure.code, message.failure.values));
      else resolve(message);
    },
    onExit: ({ detail }) => reject(ended(detail)),
  });
  const stopTimer = timers.after(limitMs, () => engine.kill(`it took longer than ${limitMs / 1000} s`));
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  engine.send(task);
  try {
    return await promise;
  } finally {
    stopTimer();
    signal.removeEventListener('abort', abort);
    await engine.end();
  }
}

function unexpected(answer: FromEngine): CommonholdError {
  return new CommonholdError('internal', { detail: `the engine answered ${answer.type}` });
}
