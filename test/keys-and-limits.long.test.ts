import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyView } from '../packages/commonhold/src/server/index.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

let home: string;
let upstream: CountingUpstream;
let node: TestNode;
beforeAll(async () => {
  upstream = await startCountingUpstream(0);
  home = await newHome(
    `${providerYaml(upstream.port)}routes:\n  other: [{ provider: upstream, model: test-model }]\n`,
  );
  node = await startTestNode(home);
});
afterAll(async () => {
  await node.stop();
  await upstream.close();
  await removeHome(home);
});

async function run(...parameters: string[]): Promise<string> {
  const { code, output, errors } = await commonhold(home, parameters);
  expect(errors.includes('error') ? errors : '').toBe('');
  expect(code).toBe(0);
  return output.trim();
}

const list = async (): Promise<KeyView[]> => JSON.parse(await run('keys', 'list', '--json')) as KeyView[];

function ask(key: string, model = 'test-model', path = 'v1/chat/completions'): Promise<Response> {
  return fetch(new URL(`/${path}`, node.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-commonhold-key': key },
    body: JSON.stringify({
      model,
      max_tokens: 10,
      user: 'somebody',
      messages: [{ role: 'user', content: 'hi' }],
    }),
  });
}

async function answer(reply: Response): Promise<[number, string | null]> {
  await reply.arrayBuffer();
  return [reply.status, reply.headers.get('x-commonhold-error')];
}

describe('a key', () => {
  test('that is for some models lists those and no other, and is refused the rest on record', async () => {
    const key = await run('keys', 'add', 'narrow', '--model', 'other');
    const listed = await fetch(new URL('/v1/models', node.baseUrl), { headers: { 'x-commonhold-key': key } });
    expect(((await listed.json()) as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual(['other']);
    expect(await answer(await ask(key, 'other'))).toEqual([200, null]);
    expect(await answer(await ask(key))).toEqual([403, 'model_not_allowed']);
    expect(await run('calls', '--limit', '1')).toContain('model_not_allowed');
  });

  test('that is for one protocol is refused by the others, in theirs', async () => {
    const key = await run('keys', 'add', 'openai-only', '--wire', 'openai-chat');
    expect(await answer(await ask(key))).toEqual([200, null]);
    const refused = await ask(key, 'test-model', 'anthropic/v1/messages');
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
  });

  test('goes on under another after a rotation, and both are the same caller until the old one ends', async () => {
    const old = await run('keys', 'add', 'rotated', '--budget', '2 calls/day');
    expect(await answer(await ask(old))).toEqual([200, null]);
    const next = await run('keys', 'rotate', 'rotated', '--grace', '1h');
    expect(next).not.toBe(old);
    expect(await answer(await ask(next))).toEqual([200, null]);
    expect(await answer(await ask(old))).toEqual([429, 'budget_spent']);
    expect(await answer(await ask(next))).toEqual([429, 'budget_spent']);
    const both = (await list()).filter(({ name }) => name === 'rotated');
    expect(both.map(({ expires }) => expires === undefined)).toEqual([false, true]);
    const last = await run('keys', 'rotate', 'rotated', '--grace', '0h');
    expect(await answer(await ask(next))).toEqual([401, 'key_expired']);
    await run('keys', 'change', 'rotated', '--budget', '3 calls/day');
    expect(await answer(await ask(last))).toEqual([200, null]);
    await run('keys', 'revoke', 'rotated');
    expect(await answer(await ask(old))).toEqual([401, 'key_unknown']);
    expect(await answer(await ask(last))).toEqual([401, 'key_unknown']);
  });

  test('is changed in what is named and left as it is in the rest', async () => {
    await run('keys', 'add', 'changed', '--model', 'other', '--concurrent', '3', '--expires', '90d');
    await run('keys', 'change', 'changed', '--requests-per-minute', '7', '--expires', 'never');
    expect((await list()).find(({ name }) => name === 'changed')).toMatchObject({
      scope: { models: ['other'] },
      limits: { concurrentCalls: 3, requestsPerMinute: 7, budgets: [] },
      expired: false,
    });
    const wrong = await commonhold(home, ['keys', 'change', 'changed', '--budget', 'much/day']);
    expect(wrong.errors).toContain('100 calls/day');
  });

  test('that made its requests of a minute is told when to come again', async () => {
    const key = await run('keys', 'add', 'slow', '--requests-per-minute', '1');
    expect(await answer(await ask(key))).toEqual([200, null]);
    const refused = await ask(key);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer(refused)).toEqual([429, 'requests_per_minute_exceeded']);
  });

  test('leaves a record that verify can prove', async () => {
    expect(await run('verify')).toContain('holds');
  });
});
