export { findVendor, vendors } from './catalog.ts';
export { factAgeDays, factMaxAgeDays } from './age.ts';
export { type Fact, factNames, factTitles } from './fact.ts';
export { renamedFields } from './renamed-fields.ts';
export { type DestinationFacts, destinationOf, type DestinationRow, factsOf } from './facts-of.ts';
