export { witnessOptions } from './witness-options.ts';
export type { WitnessOptions } from './witness-options.ts';
export { askWitnesses } from './ask/ask-witnesses.ts';
export type { WitnessSays } from './ask/ask-witnesses.ts';
