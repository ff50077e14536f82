export { witnessOptions } from './witness-options.ts';
export type { WitnessOptions } from './witness-options.ts';
export { askWitnesses } from './ask/ask-witnesses.ts';
export type { WitnessSays } from './ask/ask-witnesses.ts';
export { formatPolicy, policyOf } from './ask/policy-of.ts';
export { type AskedWitness, WitnessRounds } from './ask/witness-rounds.ts';
export { signatureChecks } from './signature-checks.ts';
export { Witness } from './serve/witness.ts';
export type { WitnessAnswer } from './serve/witness.ts';
