export type { ModelSource } from './catalog-row.ts';
export { builtInCatalog, defaultModelName, findRow } from './catalog.ts';
export { type Library, openLibrary } from './library.ts';
export { readMachine } from './machine.ts';
export type { ModelEntry, PinState } from './model-entry.ts';
export { type PulledModel, pullModel, type SourceAttempt } from './pull.ts';
export { recommend, type Recommendation } from './recommend.ts';
export { commandRunner } from './run-command.ts';
