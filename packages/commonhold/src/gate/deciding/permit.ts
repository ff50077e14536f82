import type { Classified, Classifier, PseudonymStyle } from '#labels';
import type { CallIdentity, DecisionTrail } from '#ledger';
import { approve } from './approve.ts';
import type { CallLabels } from '../labelling/call-labels.ts';
import type { Candidate } from '../candidate.ts';
import type { Decided, Deciding } from './decide.ts';
import type { Gate } from '../gate.ts';
import { inLabellingTime } from '../labelling/labelling-time.ts';
import type { Prepared } from '../sending/prepare.ts';
import { pseudonymise } from '../labelling/pseudonymise.ts';

/** Bytes that may leave for one destination, their labels, and the decision about exactly them. */
export interface Permitted {
  readonly prepared: Prepared;
  readonly labels: readonly string[];
  readonly decided: Decided;
}

/** What is the same for every candidate of one call. */
export interface Permitting {
  readonly call: CallIdentity;
  /** One set of rules for all decisions about this call, whatever is reloaded meanwhile. */
  readonly deciding: Deciding;
  readonly labelsOfCall: CallLabels;
  /** Labels that the call carries whatever is found in it. */
  readonly declared: readonly string[];
  readonly classifier: Classifier | undefined;
  readonly pseudonyms: PseudonymStyle;
  /** Told of each decision when it is made, so that the record has the last one however the call ends. */
  readonly note: (decision: DecisionTrail) => void;
}

/**
 * Steps 4, 5 and 7 of the path for one candidate: the labels of the bytes that would leave, and the rules on them. A remedy changes the
 * bytes, the place or the facts, and then the rules are asked again, so that what is permitted in the end was permitted as it
 * leaves. `next` is the place among the `later` candidates at which to go on. Throws the refusal.
 */
export async function permit(
  gate: Gate,
  permitting: Permitting,
  first: Prepared,
  candidate: Candidate,
  later: readonly Candidate[],
  signal: AbortSignal,
): Promise<Permitted | { readonly next: number }> {
  const { call, deciding, labelsOfCall, declared, classifier, note } = permitting;
  let prepared = first;

  // 4 again, for these very bytes: what is found in them joins what was declared.
  const { labellingMs } = gate.limits.options;
  const classified = (): Promise<Classified> =>
    inLabellingTime(prepared.body, labellingMs, signal, (within) =>
      labelsOfCall.of(prepared, declared, within),
    );
  let { labels, found } = await classified();
  const noted = <Trail extends DecisionTrail>(trail: Trail): Trail => {
    const whole = withFound(trail, found, prepared);
    note(whole);
    return whole;
  };

  // 7 decide: on the labels of those bytes and this destination. After a remedy the rules are asked again.
  let decided = noted(deciding.decide(candidate, labels));
  while (!decided.maySend) {
    const remedied = deciding.remedy(decided, later, { canPseudonymise: classifier !== undefined });
    noted(remedied.trail);
    if ('refused' in remedied) throw remedied.refused;
    if ('next' in remedied) return { next: remedied.next };
    if ('approve' in remedied) {
      // 7 again, about the same bytes, once people have said yes to them. Until then nothing leaves.
      const asked = { call, candidate, prepared, decided, found, needed: remedied.approve };
      const approved = await approve(gate, deciding, asked, signal);
      if ('refused' in approved) {
        noted(approved.trail);
        throw approved.refused;
      }
      decided = noted(approved);
      continue;
    }
    // 5, 4 and 7 again: other bytes, their own labels, and a decision on those.
    const before = { prepared, labels };
    prepared = await inLabellingTime(prepared.body, labellingMs, signal, (within) =>
      pseudonymise(before.prepared, before.labels, classifier, permitting.pseudonyms, within),
    );
    ({ labels, found } = await classified());
    decided = noted(deciding.decide(candidate, labels));
  }
  return { prepared, labels, decided };
}

/**
 * How often what was found, and how many values of each kind were replaced, is for people; the rules see the labels.
 * Neither values nor places are kept.
 */
function withFound<Trail extends DecisionTrail>(
  trail: Trail,
  found: Classified['found'],
  { pseudonyms, labelsBefore }: Prepared,
): Trail {
  const more = {
    ...(Object.keys(found).length === 0 ? {} : { found }),
    ...(pseudonyms === undefined ? {} : { pseudonyms: pseudonyms.counts }),
    ...(labelsBefore === undefined ? {} : { labelsBefore }),
  };
  return Object.keys(more).length === 0 ? trail : { ...trail, facts: { ...trail.facts, ...more } };
}
