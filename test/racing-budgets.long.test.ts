import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallsPage, CostsView } from '../packages/commonhold/src/server/index.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import {
  api,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

/** Each answer reports one token in and one out: two dollars at these prices. */
const configured = (port: number): string => `${providerYaml(port)}
prices: { upstream: { test-model: { input: 1000000, output: 1000000 } } }
`;

let home: string;
let upstream: CountingUpstream;
beforeEach(async () => {
  upstream = await startCountingUpstream(20);
  home = await newHome(configured(upstream.port));
});
afterEach(async () => {
  await upstream.close();
  await removeHome(home);
});

async function keyWith(...budgets: string[]): Promise<string> {
  const made = await commonhold(home, [
    'keys',
    'add',
    'racer',
    ...budgets.flatMap((one) => ['--budget', one]),
  ]);
  expect(made.errors).toContain('shown once');
  return made.output.trim();
}

/** The status of the answer, or undefined when there was none. */
async function ask(node: TestNode, key: string, user: string): Promise<number | undefined> {
  try {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-commonhold-key': key },
      body: JSON.stringify({
        model: 'test-model',
        user,
        max_tokens: 1,
        messages: [{ role: 'user', content: 'yes?' }],
      }),
    });
    await reply.arrayBuffer();
    return reply.status;
  } catch {
    return undefined;
  }
}

async function race(node: TestNode, key: string, count: number): Promise<Map<number | undefined, number>> {
  const statuses = await Promise.all(Array.from({ length: count }, (_, at) => ask(node, key, `call ${at}`)));
  return new Map([...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]));
}

const costs = (node: TestNode): Promise<CostsView> => api<CostsView>(node, 'GET', '/api/costs');

test('a budget of 100 calls lets exactly 100 through when 500 race for it, and none after a restart', async () => {
  let node = await startTestNode(home);
  try {
    const key = await keyWith('100 calls/month');
    const first = await race(node, key, 60);
    expect(first.get(200)).toBe(60);
    await node.stop();
    node = await startTestNode(home);
    const statuses = await race(node, key, 500);
    expect(upstream.seen).toHaveLength(100);
    expect(Object.fromEntries(statuses)).toEqual({ 200: 40, 429: 460 });
    const { totals } = await costs(node);
    expect(totals).toMatchObject({ calls: 100, attempts: 100, open: 0, unpriced: 0 });
    expect(totals.money).toEqual([{ currency: 'USD', amount: '200' }]);
    const page = await api<CallsPage>(node, 'GET', '/api/calls?limit=1&status=refused');
    expect(page.calls[0]?.error).toMatch(/^(budget_spent|concurrency_exceeded)$/);
    await node.stop();
    node = await startTestNode(home);
    expect(Object.fromEntries(await race(node, key, 20))).toEqual({ 429: 20 });
    expect(upstream.seen).toHaveLength(100);
  } finally {
    await node.stop();
  }
  expect((await commonhold(home, ['verify'])).code).toBe(0);
});

test('a power cut in the middle gives nobody a call that the budget had not', async () => {
  let node = await startTestNode(home);
  try {
    const key = await keyWith('50 calls/month');
    const racing = race(node, key, 200);
    await eventually(async () => (upstream.seen.length > 5 ? true : undefined));
    await node.kill();
    await racing;
    node = await startTestNode(home);
    await race(node, key, 200);
    // What was on record and never sent counts too, because nobody can know whether it was: never more, perhaps less.
    expect(upstream.seen.length).toBeLessThanOrEqual(50);
    const { totals } = await costs(node);
    expect(totals.calls).toBe(50);
    expect(Object.fromEntries(await race(node, key, 20))).toEqual({ 429: 20 });
  } finally {
    await node.stop();
  }
  expect((await commonhold(home, ['verify'])).code).toBe(0);
});

test('a budget of money is never overspent by what is known before, and its rest is free again after', async () => {
  const node = await startTestNode(home);
  try {
    // Estimated: one token out, and a few in by the length of the request. Real: two dollars.
    const key = await keyWith('150 USD/month');
    await race(node, key, 300);
    const spent = upstream.seen.length * 2;
    expect(spent).toBeLessThanOrEqual(150);
    expect(spent).toBeGreaterThan(0);
    const { totals } = await costs(node);
    expect(totals.money).toEqual([{ currency: 'USD', amount: String(spent) }]);
    // One after the other, each with the rest that the one before it really left.
    let status = await ask(node, key, 'one more');
    while (status === 200) status = await ask(node, key, 'one more');
    expect(status).toBe(429);
    expect(upstream.seen.length * 2).toBeGreaterThan(90);
    expect(upstream.seen.length * 2).toBeLessThanOrEqual(150);
  } finally {
    await node.stop();
  }
});
