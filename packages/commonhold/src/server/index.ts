export type { BodyView, NodeStatus } from './api/index.ts';
export { openModelLibrary } from './local-models.ts';
export { type RunningNode, startNode, writeOwnerKey } from './start.ts';
