import { canonicalJson } from '@commonhold/record';
import type { FlowAddition } from '#store';
import { padmeSize } from '../bodies/body-cipher.ts';
import type { NewAttempt } from '../recorder.ts';

/**
 * Which row of `flow_day` an attempt is counted in: who sent what with which labels where, and on which day. Taken from what its
 * intent was made from, so that the writer thread need not read it out of the rows again. It holds until the attempt has
 * ended, because nothing of a call can be erased before.
 */
export function flowFacets({ call, decision, destination }: NewAttempt, time: string): string {
  const { provider, legalEntity, country, local, retentionDays, trainsOnData } = destination;
  return JSON.stringify([
    time.slice(0, 'yyyy-mm-dd'.length),
    call.principal.id,
    canonicalJson(decision.labels),
    provider,
    legalEntity ?? '',
    country ?? '',
    local,
    retentionDays === undefined ? '' : String(retentionDays),
    trainsOnData === undefined ? '' : String(Number(trainsOnData)),
    // Nothing was refused.
    '',
  ]);
}

/** An attempt begins: for now it is its call's last one. */
export function sentFlow(facets: string, sent: Uint8Array): FlowAddition {
  return { facets, sums: [1, 1, 1, padmeSize(sent.byteLength), 0, 0] };
}

/** Its answer, if there was one. */
export function answeredFlows(facets: string, received: number | undefined): readonly FlowAddition[] {
  return received === undefined ? [] : [{ facets, sums: [0, 0, 0, 0, 1, padmeSize(received)] }];
}
