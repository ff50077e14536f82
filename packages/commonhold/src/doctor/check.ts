import type { Group, Observation } from './finding.ts';
import type { Situation } from './situation.ts';

/** One thing that the doctor looks at. It changes nothing, and says so when something could not be found out. */
export interface Check {
  /** Also the heading of its part of docs/guide/doctor.md. */
  readonly name: string;
  readonly group: Group;
  look(situation: Situation, signal: AbortSignal): Promise<readonly Observation[]>;
}
