export type { EngineState } from './engine-supervisor.ts';
export type { ModelInspection, Origin } from './inspection.ts';
export {
  createLlamaProvider,
  defaultThreads,
  type LlamaProvider,
  type LlamaProviderOptions,
  type LlamaStatus,
} from './llama-provider.ts';
export type { LoadedFacts, Speed } from './protocol.ts';
export { inspectModel, measureSpeed, type MeasureOptions, type TaskOptions } from './run-task.ts';
export { systemTimers, type Timers } from './timers.ts';
