import { access, constants } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommonholdError } from '#base';
import { EngineProcess } from './engine-process.ts';
import type { ModelInspection } from './inspection.ts';
import { defaultThreads } from './llama-provider.ts';
import type { FromEngine, InspectTask, MeasureTask, Speed } from './protocol.ts';
import { systemTimers, type Timers } from './timers.ts';

/** Reading a header takes well under a second; a file that makes it take longer is not a model. */
const inspectMs = 30_000;
/** The metadata of the largest vocabularies take about 300 MiB once parsed. */
const inspectMemoryBytes = 2 * 1024 ** 3;
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

async function runTask(
  task: InspectTask | MeasureTask,
  memoryLimitBytes: number,
  limitMs: number,
  options: TaskOptions,
): Promise<FromEngine> {
  const { signal } = options;
  const timers = options.timers ?? systemTimers;
  signal.throwIfAborted();
  await access(task.modelPath, constants.R_OK).catch(() => {
    throw new CommonholdError('model_missing', { model: basename(task.modelPath) });
  });
  const { promise, resolve, reject } = Promise.withResolvers<FromEngine>();
  const engine = new EngineProcess({
    memoryLimitBytes,
    timers,
    onMessage: (message) => {
      if (message.type === 'failed')
        reject(new CommonholdError(message.failure.code, message.failure.values));
      else resolve(message);
    },
    onExit: ({ detail }) =>
      reject(
        new CommonholdError('model_invalid', {
          model: basename(task.modelPath),
          detail: `it stopped the process that read it (${detail})`,
        }),
      ),
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
