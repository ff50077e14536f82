import { decideRoute, type Place, type PolicyEngine, RemedyLoop } from '#policy';
import type { RecordedDecision, WeighedPlace } from './recorded-decision.ts';

/** How a decision ends under some rules. */
export type Outcome = {
  readonly trail: readonly string[];
} & (
  | { readonly type: 'sent'; readonly place: Place; readonly isPseudonymised: boolean }
  | { readonly type: 'denied' }
  /** Would be asked again with pseudonyms, which nobody can make without the text. */
  | { readonly type: 'pseudonyms'; readonly place: Place }
  | { readonly type: 'approval'; readonly place: Place }
);

/** Decides once more, by the loop that the gate goes through; `applied` are remedies that the call had used up before. */
export function redecide(
  policy: PolicyEngine,
  decision: RecordedDecision,
  places: readonly WeighedPlace[],
  applied: number,
): Outcome {
  const { principal, overBudget, approvals, reach } = decision;
  const loop = new RemedyLoop<WeighedPlace>(policy, principal, applied);
  const factsOf = (labels: readonly string[]) => ({ labels, overBudget, approvals: [] });
  const wentTo = decision.isSent ? decision.places.at(-1) : undefined;
  const couldPseudonymise = reach === undefined ? !wasWithout(decision) : reach.found.length > 0;
  const end = decideRoute(loop, places, {
    plain: ({ labels }) => factsOf(labels),
    canPseudonymise: () => couldPseudonymise,
    withPseudonyms: ({ labelsWithPseudonyms: left }) => (left === undefined ? undefined : factsOf(left)),
    // Whoever approved did so of these bytes for this place.
    isApproved: (place, needed) =>
      wentTo !== undefined && isSame(place, wentTo) && needed.every(({ rule }) => approvals.includes(rule)),
  });
  const { trail } = loop;
  switch (end.type) {
    case 'sent':
      return { type: 'sent', trail, place: end.place, isPseudonymised: end.pseudonymised };
    case 'denied':
      return { type: 'denied', trail };
    case 'pseudonyms':
      return { type: 'pseudonyms', trail: [...trail, 'pseudonymise'], place: end.place };
    case 'approval':
      return { type: 'approval', trail, place: end.place };
  }
}

export function isSame(one: Place, other: Place): boolean {
  return one.model === other.model && one.destination.provider === other.destination.provider;
}

/** Remedies that a trail shows; several people who are asked at once are one. */
export function remediesIn(trail: readonly string[]): number {
  return trail.filter(
    (step, position) =>
      step.startsWith('reroute:') ||
      step === 'pseudonymise' ||
      (step.startsWith('approve:') && trail[position - 1]?.startsWith('approve:') !== true),
  ).length;
}

/** Old records do not say what was looked for, and their trail may say that there was nobody to look. */
function wasWithout({ trail, places }: RecordedDecision): boolean {
  return (
    trail.includes('remedy-not-available:pseudonymise') &&
    places.every(({ labelsWithPseudonyms }) => labelsWithPseudonyms === undefined)
  );
}
