import type { Principal } from '#call';
import type { DecisionTrail } from '#ledger';
import type { PolicyEngine } from '#policy';
import type { Candidate } from './candidate.ts';

export interface Decided extends DecisionTrail {
  readonly effect: 'allow' | 'deny';
}

/**
 * Asks the rules about one candidate, on the labels of the bytes that would leave.
 *
 * Remedies are named by the rules but none can be applied yet, so a forbid is final here.
 */
export function decide(
  policy: PolicyEngine,
  principal: Principal,
  candidate: Candidate,
  labels: readonly string[],
): Decided {
  const facts = { labels, overBudget: false };
  const decision = policy.decide({
    principal,
    action: 'model.call',
    model: candidate.model,
    destination: candidate.destination,
    facts,
  });
  const trail = decision.rules.map((rule) => `${decision.effect}:${rule}`);
  return { effect: decision.effect, policy: policy.digest, trail, labels, facts };
}
