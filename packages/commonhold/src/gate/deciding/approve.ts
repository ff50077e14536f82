import { asCommonholdError, CommonholdError } from '#base';
import { requireInForce } from '#identity';
import type { CallIdentity, DecisionTrail } from '#ledger';
import { approvalsOf, type NeededApproval } from '#policy';
import type { Candidate } from '../candidate.ts';
import type { Decided, Deciding } from './decide.ts';
import type { Gate } from '../gate.ts';
import type { Prepared } from '../sending/prepare.ts';

/** A call that people are asked about, at the moment when the rules have forbidden it. */
interface AskedAbout {
  readonly call: CallIdentity;
  readonly candidate: Candidate;
  readonly prepared: Prepared;
  readonly decided: Decided;
  readonly found: Readonly<Record<string, number>>;
  readonly needed: readonly NeededApproval[];
}

/**
 * Asks people about the very bytes that would leave and waits for their answer, in the client's time. With a yes the rules
 * are asked again about the same bytes, with one fact more. Everything else ends the call; nothing has left.
 */
export async function approve(
  gate: Gate,
  deciding: Deciding,
  about: AskedAbout,
  signal: AbortSignal,
): Promise<Decided | { readonly trail: DecisionTrail; readonly refused: CommonholdError }> {
  const { call, candidate, prepared, decided, found, needed } = about;
  const { model, destination } = candidate;
  const { labels } = decided;
  const rules = needed.flatMap(({ rule }) => deciding.rule(rule) ?? []);
  try {
    const answer = await gate.approvals.ask(
      {
        call: call.id,
        asking: call.principal,
        model,
        destination,
        path: prepared.path,
        body: prepared.body,
        labels,
        found,
        needed,
        rules,
      },
      signal,
    );
    const { request } = answer;
    const refused = (error: CommonholdError) => ({
      trail: deciding.notApproved(labels, request),
      refused: error,
    });
    switch (answer.type) {
      case 'granted':
        // Nobody's yes goes further than the key with which was asked.
        requireInForce(call.principal, gate.keys, gate.clock.now());
        return deciding.decide(candidate, labels, { rules: approvalsOf(needed), request });
      case 'refused': {
        const detail = answer.reason === undefined ? '' : `, saying: ${answer.reason}`;
        return refused(new CommonholdError('approval_refused', { rules: named(needed), detail }));
      }
      case 'pending':
        return refused(
          new CommonholdError('approval_pending', {
            rules: named(needed),
            by: [...new Set(needed.map(({ by }) => by))].join(', '),
            link: gate.approvalLink(request),
          }),
        );
      case 'gone':
        return refused(asCommonholdError(signal.reason));
    }
  } catch (thrown) {
    return { trail: deciding.notApproved(labels), refused: asCommonholdError(thrown) };
  }
}

function named(needed: readonly NeededApproval[]): string {
  return needed.map(({ rule }) => rule).join(', ');
}
