export { builtInPolicy } from './built-in.ts';
export type { Decision, PolicyEngine } from './engine.ts';
