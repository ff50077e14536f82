import { CommonholdError } from '#base';
import { requireInForce } from '#identity';
import { attempt, type Attempting } from './attempt.ts';
import type { Candidate } from '../candidate.ts';
import type { Deciding } from '../deciding/decide.ts';
import type { Skipped } from './delivery.ts';
import type { Gate } from '../gate.ts';
import type { Permitted } from '../deciding/permit.ts';
import type { AttemptReservation, CallReservation } from '../limits/reservation.ts';
import { drawPause, type Pause, pauseAfter } from './retries.ts';

/** What is the same for every candidate of one call. */
export interface Sending {
  readonly attempting: Attempting;
  readonly deciding: Deciding;
  readonly reserved: CallReservation;
  /** The number of the next attempt of the call, from 1. */
  readonly nextNumber: () => number;
}

/**
 * Steps 8 to 12 for one candidate, and again where it failed without a byte for the client and may well answer the next time.
 * Each sending is an attempt of its own, with an intent before it and an outcome after it. The bytes are those that were
 * permitted, so their labels are too; the rules are asked about them again (7), because time has passed: a budget may have
 * been used up. What people approved of was these bytes for this place, and that is what is sent.
 *
 * Resolves with nothing when the client has its answer, and with the failure when the next candidate may try.
 */
export async function send(
  gate: Gate,
  { attempting, deciding, reserved, nextNumber }: Sending,
  candidate: Candidate,
  permitted: Permitted,
  first: AttemptReservation,
  isLastCandidate: boolean,
  signal: AbortSignal,
): Promise<CommonholdError | undefined> {
  const { call, delivery, identity, configuration } = attempting;
  let failure: CommonholdError | undefined;
  for (let tries = 1; ; tries += 1) {
    using entered = gate.health.enter(candidate);
    if (entered === undefined) {
      // Another call is finding out whether it is back, or has found out meanwhile that it is not.
      delivery.skip(candidate, gate.health.restsMs(candidate) ?? 0);
      return failure ?? resting(delivery.skipped);
    }
    const pauseBefore = (problem: CommonholdError): Pause | undefined => {
      if (candidate.patience === undefined) return undefined;
      const leftMs = identity.received + configuration.totalMs - gate.clock.now();
      return pauseAfter(problem, call.operation, tries, candidate.patience.retries, leftMs);
    };
    const isLast = (problem: CommonholdError): boolean =>
      isLastCandidate && pauseBefore(problem) === undefined;
    if (tries > 1) requireInForce(identity.principal, gate.keys, gate.clock.now());
    // Each sending is paid for, so each reserves what it is thought to take; the call itself counts once.
    const bytes = permitted.prepared.body.length;
    using charge = tries === 1 ? first : reserved.attempt(call, bytes, candidate, identity.received);
    deciding.overBudget = charge.over;
    if (tries > 1 && !deciding.stillAllows(candidate, permitted.decided)) return failure;
    const turn = { number: nextNumber(), isLast, entered, charge };
    failure = await attempt(gate, attempting, candidate, permitted, turn, signal);
    if (failure === undefined) return undefined;
    const pause = pauseBefore(failure);
    if (pause === undefined) return failure;
    await gate.pause(drawPause(pause, gate.randomness(4)), signal);
  }
}

/** Nothing is sent to any of these now. */
export function resting(skipped: readonly Skipped[]): CommonholdError {
  return new CommonholdError('destinations_resting', {
    destinations: [...new Set(skipped.map(({ destination }) => destination))].join(', '),
    retryAfter: Math.max(1, Math.ceil(Math.min(...skipped.map(({ restsMs }) => restsMs)) / 1000)),
  });
}
