export { createLlamaProvider, defaultThreads, type LlamaProvider } from './llama-provider.ts';
export { inspectModel, measureSpeed } from './run-task.ts';
