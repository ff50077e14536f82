import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { Keys, newKeyOptions } from '#identity';
import { createCedarEngine, loadCedar, type Mode, type PolicyEngine } from '#policy';
import { createHttpProvider, type Provider } from '#providers';
import type { Store } from '#store';
import type { ApprovalRequest, Approvals } from './approvals.ts';
import { approvalsAt, owner, settled, TestTime } from './approvals.fixture.ts';
import type { Candidate } from '../candidate.ts';
import { candidate, completion, type Event, gateFor, question, type Replied, send } from '../gate.fixture.ts';
import type { Gate } from '../gate.ts';

const minute = 60_000;
const vocabulary = { labels: new Set(['personal', 'secret', 'confidential']), providers: undefined };
const everybody = '@id("everybody") permit(principal, action, resource);';
const askFirst = `@id("ask-first") @remedy("approve:owner") forbid(principal, action, resource)
  when { resource.destination.local == Local::"no" }
  unless { context.approvals.contains("ask-first") };`;

async function rules(text: string, mode: Mode = 'enforce'): Promise<PolicyEngine> {
  const files = [{ name: 'rules.cedar', text }];
  return createCedarEngine(await loadCedar(), files, { mode, vocabulary, folder: 'policies' });
}

/** A vendor that counts what it gets. */
let vendor: Server;
let provider: Provider;
let got: string[];
let time: TestTime;
let approvals: Approvals;
let events: Event[];

beforeEach(async () => {
  got = [];
  events = [];
  time = new TestTime();
  approvals = approvalsAt(time);
  vendor = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push(body);
      response.setHeader('content-type', 'application/json').end(completion);
    });
  }).listen(0, '127.0.0.1');
  await once(vendor, 'listening');
  const address = vendor.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  provider = createHttpProvider({
    id: 'vendor',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    headSeconds: 5,
    idleSeconds: 5,
    mustBePrivate: true,
  });
});
afterEach(async () => {
  await provider.close();
  vendor.closeAllConnections();
  vendor.close();
});

function atVendor(id = 'vendor'): Candidate {
  const made = candidate(events, id, {}, { provider, model: 'm' });
  return { ...made, destination: { ...made.destination, local: 'no' } };
}

async function gateWith(
  policy: PolicyEngine,
  route: readonly Candidate[] = [atVendor()],
  more: Partial<Gate> = {},
): Promise<Gate> {
  return (await gateFor(events, { m: route }, { policy, approvals, clock: time.clock, ...more })).gate;
}

/** The one request that waits, once it is there. */
async function waiting(): Promise<ApprovalRequest> {
  for (;;) {
    const [one] = approvals.list().filter(({ state }) => state === 'open');
    if (one !== undefined) return one;
    await settled();
  }
}

function decisions() {
  return events.flatMap((event) => {
    if (event.type === 'intent') return [event.attempt.decision];
    return event.type === 'refusal' ? [event.refusal.decision] : [];
  });
}

describe('a call that a rule lets go only with an approval', () => {
  test('waits with nothing sent, and goes exactly once when it is granted meanwhile', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const reply = send(gate, question('m'));
    const { id } = await waiting();
    expect(got).toEqual([]);
    expect(events).toEqual([]);
    // It keeps its place among the calls under way.
    expect(gate.limits.underWay).toBe(1);
    approvals.grant(id, owner);
    expect((await reply).status).toBe(200);
    expect(got).toEqual([question('m')]);
    expect(decisions()).toMatchObject([
      {
        trail: ['deny:ask-first', 'approve:owner', 'allow:everybody'],
        facts: { approvals: ['ask-first'], approval: id },
      },
    ]);
    expect(gate.limits.underWay).toBe(0);
  });

  test('is not sent after a yes when its key was revoked while it waited', async () => {
    const keys = await Keys.load({ read: async () => [] } as unknown as Store);
    const { id, key, apply } = keys.prepareAdd(
      newKeyOptions.parse({ name: 'an app' }),
      time.clock,
      randomBytes,
    );
    apply();
    const gate = await gateWith(await rules(everybody + askFirst), [atVendor()], { keys });
    const headers = { 'x-commonhold-key': key };
    const reply = send(gate, question('m'), { headers, principal: undefined });
    const request = await waiting();
    keys.prepareRevoke(id, time.clock).apply();
    approvals.grant(request.id, owner);
    expect((await reply).headers['x-commonhold-error']).toBe('key_unknown');
    expect(got).toEqual([]);
    expect(events).toMatchObject([{ type: 'refusal', refusal: { error: 'key_unknown' } }]);
  });

  test('shows whoever decides the very bytes that then leave', async () => {
    const gate = await gateWith(await rules(everybody + askFirst), [{ ...atVendor(), model: 'their-name' }]);
    const reply = send(gate, question('m'));
    const { id, content, labels } = await waiting();
    expect(labels).toEqual([]);
    approvals.grant(id, owner);
    await reply;
    expect(got).toEqual([Buffer.from(content ?? []).toString()]);
    expect(got[0]).toContain('their-name');
  });

  test('asks again when one argument is another, and sends neither', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const first = send(gate, question('m', { user: 'a' }));
    const { id } = await waiting();
    await time.pass(minute);
    expect((await first).status).toBe(403);
    approvals.grant(id, owner);
    const second = send(gate, question('m', { user: 'b' }));
    const asked = await waiting();
    expect(asked.id).not.toBe(id);
    await time.pass(minute);
    expect((await second).status).toBe(403);
    expect(got).toEqual([]);
  });

  test('is told where it is asked for when nobody answers, and passes at once when it comes again after a grant', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const first = send(gate, question('m'));
    const { id } = await waiting();
    await time.pass(minute);
    const reply = await first;
    expect(reply.status).toBe(403);
    expect(codeOf(reply)).toBe('approval_pending');
    expect(reply.body).toContain(`http://node.test/approvals/${id}`);
    expect(decisions()).toMatchObject([
      { trail: ['deny:ask-first', 'remedy-not-available:approve'], facts: { approval: id } },
    ]);
    expect(decisions()[0]?.facts).not.toHaveProperty('approvals');
    expect(got).toEqual([]);

    approvals.grant(id, owner);
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(got).toEqual([question('m')]);
    expect(decisions()[1]).toMatchObject({
      trail: ['deny:ask-first', 'approve:owner', 'allow:everybody'],
      facts: { approvals: ['ask-first'], approval: id },
    });

    // Used up.
    const third = send(gate, question('m'));
    expect((await waiting()).id).not.toBe(id);
    await time.pass(minute);
    expect((await third).status).toBe(403);
    expect(got).toHaveLength(1);
  });

  test('is told no and why when somebody refuses', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const reply = send(gate, question('m'));
    approvals.refuse((await waiting()).id, owner, 'Not to this vendor');
    expect((await reply).status).toBe(403);
    expect(codeOf(await reply)).toBe('approval_refused');
    expect((await reply).body).toContain('saying: Not to this vendor');
    expect(decisions()).toMatchObject([{ trail: ['deny:ask-first', 'remedy-not-available:approve'] }]);
    expect(got).toEqual([]);
  });

  test('of which the client hangs up while it waits sends nothing, and is on record', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const client = new AbortController();
    const reply = send(gate, question('m'), { signal: client.signal });
    const { id } = await waiting();
    client.abort(new Error('hung up'));
    await reply;
    expect(events.map(({ type }) => type)).toEqual(['refusal']);
    expect(decisions()).toMatchObject([{ facts: { approval: id } }]);
    expect(got).toEqual([]);
    expect(approvals.get(id)).toMatchObject({ state: 'open', waitsUntil: undefined });
  });

  test('is refused without asking anybody while the list is full, and told so', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    gate.limits.options = { ...gate.limits.options, concurrentCallsPerKey: 100, concurrentCalls: 100 };
    const calls = Array.from({ length: 17 }, (_, each) => send(gate, question('m', { user: String(each) })));
    const reply = await Promise.race(calls);
    expect(reply.status).toBe(429);
    expect(codeOf(reply)).toBe('approvals_full');
    await time.pass(minute);
    await Promise.all(calls);
    expect(got).toEqual([]);
  });
});

describe('an approval', () => {
  test('changes one fact and decides nothing: what another rule still forbids stays here', async () => {
    const hard = `@id("hard") forbid(principal, action, resource) when { context.approvals.contains("ask-first") };`;
    const gate = await gateWith(await rules(everybody + askFirst + hard));
    const reply = send(gate, question('m'));
    approvals.grant((await waiting()).id, owner);
    expect(codeOf(await reply)).toBe('policy_denied');
    expect(decisions()).toMatchObject([{ trail: ['deny:ask-first', 'approve:owner', 'deny:hard'] }]);
    expect(got).toEqual([]);
  });

  test('is not asked for where a rule without remedy forbids the call anyway', async () => {
    const hard = '@id("hard") forbid(principal, action, resource);';
    const gate = await gateWith(await rules(everybody + askFirst + hard));
    expect(codeOf(await send(gate, question('m')))).toBe('policy_denied');
    expect(approvals.list()).toEqual([]);
  });

  test('is asked for last: a candidate that needs none is gone on to first', async () => {
    const elsewhere = `@id("away") @remedy("reroute") forbid(principal, action, resource in Destination::"vendor");`;
    const inside = candidate(events, 'local', { chunks: [completion] });
    const gate = await gateWith(await rules(everybody + askFirst + elsewhere), [
      atVendor(),
      { ...inside, destination: { ...inside.destination, local: 'verified' } },
    ]);
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(approvals.list()).toEqual([]);
    expect(got).toEqual([]);
  });

  test('is of the bytes as they leave, in which pseudonyms stand for what was found', async () => {
    const masked = `@id("masked") @remedy("pseudonymise") forbid(principal, action, resource)
      when { context.labels.contains("personal") };`;
    const gate = await gateWith(await rules(everybody + askFirst + masked));
    const body = question('m', { user: 'ada@example.org' });
    const reply = send(gate, body);
    const { id, content, labels } = await waiting();
    expect(Buffer.from(content ?? []).toString()).not.toContain('ada@example.org');
    expect(labels).toEqual([]);
    approvals.grant(id, owner);
    expect((await reply).status).toBe(200);
    expect(got).toEqual([Buffer.from(content ?? []).toString()]);
    expect(decisions()).toMatchObject([
      {
        trail: [
          'deny:ask-first',
          'deny:masked',
          'pseudonymise',
          'deny:ask-first',
          'approve:owner',
          'allow:everybody',
        ],
      },
    ]);
  });

  test('for one destination is none for the next one, which is asked about anew', async () => {
    const gate = await gateWith(await rules(everybody + askFirst), [
      { ...atVendor('down'), provider: brokenProvider },
      atVendor(),
    ]);
    const reply = send(gate, question('m'));
    const first = await waiting();
    expect(first.destination.provider).toBe('down');
    approvals.grant(first.id, owner);
    const second = await waiting();
    expect(second.destination.provider).toBe('vendor');
    approvals.grant(second.id, owner);
    expect((await reply).status).toBe(200);
    expect(got).toHaveLength(1);
    expect(decisions().map(({ facts }) => facts['approval'])).toEqual([first.id, second.id]);
  });

  test('is asked for by nobody while rules are only observed', async () => {
    const gate = await gateWith(await rules(everybody + askFirst, 'observe'));
    expect((await send(gate, question('m'))).status).toBe(200);
    expect(decisions()).toMatchObject([{ trail: ['would-deny:ask-first', 'allow:observe-mode'] }]);
    expect(approvals.list()).toEqual([]);
  });

  test('is used under the rules that hold when it is used', async () => {
    const gate = await gateWith(await rules(everybody + askFirst));
    const first = send(gate, question('m'));
    const { id } = await waiting();
    await time.pass(minute);
    await first;
    approvals.grant(id, owner);
    gate.policy = await rules(everybody + askFirst.replace('approve:owner', 'approve:another-owner'));
    const second = send(gate, question('m'));
    // Somebody else is asked by now, so what an owner said does not help.
    expect((await waiting()).id).not.toBe(id);
    await time.pass(minute);
    expect((await second).status).toBe(403);
    expect(got).toEqual([]);
  });
});

const brokenProvider: Provider = {
  send: () =>
    Promise.reject(new CommonholdError('upstream_unreachable', { destination: 'down', detail: 'refused' })),
  close: () => Promise.resolve(),
};

function codeOf(reply: Replied): string | undefined {
  return reply.headers['x-commonhold-error'];
}
