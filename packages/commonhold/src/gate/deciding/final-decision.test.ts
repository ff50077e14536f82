import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { createCedarEngine, type Decision, loadCedar, type PolicyEngine } from '#policy';
import { candidate, completion, type Event, gateFor, question, send } from '../gate.fixture.ts';

const text = `
@id("everybody") permit(principal, action, resource);
@id("personal") @remedy("reroute:local") forbid(principal, action, resource)
  when { context.labels.contains("personal") && resource.destination.local != Local::"verified" };
@id("eea") @remedy("reroute") forbid(principal, action, resource)
  unless { resource.destination.local == Local::"verified" || resource in Region::"EEA" };
@id("named") @remedy("reroute:b") forbid(principal, action, resource in Destination::"a");
@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
  when { context.labels.contains("confidential") && resource in Region::"FR" };
@id("hard") forbid(principal, action, resource)
  when { context.labels.contains("secret") && resource.destination.local == Local::"no" };`;

const places = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'local'),
    country: fc.constantFrom(undefined, 'DE', 'FR', 'US'),
    local: fc.constantFrom('verified', 'declared', 'no'),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 7 },
);
const labels = fc.subarray(['personal', 'confidential', 'secret', 'code']);

/** A policy that notes what it was asked and what it said. */
function watched(policy: PolicyEngine): { policy: PolicyEngine; asked: Asked[] } {
  const asked: Asked[] = [];
  const decide: PolicyEngine['decide'] = (about) => {
    const decision = policy.decide(about);
    asked.push({ about, decision });
    return decision;
  };
  return {
    asked,
    policy: {
      digest: policy.digest,
      mode: policy.mode,
      rules: policy.rules,
      decide,
      decideTool: () => undefined,
    },
  };
}

interface Asked {
  readonly about: Parameters<PolicyEngine['decide']>[0];
  readonly decision: Decision;
}

test('whatever remedies came before, what leaves was allowed last, as these bytes and for this destination', async () => {
  const vocabulary = { labels: new Set(['personal', 'confidential', 'secret']), providers: undefined };
  const rules = createCedarEngine(await loadCedar(), [{ name: 'rules.cedar', text }], {
    mode: 'enforce',
    vocabulary,
    folder: 'policies',
  });
  let rerouted = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(places, labels, async (route, declared) => {
      const events: Event[] = [];
      const { policy, asked } = watched(rules);
      const candidates = route.map(({ id, country, local, fails }) => {
        const failure = new CommonholdError('upstream_unreachable', { destination: id, detail: 'refused' });
        const made = candidate(events, id, fails ? { failure } : { chunks: [completion] });
        return { ...made, destination: { ...made.destination, country, local } };
      });
      const { gate } = await gateFor(events, { m: candidates }, { policy });
      await send(gate, question('m'), { headers: { 'x-commonhold-labels': declared.join(', ') } });

      const sent = events.filter((event) => event.type === 'sent');
      const intents = events.filter((event) => event.type === 'intent');
      expect(sent.length).toBe(intents.length);
      const allowed = asked.filter(({ decision }) => decision.effect === 'allow');
      // Every attempt has one decision that allowed it, in order, about its destination and the labels on its record.
      expect(allowed.length).toBe(sent.length);
      for (const [position, { attempt }] of intents.entries()) {
        const { about } = allowed[position] ?? {};
        expect(about?.destination).toBe(attempt.destination);
        expect(about?.model).toBe(attempt.model);
        expect(about?.facts.labels).toEqual(attempt.decision.labels);
        expect(sent[position]?.provider).toBe(attempt.destination.provider);
        expect(Buffer.from(sent[position]?.request.body ?? '')).toEqual(Buffer.from(attempt.sent));
        expect(attempt.decision.trail.at(-1)).toBe('allow:everybody');
        if (attempt.decision.trail.length > 1) rerouted += 1;
      }
      const last = asked.at(-1)?.decision;
      if (last?.effect === 'deny') refused += 1;
    }),
    { numRuns: 200 },
  );
  // The property would hold of a gate that sends nothing, or never reroutes.
  expect(rerouted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
