import type { CommonholdError, Json } from '#base';
import type { Destination, Principal } from '#call';
import type { DecisionTrail } from '#ledger';
import { type Decision, type PolicyEngine, RemedyLoop } from '#policy';
import type { Candidate } from './candidate.ts';
import { denial } from './denial.ts';

export interface Decided extends DecisionTrail {
  readonly maySend: boolean;
  readonly decision: Decision;
}

/**
 * What came of looking for a remedy: the position among the later candidates to go on with, the same candidate once more
 * with pseudonyms, or the refusal.
 */
export type Remedied =
  | { readonly trail: DecisionTrail; readonly next: number }
  | { readonly trail: DecisionTrail; readonly pseudonymise: true }
  | { readonly trail: DecisionTrail; readonly refused: CommonholdError };

/**
 * The decisions about one call, all by one set of rules. Each is made on the labels of the bytes that would leave and on
 * where they would go; after a remedy it is made again.
 */
export class Deciding {
  readonly #policy: PolicyEngine;
  readonly #loop: RemedyLoop<Candidate>;

  constructor(policy: PolicyEngine, principal: Principal) {
    this.#policy = policy;
    this.#loop = new RemedyLoop(policy, principal);
  }

  decide(candidate: Candidate, labels: readonly string[]): Decided {
    const { decision, maySend } = this.#loop.decide(candidate, factsOf(labels));
    return { ...this.#trail(labels), maySend, decision };
  }

  /** For a call that may not be sent to a candidate; `later` are those of its route that come after. */
  remedy(
    { decision, labels }: Decided,
    later: readonly Candidate[],
    { canPseudonymise }: { readonly canPseudonymise: boolean },
  ): Remedied {
    const way = this.#loop.remedy(decision, later, canPseudonymise);
    const trail = this.#trail(labels);
    switch (way?.type) {
      case undefined:
        return { trail, refused: denial(decision, this.#policy, trail.trail) };
      case 'reroute':
        return { trail, next: way.next };
      case 'pseudonymise':
        return { trail, pseudonymise: true };
    }
  }

  #trail(labels: readonly string[]): DecisionTrail {
    const facts = factsOf(labels);
    const denied = this.#loop.denied.map(({ model, destination }) => ({ model, ...known(destination) }));
    return {
      policy: this.#policy.digest,
      trail: [...this.#loop.trail],
      labels,
      facts: denied.length === 0 ? facts : { ...facts, denied },
    };
  }
}

/** What the rules see besides who calls and where it would go. */
function factsOf(labels: readonly string[]): { labels: readonly string[]; overBudget: boolean } {
  return { labels, overBudget: false };
}

/** What is known of a destination, for the record: nothing was sent there, so no intent says it. */
function known(destination: Destination): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(destination).filter(([, fact]) => fact !== undefined)) as Record<
    string,
    Json
  >;
}
