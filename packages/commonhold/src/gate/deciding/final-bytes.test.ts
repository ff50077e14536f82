import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommonholdError, type Json } from '#base';
import { Classifier } from '#labels';
import { createCedarEngine, loadCedar, type PolicyEngine } from '#policy';
import { candidate, completion, type Event, gateFor, member, send } from '../gate.fixture.ts';
import { RunLabels } from '../labelling/run-labels.ts';

const cedar = await loadCedar();

/** Rules of which sets are drawn; each set has the first. */
const everybody = '@id("everybody") permit(principal, action, resource);';
const forbids = [
  `@id("personal-here") @remedy("reroute:local") forbid(principal, action, resource)
     when { context.labels.contains("personal") && resource.destination.local != Local::"verified" };`,
  `@id("personal-masked") @remedy("pseudonymise") forbid(principal, action, resource)
     when { context.labels.contains("personal") && resource in Region::"FR" };`,
  `@id("secret-masked") @remedy("pseudonymise") forbid(principal, action, resource)
     when { context.labels.contains("secret") && resource.destination.local == Local::"no" };`,
  `@id("secret-hard") forbid(principal, action, resource)
     when { context.labels.contains("secret") && resource in Region::"US" };`,
  `@id("eea") @remedy("reroute") forbid(principal, action, resource)
     unless { resource.destination.local == Local::"verified" || resource in Region::"EEA" };`,
  `@id("asked") @remedy("approve:owner") forbid(principal, action, resource)
     when { context.labels.contains("confidential") } unless { context.approvals.contains("asked") };`,
  `@id("overflows") forbid(principal, action, resource) when { resource.destination has retentionDays &&
     resource.destination.retentionDays + 9223372036854775807 > 0 };`,
];
const ruleSet = fc.subarray(forbids).map((some) => engineOf([everybody, ...some].join('\n')));

const engines = new Map<string, PolicyEngine>();

function engineOf(text: string): PolicyEngine {
  const made = engines.get(text) ?? newEngine(text);
  engines.set(text, made);
  return made;
}

function newEngine(text: string): PolicyEngine {
  return createCedarEngine(cedar, [{ name: 'rules.cedar', text }], {
    mode: 'enforce',
    vocabulary: { labels: new Set(['personal', 'secret', 'confidential']), providers: undefined },
    folder: 'policies',
  });
}

const pieces = fc.constantFrom(
  'Hello there.',
  'Write to ada@example.org',
  'the password is hunter22x',
  'once more hunter22x',
  '4111 1111 1111 1111',
  '[STRICTLY CONFIDENTIAL]',
  Buffer.from('It says ada@example.org and more').toString('base64'),
  JSON.stringify({ q: 'To:\nada@example.org' }),
);
const place = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'local'),
  country: fc.constantFrom(undefined, 'DE', 'FR', 'US'),
  local: fc.constantFrom('verified' as const, 'declared' as const, 'no' as const),
  retentionDays: fc.constantFrom(undefined, undefined, 0, 30),
  fails: fc.boolean(),
});
const step = fc.record({
  route: fc.array(place, { minLength: 1, maxLength: 4 }),
  texts: fc.array(pieces, { minLength: 1, maxLength: 3 }),
  declared: fc.constantFrom([], [], [], ['confidential'], ['secret']),
  run: fc.constantFrom(undefined, 'one', 'one', 'two'),
  rules: ruleSet,
  /** Rules that somebody adopts while this call is being decided. */
  meanwhile: fc.option(ruleSet, { nil: undefined }),
  /** The node is started again before this call, on the same record. */
  restarted: fc.boolean(),
});

/** What the record holds of the runs of one principal, as the store would tell it. */
class Record {
  readonly byRun = new Map<string, Set<string>>();

  add(run: string | undefined, labels: readonly string[]): void {
    if (run === undefined) return;
    const known = this.byRun.get(run) ?? new Set();
    for (const label of labels) known.add(label);
    this.byRun.set(run, known);
  }

  readonly recover = async (_principal: string, run: string): Promise<readonly string[]> =>
    [...(this.byRun.get(run) ?? [])].toSorted((left, right) => (left < right ? -1 : 1));
}

/** An engine that notes by which digest it was asked, and lets something happen after its first answer. */
function watched(rules: PolicyEngine, asked: string[], afterFirst: () => void): PolicyEngine {
  return {
    digest: rules.digest,
    mode: rules.mode,
    rules: rules.rules,
    decideTool: () => undefined,
    decide: (about) => {
      asked.push(rules.digest);
      const decision = rules.decide(about);
      if (asked.length === 1) afterFirst();
      return decision;
    },
  };
}

test('whatever happens on the way, what a provider got is what the rules allow when they are asked anew about those bytes', async () => {
  const seen = { sent: 0, masked: 0, refused: 0, rerouted: 0, reloaded: 0, raised: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      const record = new Record();
      let runs = new RunLabels(record.recover);
      for (const { route, texts, declared, run, rules, meanwhile, restarted } of steps) {
        if (restarted) runs = new RunLabels(record.recover);
        const before = new Set(record.byRun.get(run ?? '') ?? []);
        const events: Event[] = [];
        const asked: string[] = [];
        const candidates = route.map(({ id, country, local, retentionDays, fails }) => {
          const failure = new CommonholdError('upstream_unreachable', { destination: id, detail: 'refused' });
          const made = candidate(events, id, fails ? { failure } : { chunks: [completion] });
          return { ...made, destination: { ...made.destination, country, local, retentionDays } };
        });
        const { gate } = await gateFor(events, { m: candidates }, { runs });
        gate.policy = watched(rules, asked, () => {
          if (meanwhile !== undefined) gate.policy = meanwhile;
        });
        const body = JSON.stringify({
          model: 'm',
          messages: texts.map((content) => ({ role: 'user', content })),
        });
        const headers = {
          'x-commonhold-labels': declared.join(', '),
          ...(run === undefined ? {} : { 'x-commonhold-run': run }),
        };
        const reply = await send(gate, body, { headers });

        // One set of rules for all of one call, and the record names it.
        expect(new Set(asked).size).toBeLessThanOrEqual(1);
        const sent = events.filter((event) => event.type === 'sent');
        const intents = events.filter((event) => event.type === 'intent');
        expect(sent.length).toBe(intents.length);
        for (const [at, { attempt }] of intents.entries()) {
          expect(attempt.decision.policy).toBe(rules.digest);
          const bytes = Buffer.from(sent[at]?.request.body ?? '');
          expect(bytes).toEqual(Buffer.from(attempt.sent));
          expect(sent[at]?.provider).toBe(attempt.destination.provider);
          // What nobody who decided had in hand: labels of the very bytes, by detectors that have seen nothing before.
          // A token is nobody's, though one that stands behind "the password is" looks like a password.
          const unmasked = bytes.toString().replaceAll(/⟦[A-Z]+_\d+⟧/g, '…');
          const found = await new Classifier().classify(JSON.parse(unmasked) as Json);
          const labels = [...new Set([...declared, ...found.labels, ...before])].toSorted((left, right) =>
            left < right ? -1 : 1,
          );
          expect(attempt.decision.labels).toEqual(labels);
          const anew = rules.decide({
            principal: member,
            action: 'model.call',
            model: attempt.model,
            destination: attempt.destination,
            facts: { approvals: [], overBudget: false, labels },
          });
          expect(anew.effect).toBe('allow');
          const { trail } = attempt.decision;
          if (trail.includes('pseudonymise')) {
            seen.masked += 1;
            // Said to be a password once, it leaves nowhere, also where nothing says so.
            const isTold = texts.includes('the password is hunter22x') && !labels.includes('secret');
            if (isTold) expect(bytes.toString()).not.toContain('hunter22x');
          }
          if (trail.some((one) => one.startsWith('reroute'))) seen.rerouted += 1;
          if (before.size > 0) seen.raised += 1;
        }
        seen.sent += sent.length;
        if (meanwhile !== undefined && asked.length > 1) seen.reloaded += 1;
        if (reply.status === 403) {
          seen.refused += 1;
          expect(events.at(-1)).toMatchObject({ type: intents.length === 0 ? 'refusal' : 'outcome' });
        }
        for (const event of events) {
          if (event.type === 'intent') record.add(run, event.attempt.decision.labels);
          if (event.type === 'outcome') record.add(run, event.result.labels);
        }
        // Within a run nothing is forgotten, whether the record is asked or memory.
        const now = await runs.of(member.id, run);
        if (run !== undefined) expect(now).toEqual(await record.recover(member.id, run));
      }
    }),
    { numRuns: 120 },
  );
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
});
