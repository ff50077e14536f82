export type { Catalog, CatalogRow, ModelSource } from './catalog-row.ts';
export { builtInCatalog, defaultModelName, describeSource, findRow, parseCatalog } from './catalog.ts';
export type { DeclaredFacts, InspectedFile, InspectFile } from './declared-facts.ts';
export { bytesReadPerToken, estimateSpeed, memoryNeed, type MemoryNeed } from './estimate.ts';
export {
  type AddRequest,
  type Library,
  type LibraryOptions,
  type ModelEntry,
  type ModelInspection,
  type ModelVerification,
  openLibrary,
  type PinState,
} from './library.ts';
export { type Machine, readMachine } from './machine.ts';
export {
  type PulledModel,
  type PullProgress,
  type PullRequest,
  pullModel,
  type SourceAttempt,
} from './pull.ts';
export {
  type Candidate,
  type Fit,
  type MeasureSpeed,
  type Pick,
  recommend,
  type Recommendation,
  type RecommendRequest,
} from './recommend.ts';
export { commandRunner, type CommandResult, type RunCommand } from './run-command.ts';
