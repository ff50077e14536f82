export { type ChangeKind, changeKinds } from './compare.ts';
export type { ChangeExample, ChangeGroup } from './tally.ts';
export { TriedRules } from './tried-rules.ts';
export { tryRules } from './try-rules.ts';
