import { asCommonholdError, CommonholdError, newId, parseStrictJson } from '#base';
import type { CallIdentity, DecisionTrail, LabelledSegments } from '#ledger';
import { authenticate, requireRight } from '#identity';
import type { Classified } from '#labels';
import { deliver } from './answer.ts';
import { CallLabels } from './call-labels.ts';
import { approve } from './approve.ts';
import type { Candidate } from './candidate.ts';
import { type CarriedLabels, carriedLabels } from './carried-labels.ts';
import { Deciding } from './decide.ts';
import { Delivery, faultOf } from './delivery.ts';
import type { Gate } from './gate.ts';
import { labelAnswer } from './guard.ts';
import type { Incoming, ReplySink } from './incoming.ts';
import { Observer } from './observer.ts';
import { prepare, type Prepared } from './prepare.ts';
import { pseudonymise, unrestoredWarning } from './pseudonymise.ts';
import { route } from './route.ts';
import { failedStream, parseRequest } from '#wires';

/**
 * The path of a call, from a client's bytes to the answer and the record of both. Every model call goes through this
 * one function, and the order of its steps is the safety argument: nothing leaves (9) that was not written down (8),
 * nothing is written down as allowed that the rules did not allow (7) for exactly these bytes (5), and every sending
 * has its outcome written (12) however it ends.
 *
 * Resolves when the reply has ended and the outcome is on disk. Never rejects: what goes wrong is answered in the
 * client's wire and recorded. A crash between 8 and 12 leaves an intent without an outcome, which the next start
 * records as `unknown`; a crash before 8 leaves nothing, and nothing was sent.
 */
export async function handle(
  gate: Gate,
  incoming: Incoming,
  sink: ReplySink,
  signal: AbortSignal,
): Promise<void> {
  const client = gate.codecs[incoming.wire];
  const delivery = new Delivery(sink, client);
  const { configuration } = gate;
  let identity: CallIdentity | undefined;
  let decision: DecisionTrail = { policy: gate.policy.digest, trail: [], labels: [], facts: {} };
  let attempts = 0;
  let told: CarriedLabels | undefined;

  try {
    // 1 authenticate: who calls. Strangers are answered before a byte of their body is read.
    const principal = incoming.principal ?? authenticate((name) => incoming.header(name), gate.keys);
    requireRight(principal, 'make-calls');

    // 2 parse: bytes become a call; the original bytes are kept.
    using held = gate.limits.hold();
    const request = await incoming.body(configuration.requestBytes, (bytes) => held.take(bytes));
    const content = parseStrictJson(request).value;
    const call = parseRequest(client, content, incoming.target);

    // 3 route: the candidates for the model asked for.
    const candidates = route(configuration.routes, call.model);
    const now = gate.clock.now();
    identity = {
      id: newId(now, gate.randomness),
      origin: 'live',
      principal,
      operation: call.operation,
      clientWire: incoming.wire,
      asked: call.model,
      run: incoming.header('x-commonhold-run'),
      parent: undefined,
      labelReach: configuration.labelReach,
      received: now,
      request,
    };
    delivery.headers.call = identity.id;

    // 4 label: classes of data, declared by the key and by the client, and those that the run, the tools in it and texts
    // that were sent before carry already.
    const header = incoming.header('x-commonhold-labels');
    const labelled = { principal, header, run: identity.run, call, content };
    const carried = await carriedLabels(gate, labelled, signal);
    told = carried;
    const declared = carried.labels;
    decision = { ...decision, labels: declared };
    const { classifier } = configuration;
    const labelsOfCall = new CallLabels(classifier, content, call);

    // 6 reserve: a place among the calls under way, for all attempts of this call.
    using _place = gate.limits.reserve(principal);

    let failure: CommonholdError | undefined;
    // One set of rules for all decisions about this call, whatever is reloaded meanwhile.
    const deciding = new Deciding(gate.policy, principal);
    let from = 0;
    for (const [position, candidate] of candidates.entries()) {
      if (position < from) continue;
      const last = position === candidates.length - 1;
      let prepared: Prepared;
      try {
        // 5 prepare: the exact outgoing bytes for this destination.
        prepared = prepare(call, request, client, candidate, incoming);
      } catch (thrown) {
        failure = asCommonholdError(thrown);
        if (failure.code === 'internal') throw failure;
        continue;
      }

      // 4 again, for these very bytes: what is found in them joins what was declared.
      const classified = (): Promise<Classified> => labelsOfCall.of(prepared, declared, signal);
      let { labels, found } = await classified();

      // 7 decide: on the labels of those bytes and this destination. After a remedy the rules are asked again.
      let decided = withFound(deciding.decide(candidate, labels), found, prepared);
      decision = decided;
      while (!decided.maySend) {
        const later = candidates.slice(position + 1);
        const remedied = deciding.remedy(decided, later, { canPseudonymise: classifier !== undefined });
        decision = withFound(remedied.trail, found, prepared);
        if ('refused' in remedied) throw remedied.refused;
        if ('next' in remedied) {
          from = position + 1 + remedied.next;
          break;
        }
        if ('approve' in remedied) {
          // 7 again, about the same bytes, once people have said yes to them. Until then nothing leaves.
          const asked = { call: identity, candidate, prepared, decided, found, needed: remedied.approve };
          const approved = await approve(gate, deciding, asked, signal);
          if ('refused' in approved) {
            decision = withFound(approved.trail, found, prepared);
            throw approved.refused;
          }
          decided = withFound(approved, found, prepared);
          decision = decided;
          continue;
        }
        // 5, 4 and 7 again: other bytes, their own labels, and a decision on those.
        prepared = await pseudonymise(prepared, labels, classifier, configuration.pseudonyms, signal);
        ({ labels, found } = await classified());
        decided = withFound(deciding.decide(candidate, labels), found, prepared);
        decision = decided;
      }
      if (!decided.maySend) continue;
      delivery.headers.model = candidate.model;
      delivery.headers.destination = candidate.destination.provider;
      delivery.headers.decision = decided.trail.join(', ');

      // 8 intent: durable before anything leaves. If it cannot be written, the call ends here.
      attempts += 1;
      const attempt = await gate.recorder.intent({
        call: identity,
        number: attempts,
        decision: carried.told(decided),
        providerWire: candidate.codec.name,
        destination: candidate.destination,
        model: candidate.model,
        modelIsBuiltIn: candidate.modelIsBuiltIn,
        weightsDigest: candidate.weightsDigest,
        sent: prepared.body,
        segments: attempts === 1 ? carried.segments : undefined,
      });
      gate.runs.raise(principal.id, identity.run, labels);
      const started = gate.clock.monotonic();
      const elapsedMs = (): number => gate.clock.monotonic() - started;
      const observer = new Observer(prepared.warnings);
      const context = {
        call: identity.id,
        model: candidate.model,
        created: Math.floor(now / 1000),
        request: call,
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
          last,
          context,
          attempt,
          observer,
          delivery,
          replyBytesMax: configuration.replyBytes,
          held,
          elapsedMs,
        });
        return;
      } catch (thrown) {
        failure = named(asCommonholdError(thrown), candidate);
        observer.fail(failure);
        if (failure.code === 'internal') gate.report(failure, identity.id);
        if (delivery.begun) {
          // The client has a part of the answer already: it is told, in its own wire, that the rest will not come.
          await delivery.breakOff(failedStream(client, context, faultOf(failure)), attempt);
          return;
        }
        if (failure.code === 'internal' || signal.aborted) throw failure;
        // Nothing has reached the client, so the next candidate may try.
      } finally {
        // 12 outcome: whatever happened. The client already has its last byte and does not wait for this.
        const totalMs = elapsedMs();
        try {
          const { pseudonyms } = prepared;
          const warn = (warning: string): void => void observer.warnings.push(warning);
          const segments = carried.answered(observer.texts(), pseudonyms, warn);
          if (segments !== undefined) gate.resent.heard(principal.id, segments);
          const unrestored = unrestoredWarning(pseudonyms, observer.texts());
          if (unrestored !== undefined) observer.warnings.push(unrestored);
          const report = (problem: unknown): void => gate.report(problem, context.call);
          const answerLabels = await labelAnswer(classifier, labels, observer, pseudonyms, report);
          gate.runs.raise(principal.id, identity.run, answerLabels);
          const result = observer.result(prepared.body.length, totalMs, answerLabels);
          await attempt.outcome({ ...result, segments });
        } catch (thrown) {
          // The intent stays open on record; the next start marks it unknown.
          gate.report(thrown, identity.id);
        }
      }
    }
    throw failure ?? new CommonholdError('internal', { detail: 'a route without candidates' });
  } catch (thrown) {
    const error = asCommonholdError(thrown);
    if (error.code === 'internal' && attempts === 0) gate.report(error, identity?.id ?? 'no call');
    if (!identity) gate.countStranger();
    else if (attempts === 0)
      await refuse(gate, identity, told?.told(decision) ?? decision, error, told?.segments);
    await delivery.refuse(error);
  }
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

/** A codec does not know whose bytes it reads, so its errors get the destination's name here. */
function named(error: CommonholdError, candidate: Candidate): CommonholdError {
  if (error.fault !== 'upstream' || 'destination' in error.values) return error;
  const values = { destination: candidate.destination.provider, ...error.values };
  return new CommonholdError(error.code, values, { cause: error });
}

/** Records a call that sent nothing. When not even that can be written, the client's answer matters more. */
async function refuse(
  gate: Gate,
  call: CallIdentity,
  decision: DecisionTrail,
  error: CommonholdError,
  segments: LabelledSegments | undefined,
): Promise<void> {
  try {
    await gate.recorder.refusal({ call, decision, error: error.code, segments });
  } catch (thrown) {
    gate.report(thrown, call.id);
  }
}
