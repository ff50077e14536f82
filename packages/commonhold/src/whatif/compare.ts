import type { RecordedDecision } from './recorded-decision.ts';
import { isSame, type Outcome } from './redecide.ts';

/** What is different about a decision; each that is not the same is one of these. */
export const changeKinds = [
  'newlyDenied',
  'newlyAllowed',
  'rerouted',
  'pseudonymised',
  'plain',
  'approval',
  'otherRules',
  'unknown',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** How a decision would differ from the one on record; undefined when it is the same, step by step. */
export function changeOf(before: RecordedDecision, after: Outcome): ChangeKind | undefined {
  if (before.trail.join('\n') === after.trail.join('\n')) return undefined;
  const wentTo = before.isSent ? before.places.at(-1) : undefined;
  switch (after.type) {
    case 'denied':
      return wentTo === undefined ? 'otherRules' : 'newlyDenied';
    case 'approval':
      return 'approval';
    case 'pseudonyms':
      return 'pseudonymised';
    case 'sent':
      if (wentTo === undefined) return 'newlyAllowed';
      if (!isSame(wentTo, after.place)) return 'rerouted';
      if (before.isPseudonymised === after.isPseudonymised) return 'otherRules';
      return after.isPseudonymised ? 'pseudonymised' : 'plain';
  }
}

/** The rules that make the difference: those of the new trail that the old one lacks, and else those that are gone. */
export function rulesOfChange(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, young] = [rulesIn(before), rulesIn(after)];
  const come = [...young].filter((step) => !old.has(step));
  const steps = come.some((step) => !step.startsWith('allow:'))
    ? come
    : [...old].filter((step) => !young.has(step));
  const decisive = steps.length > 0 ? steps : come;
  // A permit matters where nothing that forbids does.
  const forbids = decisive.filter((step) => !step.startsWith('allow:'));
  return [...new Set((forbids.length > 0 ? forbids : decisive).map(nameOf))];
}

const verbs = ['allow', 'deny', 'error', 'would-allow', 'would-deny', 'would-error'];

function rulesIn(trail: readonly string[]): ReadonlySet<string> {
  return new Set(trail.filter((step) => verbs.includes(step.slice(0, Math.max(0, step.indexOf(':'))))));
}

function nameOf(step: string): string {
  return step.slice(step.indexOf(':') + 1);
}
