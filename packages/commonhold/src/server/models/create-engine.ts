import type { Logger } from 'pino';
import type { Clock } from '#base';
import { createLlamaProvider, type EngineOptions, type LlamaProvider } from '#providers';
import type { LocalModel } from './local-models.ts';
import type { NodeStatus } from '../api/index.ts';

/** The engine of one model, set up as the owner wrote under `engine:`. */
export function createEngine(
  model: LocalModel,
  options: EngineOptions,
  clock: Clock,
  log: Logger,
  announce: () => void,
): LlamaProvider {
  return createLlamaProvider({
    modelPath: model.path,
    model: model.name,
    digest: model.digest,
    clock,
    gpu: options.gpu,
    parallel: options.parallel,
    queueLimit: options.queue,
    reusePrefixes: options.reusePrefixes,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.contextTokens === undefined ? {} : { contextTokens: options.contextTokens }),
    ...(options.memoryBytes === undefined ? {} : { memoryLimitBytes: options.memoryBytes }),
    onState: (state) => {
      log.info({ model: model.name, state: state.type }, 'engine');
      announce();
    },
  });
}

type ModelState = Pick<NodeStatus['models'][number], 'state' | 'detail'>;

/** How an engine is, in the words of the status. A model that nobody asked for yet has no engine. */
export function engineState(engine: LlamaProvider | undefined): ModelState {
  if (!engine) return { state: 'idle', detail: undefined };
  const { engine: state, running, waiting } = engine.status();
  switch (state.type) {
    case 'stopped':
    case 'closed':
      return { state: 'idle', detail: undefined };
    case 'loading':
      return { state: 'loading', detail: undefined };
    case 'ready':
      return { state: 'ready', detail: `${running} running, ${waiting} waiting` };
    case 'crashed':
      return { state: 'failed', detail: `${state.detail}; starts again in ${state.restartInMs} ms` };
    case 'invalid':
      return { state: 'failed', detail: state.error.message };
  }
}
