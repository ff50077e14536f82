export { createHttpProvider, type HttpProviderOptions } from './http.ts';
export {
  createLlamaProvider,
  defaultThreads,
  type EngineState,
  inspectModel,
  type LlamaProvider,
  type LlamaProviderOptions,
  type LlamaStatus,
  type LoadedFacts,
  type MeasureOptions,
  measureSpeed,
  type ModelInspection,
  type Origin,
  type Speed,
  systemTimers,
  type TaskOptions,
  type Timers,
} from './llama/index.ts';
export { engineOptions, type EngineOptions, providerOptions, type ProviderOptions } from './options.ts';
export type { Provider, ProviderReply, ProviderRequest } from './provider.ts';
