export type { Authentication, Candidate } from './candidate.ts';
export { change, type PreparedChange } from './change.ts';
export type { Gate, GateConfiguration } from './gate.ts';
export { handle } from './handle.ts';
export type { Incoming, ReplySink } from './incoming.ts';
export { Limits } from './limits.ts';
export { limitOptions, type LimitsConfiguration, routeOptions } from './options.ts';
export type { Routes } from './route.ts';
