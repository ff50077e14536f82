import { asCommonholdError, CommonholdError } from '#base';
import type { Call } from '#call';
import type { CallIdentity } from '#ledger';
import { type Codec, failedStream } from '#wires';
import { deliver } from './answer.ts';
import type { Candidate } from '../candidate.ts';
import type { CarriedLabels } from '../labelling/carried-labels.ts';
import { type Delivery, faultOf } from './delivery.ts';
import type { Before } from '../earlier/expand.ts';
import type { Gate, GateConfiguration } from '../gate.ts';
import { labelAnswer } from '../labelling/guard.ts';
import type { Entered } from './health.ts';
import type { Held } from '../limits/limits.ts';
import { Observer } from './observer.ts';
import type { Permitted } from '../deciding/permit.ts';
import type { AttemptReservation } from '../limits/reservation.ts';
import { unrestoredWarning } from '../labelling/pseudonymise.ts';

/** What is the same for every attempt of one call. */
export interface Attempting {
  readonly identity: CallIdentity;
  /** As it was when the call came. */
  readonly configuration: GateConfiguration;
  readonly call: Call;
  readonly client: Codec;
  readonly carried: CarriedLabels;
  readonly delivery: Delivery;
  readonly held: Held;
  /** What the call goes on from. */
  readonly before: Before | undefined;
  /** What is to be said of the request on record, wherever it is sent. */
  readonly warnings: readonly string[];
}

/** One sending: which one of the call it is, from 1, and whether nothing is tried after it when it fails like this. */
export interface Turn {
  readonly number: number;
  readonly isLast: (failure: CommonholdError) => boolean;
  readonly entered: Entered;
  /** What it has reserved of limits and budgets. */
  readonly charge: AttemptReservation;
}

/**
 * Steps 8 to 12 of the path: one sending to one destination, written down before it and after it. Resolves with nothing when the client
 * has its answer, or has been told that the rest of it will not come; and with the failure when nothing has reached the client,
 * so that the next candidate may try. Throws what ends the call: an intent that could not be written, a client that is gone,
 * and a fault of ours.
 */
export async function attempt(
  gate: Gate,
  { identity, configuration, call, client, carried, delivery, held, before, warnings }: Attempting,
  candidate: Candidate,
  { prepared, labels, decided }: Permitted,
  { number, isLast, entered, charge }: Turn,
  signal: AbortSignal,
): Promise<CommonholdError | undefined> {
  delivery.headers.model = candidate.model;
  delivery.headers.destination = candidate.destination.provider;
  delivery.headers.decision = decided.trail.join(', ');

  // 8 intent: durable before anything leaves. If it cannot be written, the call ends here.
  const open = await gate.recorder.intent({
    call: identity,
    number,
    decision: carried.told(decided),
    providerWire: candidate.codec.name,
    destination: candidate.destination,
    model: candidate.model,
    modelIsBuiltIn: candidate.modelIsBuiltIn,
    weightsDigest: candidate.weightsDigest,
    sent: prepared.body,
    segments: number === 1 ? carried.segments : undefined,
    spending: charge.expected,
  });
  charge.sent();
  gate.runs.raise(identity.principal.id, identity.run, labels);
  const started = gate.clock.monotonic();
  const elapsedMs = (): number => gate.clock.monotonic() - started;
  const observer = new Observer([...warnings, ...prepared.warnings, ...skippedBefore(delivery)]);
  const context = {
    call: identity.id,
    model: candidate.model,
    created: Math.floor(identity.received / 1000),
    request: call,
    ...(before === undefined ? {} : { previous: before.previous }),
    elapsedMs,
  };
  try {
    // 9 send: the only place from which content leaves.
    signal.throwIfAborted();
    const answer = await candidate.provider.send(prepared, signal);

    // 10 guard and 11 serialise: the answer, in the client's wire, as it comes.
    await deliver(answer, {
      call,
      client,
      candidate,
      untouched: prepared.untouched,
      pseudonyms: prepared.pseudonyms,
      isLast,
      context,
      attempt: open,
      observer,
      delivery,
      replyBytesMax: configuration.replyBytes,
      held,
      elapsedMs,
      now: () => gate.clock.now(),
    });
    return undefined;
  } catch (thrown) {
    const failure = named(asCommonholdError(thrown), candidate);
    observer.fail(failure);
    if (failure.code === 'internal') gate.report(failure, identity.id);
    if (delivery.begun) {
      // The client has a part of the answer already: it is told, in its own wire, that the rest will not come.
      await delivery.breakOff(failedStream(client, context, faultOf(failure)), open);
      return undefined;
    }
    if (failure.code === 'internal' || signal.aborted) throw failure;
    return failure;
  } finally {
    // 12 outcome: whatever happened. The client already has its last byte and does not wait for this.
    const totalMs = elapsedMs();
    entered.ended(observer.failure);
    try {
      const { pseudonyms } = prepared;
      const texts = observer.texts();
      const warn = (warning: string): void => void observer.warnings.push(warning);
      const segments = carried.answered(texts, pseudonyms, warn);
      if (segments !== undefined) gate.resent.heard(identity.principal.id, segments);
      const unrestored = unrestoredWarning(pseudonyms, texts);
      if (unrestored !== undefined) warn(unrestored);
      const report = (problem: unknown): void => gate.report(problem, identity.id);
      const said = [...texts, ...observer.others];
      const looking = labelAnswer(configuration.classifier, labels, said, pseudonyms, { warn, report });
      const answerLabels = await gate.runs.raiseAfter(identity.principal.id, identity.run, looking);
      const seen = observer.result(prepared.body.length, totalMs, answerLabels);
      const result = charge.priced(seen, identity.received);
      // Only where the client got the answer as it was does it know it by its destination's name.
      const answerId = prepared.untouched && client.chain ? observer.answerId : undefined;
      await open.outcome({ ...result, segments, answerId });
      charge.settle(result);
    } catch (thrown) {
      // The intent stays open on record; the next start marks it unknown.
      gate.report(thrown, identity.id);
    }
  }
}

/** Told on record with what was done instead. */
function skippedBefore({ skipped }: Delivery): readonly string[] {
  return skipped.map(
    ({ destination }) => `skipped: nothing was sent to ${destination}, because calls to it failed`,
  );
}

/** A codec does not know whose bytes it reads, so its errors get the destination's name here. */
function named(error: CommonholdError, candidate: Candidate): CommonholdError {
  if (error.fault !== 'upstream' || 'destination' in error.values) return error;
  const values = { destination: candidate.destination.provider, ...error.values };
  return new CommonholdError(error.code, values, { cause: error });
}
