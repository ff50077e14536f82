import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CallsPage,
  CallValuesView,
  CallView,
  OverviewView,
} from '../packages/commonhold/src/server/index.ts';
import { commonhold, startTestNode, type TestNode } from './node/running-node.ts';

const demoCalls = 240;

/** A node on a demonstration: enough calls of many kinds, and the marks that say what they are. */
describe('the calls and sums of a running node', () => {
  let parent: string;
  let home: string;
  let node: TestNode;
  let memberKey: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ch-'));
    home = join(parent, 'demo');
    const made = await commonhold(parent, ['demo', '--home', home, '--calls', String(demoCalls), '--json']);
    expect(made).toMatchObject({ code: 0, errors: '' });
    node = await startTestNode(home);
    const added = await commonhold(home, ['keys', 'add', 'Newcomer', '--json']);
    memberKey = (JSON.parse(added.output) as { key: string }).key;
  });
  afterAll(async () => {
    await node.stop();
    await rm(parent, { recursive: true });
  });

  async function get<Reply>(path: string, key = node.key): Promise<Reply> {
    const reply = await fetch(new URL(path, node.baseUrl), { headers: { authorization: `Bearer ${key}` } });
    return (await reply.json()) as Reply;
  }
  const codeOf = async (path: string, key: string, method = 'GET'): Promise<string | undefined> => {
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${key}` },
    });
    return ((await reply.json()) as { error?: { code: string } }).error?.code;
  };

  test('say that they are a demonstration, in the status and at every command', async () => {
    expect(await get('/api/status')).toMatchObject({ demo: true });
    const listed = await commonhold(home, ['calls', '--limit', '1']);
    expect(listed.errors).toContain('demonstration data');
  });

  test('are never made in a folder that has something in it, or in the home of a node', async () => {
    for (const folder of [home, parent]) {
      expect(await commonhold(parent, ['demo', '--home', folder])).toMatchObject({
        code: 1,
        errors: expect.stringContaining('No demonstration was made'),
      });
    }
  });

  test('name who called, and are found by that name', async () => {
    const page = await get<CallsPage>('/api/calls?q=review%20agent&limit=5');
    expect(page.calls.length).toBe(5);
    for (const call of page.calls) {
      expect(call.principal).toMatchObject({
        name: 'Tern & Thistle review agent',
        kind: 'agent',
        revoked: false,
      });
    }
    const values = await get<CallValuesView>('/api/calls/values');
    expect(values.providers).toContain('vendor-b');
    expect(values.models).toEqual(expect.arrayContaining(['review', 'vendor-b-code']));
    expect(values.labels).toContain('code');
    expect(values.principals).toContainEqual(
      expect.objectContaining({ name: 'Old newsletter script', revoked: true }),
    );
  });

  test('refuse filters that nobody knows', async () => {
    for (const query of [
      'sort=time',
      'status=broken',
      'limit=0',
      'limit=1001',
      'from=yesterday',
      'errors=1',
      'q=',
    ]) {
      expect(await codeOf(`/api/calls?${query}`, node.key)).toBe('request_invalid');
    }
    expect(await codeOf('/api/overview?days=93', node.key)).toBe('request_invalid');
  });

  test('show everything about one call', async () => {
    const { calls } = await get<CallsPage>('/api/calls?label=code&status=completed&limit=3');
    const [, call] = calls;
    const { call: shown } = await get<{ call: CallView }>(`/api/calls/${call?.id}`);
    expect(shown).toMatchObject({
      id: call?.id,
      labels: ['code'],
      decision: ['allow:valid-key'],
      project: 'workshop',
    });
    expect(shown.leaves.map(({ text }) => (JSON.parse(text) as { call: string }).call)).toEqual(
      shown.leaves.map(() => call?.id),
    );
    expect(shown.attemptDetails.at(-1)).toMatchObject({ status: 'completed', outcome: { http: 200 } });
    expect(shown.checkpointSize).toBeGreaterThan(shown.leaves.at(-1)?.index ?? 0);
    const { call: newer } = await get<{ call: CallView }>(`/api/calls/${shown.neighbours.newer}`);
    expect(newer.neighbours.older).toBe(shown.id);
    for (const other of shown.sameRun?.calls ?? []) expect(other.run).toBe(shown.run);
  });

  test('add up to what the list has', async () => {
    const overview = await get<OverviewView>('/api/overview?days=32');
    expect(overview.whose).toBe('all');
    expect(overview.totals.calls).toBe(demoCalls);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    expect(sum(Object.values(overview.totals.byStatus))).toBe(demoCalls);
    expect(sum(Object.values(overview.totals.byLocal))).toBe(demoCalls);
    expect(sum(overview.days.map(({ calls }) => calls))).toBe(demoCalls);
    expect(sum(overview.destinations.map(({ calls }) => calls))).toBe(
      demoCalls - overview.totals.byStatus.refused,
    );
    const { calls } = await get<CallsPage>('/api/calls?limit=1000&status=completed');
    expect(overview.totals.byStatus.completed).toBe(calls.length);
    const rented = calls.filter(({ local }) => local === 'no');
    expect(overview.totals.tokens.rented.output).toBe(
      sum(rented.map(({ outputTokens }) => outputTokens ?? 0)),
    );
    const durations = calls.map(({ totalMs }) => totalMs ?? 0).sort((left, right) => left - right);
    const median = durations[Math.ceil(durations.length / 2) - 1] ?? 0;
    expect(Math.abs((overview.durations.medianMs ?? 0) / median - 1)).toBeLessThan(0.1);
    const { calls: all } = await get<CallsPage>('/api/calls?limit=1000');
    for (const { currency, amount } of overview.money.money) {
      const amounts = all.flatMap(({ cost }) => cost?.money ?? []).filter((one) => one.currency === currency);
      expect(Number(amount)).toBeCloseTo(sum(amounts.map((one) => Number(one.amount))), 6);
    }
    expect(overview.money.money.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    expect(overview.money.unpriced).toBeGreaterThan(0);
    expect(overview.record.size).toBeGreaterThanOrEqual(overview.record.checkpoint?.size ?? Infinity);
  });

  test('show a member their own and nothing of others', async () => {
    expect((await get<CallsPage>('/api/calls', memberKey)).calls).toEqual([]);
    const [foreign] = (await get<CallsPage>('/api/calls?limit=1')).calls;
    expect(await codeOf(`/api/calls?principal=${foreign?.principal.id}`, memberKey)).toBe('owner_required');
    expect(await codeOf(`/api/calls/${foreign?.id}`, memberKey)).toBe('call_unknown');
    expect(await codeOf(`/api/calls/${foreign?.id}/open`, memberKey, 'POST')).toBe('call_unknown');
    expect((await get<CallValuesView>('/api/calls/values', memberKey)).principals).toHaveLength(1);

    // A vendor of the demonstration, for whom nobody has a credential: the refusal is the member's call.
    const asked = await fetch(new URL('/v1/chat/completions', node.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${memberKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'vendor-a-large',
        messages: [{ role: 'user', content: 'Anybody there?' }],
      }),
    });
    expect(((await asked.json()) as { error: { code: string } }).error.code).toBe('credential_missing');
    const own = await get<CallsPage>('/api/calls', memberKey);
    expect(own.calls).toHaveLength(1);
    expect(own.calls[0]).toMatchObject({ status: 'refused', principal: { name: 'Newcomer' } });
    const { call } = await get<{ call: CallView }>(`/api/calls/${own.calls[0]?.id}`, memberKey);
    expect(call.neighbours).toEqual({});
    expect(await codeOf(`/api/calls/${call.id}/open`, memberKey, 'POST')).toBeUndefined();
    const overview = await get<OverviewView>('/api/overview', memberKey);
    expect(overview).toMatchObject({ whose: 'own', totals: { calls: 1, byStatus: { refused: 1 } } });
    expect(overview.firstCall).toBe(call.time);
  });
});
