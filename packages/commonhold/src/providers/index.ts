export { createAnalyzer } from './analyzer.ts';
export {
  type DestinationFacts,
  destinationOf,
  type DestinationRow,
  type Fact,
  factAgeDays,
  factMaxAgeDays,
  factNames,
  factsOf,
  factTitles,
  findVendor,
  renamedFields,
  vendors,
} from './destinations/index.ts';
export { createHttpProvider } from './http.ts';
export { askForModels, fitsWire, listAddress, type ListedModel, type ModelsAnswer } from './listing/index.ts';
export {
  createLlamaProvider,
  defaultThreads,
  inspectModel,
  type EngineBuild,
  engineShareOfMemory,
  type LlamaProvider,
  measureSpeed,
  probeEngine,
  type RenderedPrompt,
} from './llama/index.ts';
export { engineOptions, type EngineOptions, providerOptions, type ProviderOptions } from './options.ts';
export type { Provider, ProviderReply, ProviderRequest } from './provider.ts';
