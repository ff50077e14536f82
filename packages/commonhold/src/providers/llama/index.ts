export {
  createLlamaProvider,
  defaultThreads,
  engineShareOfMemory,
  type LlamaProvider,
} from './llama-provider.ts';
export { inspectModel, measureSpeed, probeEngine } from './run-task.ts';
export type { EngineBuild } from './protocol.ts';
export type { RenderedPrompt } from './rendered-prompt.ts';
