export { witnessOptions } from './witness-options.ts';
export type { WitnessOptions } from './witness-options.ts';
