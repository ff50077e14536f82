import type { MissingFact } from './missing-facts.ts';
import type { RecordedDecision, WeighedPlace } from './recorded-decision.ts';
import { isSame, type Outcome, redecide } from './redecide.ts';
import type { TriedRules } from './tried-rules.ts';

/** Combinations of what is not known that are tried for one decision; each costs a decision or more. */
const worldsMax = 64;

export type Weighed =
  | { readonly type: 'known'; readonly outcome: Outcome }
  /** What was not recorded could change it; `outcome` is how it ends if nothing of it was so. */
  | { readonly type: 'unknown'; readonly outcome: Outcome; readonly missing: readonly string[] };

/**
 * Decides once more under every value that a missing fact may have had. Where all of them end alike, nobody needs to know;
 * where they do not, or are too many to try, it is not guessed.
 */
export function weigh(
  rules: TriedRules,
  decision: RecordedDecision,
  places: readonly WeighedPlace[],
  applied: number,
  missing: readonly MissingFact[],
): Weighed {
  const decide = (all: readonly WeighedPlace[]): Outcome => redecide(rules.engine, decision, all, applied);
  const outcome = decide(places);
  if (missing.length === 0) return { type: 'known', outcome };
  const unknown = (facts: readonly MissingFact[]): Weighed => ({
    type: 'unknown',
    outcome,
    missing: [...new Set(facts.map(({ name }) => name))],
  });
  const open = missing.filter(({ isOpen }) => isOpen);
  if (open.length > 0) return unknown(open);
  // One by one first: that names what matters, and most often settles it.
  const decisive = missing.filter(({ options }) =>
    options.some((option) => !endsAlike(decide(option(places)), outcome)),
  );
  if (decisive.length > 0) return unknown(decisive);
  if (missing.length === 1) return { type: 'known', outcome };
  const worlds = missing.reduce((product, { options }) => product * options.length, 1);
  if (worlds > worldsMax) return unknown(missing);
  for (const world of worldsOf(places, missing)) {
    if (!endsAlike(decide(world), outcome)) return unknown(missing);
  }
  return { type: 'known', outcome };
}

function* worldsOf(
  places: readonly WeighedPlace[],
  [first, ...rest]: readonly MissingFact[],
): Generator<readonly WeighedPlace[]> {
  if (first === undefined) {
    yield places;
    return;
  }
  for (const option of first.options) yield* worldsOf(option(places), rest);
}

/** Whether the same would leave for the same place; the rules that say so may be others. */
function endsAlike(one: Outcome, other: Outcome): boolean {
  switch (one.type) {
    case 'denied':
      return other.type === 'denied';
    case 'sent':
      return (
        other.type === 'sent' &&
        isSame(one.place, other.place) &&
        one.isPseudonymised === other.isPseudonymised
      );
    case 'pseudonyms':
    case 'approval':
      return other.type === one.type && isSame(one.place, other.place);
  }
}
