import type { Facts } from './engine.ts';
import { approvalsOf, type NeededApproval, type Place, type RemedyLoop } from './remedy-loop.ts';

/** What is known of the bytes that would leave for a place, for who has no bytes: tests, and calls of the past. */
export interface RouteFacts<P extends Place> {
  plain(place: P): Facts;
  /** Whether anybody could say what to replace by pseudonyms. */
  canPseudonymise(place: P): boolean;
  /** Undefined where nobody knows what pseudonyms would leave. */
  withPseudonyms(place: P): Facts | undefined;
  isApproved(place: P, needed: readonly NeededApproval[]): boolean;
}

export type RouteEnd<P extends Place> =
  | { readonly type: 'sent'; readonly place: P; readonly pseudonymised: boolean }
  | { readonly type: 'denied' }
  /** It would be asked again with pseudonyms, and nobody knows on which labels. */
  | { readonly type: 'pseudonyms'; readonly place: P }
  /** Nobody approved. */
  | { readonly type: 'approval'; readonly place: P };

/** Decides along a route from its first place on, remedies and all, by the loop that the gate goes through. Sends nothing. */
export function decideRoute<P extends Place>(
  loop: RemedyLoop<P>,
  places: readonly P[],
  facts: RouteFacts<P>,
): RouteEnd<P> {
  let position = 0;
  for (;;) {
    const place = places[position];
    if (place === undefined) return { type: 'denied' };
    let given = facts.plain(place);
    let pseudonymised = false;
    let passed = loop.decide(place, given);
    let next: number | undefined;
    while (!passed.maySend && next === undefined) {
      const way = loop.remedy(passed.decision, places.slice(position + 1), facts.canPseudonymise(place));
      switch (way?.type) {
        case undefined:
          return { type: 'denied' };
        case 'reroute':
          next = way.next;
          continue;
        case 'pseudonymise': {
          const left = facts.withPseudonyms(place);
          if (left === undefined) return { type: 'pseudonyms', place };
          given = left;
          pseudonymised = true;
          break;
        }
        case 'approve':
          if (!facts.isApproved(place, way.needed)) {
            loop.notApproved();
            return { type: 'approval', place };
          }
          given = { ...given, approvals: approvalsOf(way.needed) };
          break;
      }
      passed = loop.decide(place, given);
    }
    if (next === undefined) return { type: 'sent', place, pseudonymised };
    position += 1 + next;
  }
}
