/**
 * What the doctor says of one thing: `good` needs nothing, `attention` works and should be looked at, `broken` does not
 * work or breaks what SECURITY.md promises, `unknown` could not be found out from here.
 */
export const verdicts = ['good', 'attention', 'broken', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** One sentence of what was seen, with its figures, and one of what to do. */
export interface Observation {
  readonly verdict: Verdict;
  readonly seen: string;
  readonly advice: string;
}

export interface Finding extends Observation {
  /** The check that found it: its heading in docs/guide/doctor.md. */
  readonly check: string;
  readonly group: Group;
}

export const groups = ['This machine', 'Home folder', 'Node', 'Providers'] as const;
export type Group = (typeof groups)[number];

export const nothingToDo = 'Nothing to do.';

export function good(seen: string, advice = nothingToDo): Observation {
  return { verdict: 'good', seen, advice };
}

export function attention(seen: string, advice: string): Observation {
  return { verdict: 'attention', seen, advice };
}

export function broken(seen: string, advice: string): Observation {
  return { verdict: 'broken', seen, advice };
}

export function unknown(seen: string, advice: string): Observation {
  return { verdict: 'unknown', seen, advice };
}
