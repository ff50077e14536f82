export type { BodyView, NodeStatus } from './api/index.ts';
export { openModelLibrary } from './local-models.ts';
export { type RunningNode, startNode, type StartOptions, writeOwnerKey } from './start.ts';
