export { factAgeDays, factMaxAgeDays } from './age.ts';
export { type Fact, type FactName, factNames, factTitles } from './fact.ts';
export {
  type DestinationFacts,
  destinationOf,
  type DestinationRow,
  factsOf,
  type ResolvedFact,
} from './facts-of.ts';
