import { asCommonholdError, CommonholdError, newId, parseStrictJson } from '#base';
import type { CallIdentity, DecisionTrail, LabelledSegments } from '#ledger';
import { authenticate, requireRight, requireScope } from '#identity';
import { parseRequest } from '#wires';
import type { Attempting } from './sending/attempt.ts';
import { CallLabels } from './labelling/call-labels.ts';
import { type CarriedLabels, carriedLabels } from './labelling/carried-labels.ts';
import { Deciding } from './deciding/decide.ts';
import { Delivery } from './sending/delivery.ts';
import { expand } from './earlier/expand.ts';
import type { Gate } from './gate.ts';
import type { Incoming, ReplySink } from './incoming.ts';
import { permit, type Permitting } from './deciding/permit.ts';
import { prepare, type Prepared } from './sending/prepare.ts';
import { nameHere, route } from './route.ts';
import { resting, send, type Sending } from './sending/sendings.ts';
import { runOf } from './session-run.ts';

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
    const principal =
      incoming.principal ?? authenticate((name) => incoming.header(name), gate.keys, gate.clock.now());
    requireRight(principal, 'make-calls');
    delivery.limits = () => client.http.limits?.(gate.limits.left(principal), gate.clock.now()) ?? {};

    // 2 parse: bytes become a call; the original bytes are kept.
    using held = gate.limits.hold();
    const request = await incoming.body(configuration.requestBytes, (bytes) => held.take(bytes));
    const written = parseStrictJson(request).value;
    // A request that names an earlier answer gets what was said before it, from the record; the name goes no further.
    const room = { held, bytesMax: configuration.requestBytes };
    const { content, before } = await expand(gate, client, written, principal, room);
    const call = parseRequest(client, content, incoming.target);

    // 3 route: the candidates for the model asked for.
    const candidates = route(configuration.routes, call.model);
    const now = gate.clock.now();
    const named = runOf(incoming, before);
    identity = {
      id: newId(now, gate.randomness),
      origin: 'live',
      principal,
      operation: call.operation,
      clientWire: incoming.wire,
      asked: call.model,
      run: named.run,
      runFrom: named.from,
      parent: before?.parent,
      labelReach: configuration.labelReach,
      received: now,
      request,
    };
    delivery.headers.call = identity.id;
    gate.watch?.began(identity, incoming.header('traceparent'));
    using _ending = gate.endings.watch(principal.id, () => delivery.ended);

    // 4 label: classes of data, declared by the key and by the client, and those that the run, the tools in it and texts
    // that were sent before carry already.
    const header = incoming.header('x-commonhold-labels');
    const { run, from: session } = named;
    const labelled = { principal, header, run, session, call, content, parent: before?.labels ?? [] };
    const carried = await carriedLabels(gate, labelled, signal);
    told = carried;
    decision = { ...decision, labels: carried.labels };

    // 6 reserve: a place among the calls under way, and in budgets of calls, for all attempts of this call.
    const model = nameHere(configuration.routes, call.model);
    requireScope(principal, { wire: incoming.wire, operation: call.operation, model });
    using reserved = gate.limits.reserve(principal);

    // One set of rules for all decisions about this call, whatever is reloaded meanwhile.
    const deciding = new Deciding(gate.policy, principal);
    const { classifier, pseudonyms } = configuration;
    const permitting: Permitting = {
      call: identity,
      deciding,
      labelsOfCall: new CallLabels(classifier, content, call),
      declared: carried.labels,
      classifier,
      pseudonyms,
      note: (made) => (decision = made),
    };
    const { warnings } = named;
    const attempting: Attempting = {
      identity,
      configuration,
      call,
      client,
      carried,
      delivery,
      held,
      before,
      warnings,
    };
    const sending: Sending = { attempting, deciding, reserved, nextNumber: () => (attempts += 1) };
    let failure: CommonholdError | undefined;
    let from = 0;
    for (const [position, candidate] of candidates.entries()) {
      if (position < from) continue;
      // What failed a moment ago is left alone for a while, and that is told and written down.
      const restsMs = gate.health.restsMs(candidate);
      if (restsMs !== undefined) {
        delivery.skip(candidate, restsMs);
        continue;
      }
      let prepared: Prepared;
      try {
        // 5 prepare: the exact outgoing bytes for this destination.
        prepared = prepare(call, request, client, candidate, incoming, before);
      } catch (thrown) {
        failure = asCommonholdError(thrown);
        if (failure.code === 'internal') throw failure;
        continue;
      }

      // 6 for this place: tokens and money, by an estimate that the outcome settles.
      using charge = reserved.attempt(call, prepared.body.length, candidate, identity.received);
      deciding.overBudget = charge.over;

      // 7 decide: on the labels (4) of those very bytes. A remedy changes them (5), and the rules are asked again.
      const later = candidates.slice(position + 1);
      const permitted = await permit(gate, permitting, prepared, candidate, later, signal);
      if ('next' in permitted) {
        from = position + 1 + permitted.next;
        continue;
      }

      // 8 intent, 9 send, 10 guard, 11 serialise, 12 outcome; from 7 again where it may answer the next time.
      failure = await send(gate, sending, candidate, permitted, charge, later.length === 0, signal);
      if (failure === undefined) return;
      // Nothing has reached the client, so the next candidate may try.
    }
    if (attempts === 0 && delivery.skipped.length > 0) throw resting(delivery.skipped);
    throw failure ?? new CommonholdError('internal', { detail: 'a route without candidates' });
  } catch (thrown) {
    const error = asCommonholdError(thrown);
    if (error.code === 'internal' && attempts === 0) gate.report(error, identity?.id ?? 'no call');
    if (!identity) gate.countStranger();
    else if (attempts === 0)
      await refuse(gate, identity, told?.told(decision) ?? decision, error, told?.segments);
    await delivery.refuse(error);
  } finally {
    if (identity !== undefined) gate.watch?.ended(identity.id);
  }
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
