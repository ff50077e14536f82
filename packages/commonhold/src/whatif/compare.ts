import type { RecordedDecision } from './recorded-decision.ts';
import { isSame, type Outcome } from './redecide.ts';

/** What is different about a decision; each that is not the same is one of these. */
export const changeKinds = [
  /** Was sent, and nothing would leave. */
  'newlyDenied',
  /** Was refused, and would be sent. */
  'newlyAllowed',
  /** Would go to another place. */
  'rerouted',
  /** Would be asked with pseudonyms; whether that is enough is not known without the text. */
  'pseudonymised',
  /** Was sent with pseudonyms, and would be sent without. */
  'plain',
  /** Would wait for somebody's approval. */
  'approval',
  /** Ends as it did, by other rules, or with other words of rules that are only observed. */
  'otherRules',
  /** Depends on what was not recorded. */
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

/**
 * The rules that make the difference: forbids of the new trail that the old one lacks, or else those that are gone. Where
 * nothing is or was forbidden, the permits.
 */
export function rulesOfChange(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, young] = [rulesIn(before), rulesIn(after)];
  const come = young.filter((step) => !old.includes(step));
  const gone = old.filter((step) => !young.includes(step));
  const isForbid = (step: string): boolean => !step.startsWith('allow:');
  const candidates = [come.filter(isForbid), gone.filter(isForbid), come, gone];
  const decisive = candidates.find((steps) => steps.length > 0) ?? [];
  return [...new Set(decisive.map(nameOf))];
}

const verbs = ['allow', 'deny', 'error', 'would-allow', 'would-deny', 'would-error'];

function rulesIn(trail: readonly string[]): readonly string[] {
  return trail.filter((step) => verbs.includes(step.slice(0, Math.max(0, step.indexOf(':')))));
}

function nameOf(step: string): string {
  return step.slice(step.indexOf(':') + 1);
}
