import { isDeepStrictEqual } from 'node:util';
import type { CommonholdError, Json } from '#base';
import type { Destination, Principal } from '#call';
import type { DecisionTrail } from '#ledger';
import { type Decision, type NeededApproval, type PolicyEngine, RemedyLoop, type Rule } from '#policy';
import type { Candidate } from '../candidate.ts';
import { denial } from './denial.ts';

export interface Decided extends DecisionTrail {
  readonly maySend: boolean;
  readonly decision: Decision;
}

/** What people have said yes to: the rules that asked, and the request under which they were asked. */
export interface Approved {
  readonly rules: readonly string[];
  readonly request: string;
}

/**
 * What came of looking for a remedy: the position among the later candidates to go on with, the same candidate once more
 * with pseudonyms or with somebody's approval, or the refusal.
 */
export type Remedied =
  | { readonly trail: DecisionTrail; readonly next: number }
  | { readonly trail: DecisionTrail; readonly pseudonymise: true }
  | { readonly trail: DecisionTrail; readonly approve: readonly NeededApproval[] }
  | { readonly trail: DecisionTrail; readonly refused: CommonholdError };

/**
 * The decisions about one call, all by one set of rules. Each is made on the labels of the bytes that would leave and on
 * where they would go; after a remedy it is made again.
 */
export class Deciding {
  readonly #policy: PolicyEngine;
  readonly #principal: Principal;
  readonly #loop: RemedyLoop<Candidate>;
  /** Whether a budget that only tells has no room for the sending that is decided about. */
  overBudget = false;

  constructor(policy: PolicyEngine, principal: Principal) {
    this.#policy = policy;
    this.#principal = principal;
    this.#loop = new RemedyLoop(policy, principal);
  }

  /** `approved` holds for one decision: for the bytes that people were asked about, and no others. */
  decide(candidate: Candidate, labels: readonly string[], approved?: Approved): Decided {
    const { decision, maySend } = this.#loop.decide(candidate, factsOf(labels, this.overBudget, approved));
    return { ...this.#trail(labels, approved), maySend, decision };
  }

  /**
   * Whether the same bytes may go to the same place once more. Everything but the caller's budget is as it was when that was
   * decided, the approvals too: they were of these bytes for this place.
   */
  stillAllows({ model, destination }: Candidate, { labels, facts }: Decided): boolean {
    const rules = (facts['approvals'] ?? []) as readonly string[];
    const { effect } = this.#policy.decide({
      principal: this.#principal,
      action: 'model.call',
      model,
      destination,
      facts: factsOf(labels, this.overBudget, { rules, request: '' }),
    });
    return effect === 'allow' || this.#policy.mode === 'observe';
  }

  /** What to write down when the approval did not come; `request` says where it was asked for. */
  notApproved(labels: readonly string[], request?: string): DecisionTrail {
    this.#loop.notApproved();
    return this.#trail(labels, request === undefined ? undefined : { rules: [], request });
  }

  /** A rule of the set that decides here. */
  rule(id: string): Rule | undefined {
    return this.#policy.rules.get(id);
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
      case 'approve':
        return { trail, approve: way.needed };
    }
  }

  #trail(labels: readonly string[], approved?: Approved): DecisionTrail {
    const { approvals, ...seen } = factsOf(labels, this.overBudget, approved);
    // On record only where there are any: a call without them was decided with none.
    const facts = {
      ...seen,
      ...(approvals.length === 0 ? {} : { approvals }),
      ...(approved === undefined ? {} : { approval: approved.request }),
    };
    const denied = this.#loop.denied.map(({ model, destination, labels: there, labelsBefore }) => ({
      model,
      ...known(destination),
      // Bytes for another wire, or with pseudonyms, may have carried other labels than the last ones that were asked about.
      ...(isDeepStrictEqual(there, labels) ? {} : { labels: there }),
      ...(labelsBefore === undefined ? {} : { labelsBefore }),
    }));
    return {
      policy: this.#policy.digest,
      trail: [...this.#loop.trail],
      labels,
      facts: denied.length === 0 ? facts : { ...facts, denied },
    };
  }
}

/** What the rules see besides who calls and where it would go. */
function factsOf(labels: readonly string[], overBudget: boolean, approved?: Approved) {
  return { labels, overBudget, approvals: approved?.rules ?? [] };
}

/** What is known of a destination, for the record: nothing was sent there, so no intent says it. */
function known(destination: Destination): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(destination).filter(([, fact]) => fact !== undefined)) as Record<
    string,
    Json
  >;
}
