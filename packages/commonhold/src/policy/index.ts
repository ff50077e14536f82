export { builtInPolicy } from './built-in.ts';
export type { Decision, Facts, PolicyEngine, Question, Remedy } from './engine.ts';
