import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { createCedarEngine, loadCedar, type Mode, type PolicyEngine } from '#policy';
import type { Candidate } from '../candidate.ts';
import { candidate, completion, type Event, gateFor, question, send } from '../gate.fixture.ts';

const vocabulary = { labels: new Set(['personal', 'secret']), providers: undefined };

async function rules(text: string, mode: Mode = 'enforce'): Promise<PolicyEngine> {
  const files = [{ name: 'rules.cedar', text }];
  return createCedarEngine(await loadCedar(), files, { mode, vocabulary, folder: 'policies' });
}

const everybody = '@id("everybody") permit(principal, action, resource);';
const toLocal = `@id("stays-here") @why("What is personal stays on this machine") @remedy("reroute:local")
  forbid(principal, action, resource)
  when { context.labels.contains("personal") && resource.destination.local != Local::"verified" };`;

const unreachable = new CommonholdError('upstream_unreachable', { destination: 'a', detail: 'refused' });
const answer = { chunks: [completion] };
const personal = { headers: { 'x-commonhold-labels': 'personal' } };

function inside(events: Event[], id: string): Candidate {
  const made = candidate(events, id, answer);
  return { ...made, destination: { ...made.destination, country: undefined, local: 'verified' } };
}

function sentTo(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'sent' ? [event.provider] : []));
}

function trails(events: readonly Event[]): readonly (readonly string[])[] {
  return events.flatMap((event) => {
    if (event.type === 'intent') return [event.attempt.decision.trail];
    return event.type === 'refusal' ? [event.refusal.decision.trail] : [];
  });
}

describe('a call that the rules forbid for one candidate', () => {
  test('goes on with the next candidate that the remedy names, and the trail tells how', async () => {
    const events: Event[] = [];
    const route = [candidate(events, 'a', answer), candidate(events, 'b', answer), inside(events, 'local')];
    const { gate } = await gateFor(events, { m: route }, { policy: await rules(everybody + toLocal) });
    const reply = await send(gate, question('m'), personal);
    expect(reply.status).toBe(200);
    expect(sentTo(events)).toEqual(['local']);
    expect(trails(events)).toEqual([['deny:stays-here', 'reroute:local', 'allow:everybody']]);
    expect(events[0]).toMatchObject({
      type: 'intent',
      attempt: { decision: { facts: { denied: [{ model: 'a-model', provider: 'a', country: 'DE' }] } } },
    });
  });

  test('is refused when its route has no candidate for the remedy, and told what each rule needs', async () => {
    const events: Event[] = [];
    const route = [candidate(events, 'a', answer), candidate(events, 'b', answer)];
    const { gate } = await gateFor(events, { m: route }, { policy: await rules(everybody + toLocal) });
    const reply = await send(gate, question('m'), personal);
    expect(reply.status).toBe(403);
    expect(sentTo(events)).toEqual([]);
    expect(trails(events)).toEqual([['deny:stays-here', 'remedy-not-available:reroute']]);
    expect(reply.body).toContain('stays-here (What is personal stays on this machine)');
    expect(reply.body).toContain('that is the engine inside');
  });

  test('is refused when one of the rules has no remedy, although another candidate would be allowed', async () => {
    const events: Event[] = [];
    const hard = `@id("hard") forbid(principal, action, resource) when { resource.destination.local == Local::"declared" };`;
    const route = [candidate(events, 'a', answer), inside(events, 'local')];
    const { gate } = await gateFor(events, { m: route }, { policy: await rules(everybody + toLocal + hard) });
    expect((await send(gate, question('m'), personal)).status).toBe(403);
    expect(trails(events)).toEqual([['deny:hard', 'deny:stays-here']]);
  });

  test('is refused when only an approval would help and nobody gives it, and told where it is asked for', async () => {
    const events: Event[] = [];
    const rule = `@id("soft") @remedy("approve:owner") forbid(principal, action, resource)
      unless { context.approvals.contains("soft") };`;
    const { gate } = await gateFor(
      events,
      { m: [candidate(events, 'a', answer), inside(events, 'local')] },
      { policy: await rules(everybody + rule) },
    );
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(403);
    expect(reply.headers['x-commonhold-error']).toBe('approval_pending');
    expect(reply.body).toMatch(/http:\/\/node\.test\/approvals\/[0-9a-z]{26}/);
    expect(trails(events)).toEqual([['deny:soft', 'remedy-not-available:approve']]);
  });

  test('is decided again for each candidate that it is sent on to, four times and not more', async () => {
    const events: Event[] = [];
    const rule = `@id("away") @remedy("reroute") forbid(principal, action, resource) when { resource.destination.local == Local::"declared" };`;
    const policy = await rules(everybody + rule);
    const route = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => candidate(events, id, answer));
    const { gate } = await gateFor(events, { m: [...route, inside(events, 'local')] }, { policy });
    expect((await send(gate, question('m'))).status).toBe(403);
    expect(trails(events)[0]).toEqual([
      ...['b', 'c', 'd', 'e'].flatMap((next) => ['deny:away', `reroute:${next}`]),
      'deny:away',
      'remedy-not-available:passes',
    ]);
  });

  test('that no rule permits is refused and says so', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(
      events,
      { m: [candidate(events, 'a', answer)] },
      { policy: await rules(toLocal) },
    );
    const reply = await send(gate, question('m'));
    expect(reply.status).toBe(403);
    expect(reply.body).toContain('no rule permits it');
    expect(trails(events)).toEqual([['deny:no-permit']]);
  });
});

describe('after a candidate that failed', () => {
  test('the rules are asked about the next one, which may be forbidden', async () => {
    const events: Event[] = [];
    const route = [inside(events, 'local'), candidate(events, 'a', answer)];
    const failing = {
      ...route[0]!,
      provider: candidate(events, 'local', { failure: unreachable }).provider,
    };
    const { gate } = await gateFor(
      events,
      { m: [failing, route[1]!] },
      { policy: await rules(everybody + toLocal) },
    );
    const reply = await send(gate, question('m'), personal);
    expect(sentTo(events)).toEqual(['local']);
    expect(reply.status).toBe(403);
  });
});

describe('while rules are only observed', () => {
  test('a call goes where they would not let it, and the record says what they would have done', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(
      events,
      { m: [candidate(events, 'a', answer)] },
      { policy: await rules(everybody + toLocal, 'observe') },
    );
    expect((await send(gate, question('m'), personal)).status).toBe(200);
    expect(trails(events)).toEqual([['would-deny:stays-here', 'allow:observe-mode']]);
  });
});

test('a call is decided by one set of rules, whatever takes effect while it runs', async () => {
  const events: Event[] = [];
  const failing = candidate(events, 'a', { failure: unreachable });
  const { gate } = await gateFor(
    events,
    { m: [failing, inside(events, 'local')] },
    { policy: await rules(everybody) },
  );
  const first = gate.policy;
  const later = await rules('@id("nobody") forbid(principal, action, resource);');
  const provider = failing.provider;
  Object.assign(failing, {
    provider: {
      ...provider,
      send: async (...args: Parameters<typeof provider.send>) => {
        gate.policy = later;
        return provider.send(...args);
      },
    },
  });
  await send(gate, question('m'));
  const policies = events.flatMap((event) =>
    event.type === 'intent' ? [event.attempt.decision.policy] : [],
  );
  expect(policies).toEqual([first.digest, first.digest]);
});

describe('a budget that only tells', () => {
  const spent = `@id("budget-spent") @why("The model inside costs nothing") @remedy("reroute:local")
    forbid(principal, action, resource)
    when { context.overBudget && resource.destination.local != Local::"verified" };`;

  test('sends calls on to the model inside once it is spent, and the record says that it was', async () => {
    const events: Event[] = [];
    const route = [candidate(events, 'a', answer), inside(events, 'local')];
    const { gate } = await gateFor(events, { m: route }, { policy: await rules(everybody + spent) });
    gate.limits.budgets.options = {
      timeZone: 'UTC',
      node: [{ unit: 'calls', amount: 1, per: 'day', over: 'tell' }],
      projects: {},
    };
    expect((await send(gate, question('m'))).status).toBe(200);
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(sentTo(events)).toEqual(['a', 'local']);
    expect(trails(events)).toEqual([
      ['allow:everybody'],
      ['deny:budget-spent', 'reroute:local', 'allow:everybody'],
    ]);
    const facts = events.flatMap((event) => (event.type === 'intent' ? [event.attempt.decision.facts] : []));
    expect(facts.map(({ overBudget }) => overBudget)).toEqual([false, true]);
  });

  test('stops nothing where no rule speaks of it', async () => {
    const events: Event[] = [];
    const { gate } = await gateFor(events, { m: [candidate(events, 'a', answer)] });
    gate.limits.budgets.options = {
      timeZone: 'UTC',
      node: [{ unit: 'calls', amount: 0, per: 'day', over: 'tell' }],
      projects: {},
    };
    expect((await send(gate, question('m'))).status).toBe(200);
  });
});
