export { type Catalog, type CatalogRow, modelFilePattern, type ModelSource } from './catalog-row.ts';
export type { DeclaredFacts } from './declared-facts.ts';
export { builtInCatalog, defaultModelName, describeSource, findRow } from './catalog.ts';
export { digestFile } from './digest.ts';
export { memoryNeed } from './estimate.ts';
export { type Library, openLibrary } from './library.ts';
export { readMachine } from './machine.ts';
export type { ModelEntry, PinState } from './model-entry.ts';
export { otherModelFolders } from './other-folders.ts';
export {
  hubAddress,
  keptBytes,
  type PulledModel,
  pullModel,
  type PullProgress,
  pullRefusal,
  type SourceAttempt,
} from './pull.ts';
export {
  type Candidate,
  plannedContextTokens,
  recommend,
  type Recommendation,
  usableShareOfMemory,
} from './recommend.ts';
export { commandRunner, type RunCommand } from './run-command.ts';
export { readSidecar } from './sidecar.ts';
