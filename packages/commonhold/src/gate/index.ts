export type { Candidate } from './candidate.ts';
export { change } from './change.ts';
export type { Gate, GateConfiguration } from './gate.ts';
export { handle } from './handle.ts';
export type { ReplySink } from './incoming.ts';
export { Limits } from './limits.ts';
export { limitOptions, routeOptions } from './options.ts';
export type { Routes } from './route.ts';
export { RunLabels } from './run-labels.ts';
