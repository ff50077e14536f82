export { type BodyView, callsApi } from './calls.ts';
export { type ApiContext, type ApiEnvironment } from './context.ts';
export { credentialsApi, keysApi } from './keys.ts';
export type { NodeStatus } from './node-status.ts';
export { statusApi } from './status.ts';
