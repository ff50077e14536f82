/** What a key is for, over every protocol by which it can call: the error is in the protocol's own words, and nothing leaves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { newHome, providerYaml, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

let home: string;
let upstream: CountingUpstream;
let node: TestNode;
const keys: Record<string, string> = {};

const scopes = {
  'other-model': { models: ['other'] },
  'other-wire': { wires: ['native'] },
  'other-operation': { operations: ['tool'] },
} as const;

beforeAll(async () => {
  upstream = await startCountingUpstream(0);
  home = await newHome(
    `${providerYaml(upstream.port)}routes:\n  other: [{ provider: upstream, model: test-model }]\n`,
  );
  node = await startTestNode(home);
  for (const [name, scope] of Object.entries(scopes)) keys[name] = await makeKey({ name, scope });
});
afterAll(async () => {
  await node?.stop();
  await upstream?.close();
  if (home) await removeHome(home);
});

function post(path: string, body: object, key: string): Promise<Response> {
  return fetch(new URL(path, node.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-commonhold-key': key },
    body: JSON.stringify(body),
  });
}

async function makeKey(options: object): Promise<string> {
  const made = await post('/api/keys', options, node.key);
  return ((await made.json()) as { key: string }).key;
}

const model = 'test-model';
const messages = [{ role: 'user', content: 'hi' }];
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
const gemini = (method: string): string => `/gemini/v1beta/models/${model}:${method}`;

/** How each protocol tells of a refusal, and nothing else of it. */
const told = {
  openai: (message: unknown) => ({ error: { message, type: 'permission_error' } }),
  anthropic: (message: unknown) => ({ type: 'error', error: { type: 'permission_error', message } }),
  ollama: (message: unknown) => ({ error: message }),
  gemini: (message: unknown) => ({ error: { code: 403, status: 'PERMISSION_DENIED', message } }),
};

const calls = [
  ['openai-chat', 'openai', '/v1/chat/completions', { model, messages }],
  ['openai-chat, streamed', 'openai', '/v1/chat/completions', { model, messages, stream: true }],
  ['OpenAI embeddings', 'openai', '/v1/embeddings', { model, input: 'hi' }],
  ['openai-responses', 'openai', '/v1/responses', { model, input: 'hi' }],
  ['openai-responses, counting', 'openai', '/v1/responses/input_tokens', { model, input: 'hi' }],
  ['anthropic-messages', 'anthropic', '/anthropic/v1/messages', { model, max_tokens: 5, messages }],
  ['anthropic-messages, counting', 'anthropic', '/anthropic/v1/messages/count_tokens', { model, messages }],
  ['ollama', 'ollama', '/ollama/api/chat', { model, messages }],
  ['ollama, generate', 'ollama', '/ollama/api/generate', { model, prompt: 'hi' }],
  ['ollama, embeddings', 'ollama', '/ollama/api/embed', { model, input: 'hi' }],
  ['gemini', 'gemini', gemini('generateContent'), { contents }],
  ['gemini, streamed', 'gemini', gemini('streamGenerateContent?alt=sse'), { contents }],
  ['gemini, counting', 'gemini', gemini('countTokens'), { contents }],
  ['gemini, embeddings', 'gemini', gemini('embedContent'), { content: { parts: [{ text: 'hi' }] } }],
] as const;

const codes = {
  'other-model': ['model_not_allowed', 'may not use the model test-model'],
  'other-wire': ['wire_not_allowed', 'may not call by the protocol'],
  'other-operation': ['operation_not_allowed', 'may not be used to'],
} as const;

describe.each(calls)('by %s', (_name, words, path, body) => {
  test.each(Object.entries(codes))('a key for %s is refused in that protocol’s words', async (key, code) => {
    const before = upstream.seen.length;
    const reply = await post(path, body, keys[key] ?? '');
    expect([reply.status, reply.headers.get('x-commonhold-error')]).toEqual([403, code[0]]);
    expect(reply.headers.get('content-type')).toContain('application/json');
    expect(await reply.json()).toMatchObject(told[words](expect.stringContaining(code[1])));
    expect(upstream.seen.length).toBe(before);
  });
});

test('each of these refusals is on record, because it is known who made the call', async () => {
  const listed = await fetch(new URL('/api/calls?limit=100', node.baseUrl), {
    headers: { 'x-commonhold-key': node.key },
  });
  const { calls: recorded } = (await listed.json()) as { calls: { status: string; error?: string }[] };
  expect(recorded.length).toBe(calls.length * 3);
  expect(recorded.every(({ status }) => status === 'refused')).toBe(true);
});

describe('the models that a key may ask for', () => {
  const get = async (path: string, key: string): Promise<unknown> => {
    const reply = await fetch(new URL(path, node.baseUrl), { headers: { 'x-commonhold-key': key } });
    return reply.json();
  };
  test.each([
    ['/v1/models', { data: [{ id: 'other' }] }],
    ['/anthropic/v1/models', { data: [{ id: 'other' }], has_more: false }],
    ['/ollama/api/tags', { models: [{ name: 'other' }] }],
    ['/gemini/v1beta/models', { models: [{ name: 'models/other' }] }],
  ])('are all that %s lists', async (path, expected) => {
    const listed = await get(path, keys['other-model'] ?? '');
    expect(listed).toMatchObject(expected);
    expect(JSON.stringify(listed)).not.toContain('"test-model","object"');
    expect(namesIn(listed)).toEqual(['other']);
    expect(namesIn(await get(path, node.key)).toSorted()).toEqual(['other', 'test-model']);
  });

  test.each(['/v1/models/test-model', '/anthropic/v1/models/test-model', '/gemini/v1beta/models/test-model'])(
    'are all that can be asked about: %s is not there for another',
    async (path) => {
      const reply = await fetch(new URL(path, node.baseUrl), {
        headers: { 'x-commonhold-key': keys['other-model'] ?? '' },
      });
      expect(reply.status).toBe(404);
    },
  );

  test('are none for a key that is for tools alone', async () => {
    expect(await get('/v1/models', keys['other-operation'] ?? '')).toMatchObject({ data: [] });
  });

  test('nor can they be shown to it by Ollama', async () => {
    const reply = await post('/ollama/api/show', { model }, keys['other-model'] ?? '');
    expect(reply.status).toBe(404);
  });
});

function namesIn(listed: unknown): string[] {
  const { data, models } = listed as { data?: { id: string }[]; models?: { name: string }[] };
  return (data ?? [])
    .map(({ id }) => id)
    .concat((models ?? []).map(({ name }) => name.replace('models/', '')));
}

test('two changes of one key at the same moment both hold', async () => {
  const made = await post('/api/keys', { name: 'twice' }, node.key);
  const { id } = (await made.json()) as { id: string };
  const changes = [{ expires: '90d' }, { scope: { models: ['other'] } }, { limits: { concurrentCalls: 3 } }];
  const changed = await Promise.all(
    changes.map((change) =>
      fetch(new URL(`/api/keys/${id}`, node.baseUrl), {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'x-commonhold-key': node.key },
        body: JSON.stringify(change),
      }),
    ),
  );
  expect(changed.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await changed.at(-1)?.json()).toMatchObject({
    expires: expect.any(String) as unknown,
    scope: { models: ['other'] },
    limits: { concurrentCalls: 3 },
  });
});

describe('limits', () => {
  test('are told to clients of OpenAI and Anthropic in their headers, on answers and refusals', async () => {
    const key = await makeKey({ name: 'slow', limits: { requestsPerMinute: 2 } });
    const first = await post('/v1/chat/completions', { model, messages, user: 'slow' }, key);
    await first.arrayBuffer();
    expect([first.status, first.headers.get('x-ratelimit-remaining-requests')]).toEqual([200, '1']);
    expect(first.headers.get('x-ratelimit-limit-tokens')).toBeNull();
    const anthropic = { model, max_tokens: 5, messages };
    const second = await post('/anthropic/v1/messages', anthropic, key);
    expect([second.status, second.headers.get('anthropic-ratelimit-requests-remaining')]).toEqual([200, '0']);
    const third = await post('/anthropic/v1/messages', anthropic, key);
    expect(await third.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(third.headers.get('anthropic-ratelimit-requests-limit')).toBe('2');
    const used = await post('/api/tools/before', { tool: 'Bash', input: {}, use: 'u1' }, key);
    expect(await used.json()).toMatchObject({ decision: 'deny', retryAfter: expect.any(Number) as unknown });
  });
});
