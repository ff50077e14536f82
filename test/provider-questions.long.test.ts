import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CallsPage,
  CallView,
  NodeStatus,
  ProviderModelsView,
  ProviderTestView,
} from '../packages/commonhold/src/server/index.ts';
import { goodKey, type ListedVendors, startListedVendors } from './node/listed-vendors.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const wrongKey = 'sk-wrong-9876543210';

/** What the row of each vendor says besides its address, and the names that it lists. */
const rows: Readonly<Record<string, readonly [path: string, more: string, models: string]>> = {
  openai: ['openai/v1', 'vendor: openai, wire: openai-chat', 'gpt-*'],
  azure: ['azure/openai/v1', 'vendor: azure-openai, credentialHeader: api-key', 'my-deployment'],
  anthropic: ['anthropic/v1', 'vendor: anthropic', 'claude-haiku-4-5, claude-opus-*'],
  gemini: ['gemini/v1beta', 'vendor: gemini-paid', 'gemini-*'],
  mistral: ['mistral/v1', 'vendor: mistral', 'mistral-small-latest'],
  openrouter: ['openrouter/api/v1', 'vendor: openrouter', 'acme/large'],
  deepseek: ['deepseek', 'vendor: deepseek', 'deepseek-chat'],
};

function fileFor(port: number): string {
  const lines = Object.entries(rows).map(
    ([name, [path, more, models]]) => `  # About ${name}.
  ${name}: { ${more}, baseUrl: "http://127.0.0.1:${port}/${path}", authentication: stored, models: [${models}] }`,
  );
  return `# Mine.
providers:
${lines.join('\n')}
  cohere: { wire: openai-chat, baseUrl: "http://127.0.0.1:${port}/cohere/v1", authentication: caller, destination: { local: "no" } }
  down: { wire: openai-chat, baseUrl: "http://127.0.0.1:1/v1", authentication: none, destination: { local: declared }, models: [gone], retries: { max: 0 }, breaker: { failures: 2 } }
routes:
  both: # in this order
    - { provider: mistral, model: mistral-small-latest } # cheap
    - { provider: openai, model: gpt-5 }
  only-mistral:
    - { provider: mistral, model: mistral-small-latest }
prices:
  mistral: { "*": { input: 1, output: 2, currency: EUR } }
# The end.
`;
}

let vendors: ListedVendors;
let home: string;
let node: TestNode;
beforeAll(async () => {
  vendors = await startListedVendors();
  home = await newHome(fileFor(vendors.port));
  node = await startTestNode(home, { environment: { COMMONHOLD_LOG: 'info' } });
});
afterAll(async () => {
  await node?.stop();
  await vendors?.close();
  await removeHome(home);
});

async function store(name: string, secret: string): Promise<void> {
  const reply = await fetch(new URL(`/api/credentials/${name}`, node.baseUrl), {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
    body: JSON.stringify({ secret }),
  });
  expect(reply.status).toBe(200);
}

function asked(name: string): Promise<ProviderTestView> {
  return api<ProviderTestView>(node, 'POST', `/api/providers/${name}/test`);
}

const verdictOf = (view: ProviderTestView, check: string): string | undefined =>
  view.findings.find((finding) => finding.check === check)?.verdict;

describe('commonhold providers test', () => {
  test('says first that no credential is stored', async () => {
    const view = await asked('openai');
    expect([view.works, verdictOf(view, 'credential')]).toEqual([false, 'broken']);
  });

  test.each(Object.keys(rows))(
    'tells a right credential of %s from a wrong one, and repeats neither',
    async (name) => {
      await store(name, wrongKey);
      const wrong = await asked(name);
      const isPublic = name === 'openrouter';
      expect([verdictOf(wrong, 'credential'), wrong.works]).toEqual(
        isPublic ? ['unknown', true] : ['broken', false],
      );
      await store(name, goodKey);
      const right = await asked(name);
      expect([verdictOf(right, 'credential'), right.works]).toEqual([isPublic ? 'unknown' : 'good', true]);
      expect(right.missing).toEqual(name === 'azure' ? ['my-deployment'] : []);
      for (const key of [wrongKey, goodKey]) expect(JSON.stringify([wrong, right])).not.toContain(key);
    },
  );

  test('shows in words what works, and what only a call can show', async () => {
    const works = await commonhold(home, ['providers', 'test', 'openai', '--json']);
    expect([works.code, (JSON.parse(works.output) as ProviderTestView).works]).toEqual([0, true]);
    const { output, code } = await commonhold(home, ['providers', 'test', 'cohere']);
    expect(output).toContain('Each client shows its own credential');
    // There is no list at this address, and that is told apart from a credential.
    expect([output.includes('It has no list of models at'), code]).toEqual([true, 1]);
    expect(vendors.questions.at(-1)).toEqual({ vendor: 'cohere', shown: '' });
    const down = await commonhold(home, ['providers', 'test', 'down']);
    expect([down.code, down.output.includes('cannot be reached')]).toEqual([1, true]);
  });

  test('leaves nothing on record, and is told in the log of the node before it connects', async () => {
    const size = async (): Promise<number> => (await api<NodeStatus>(node, 'GET', '/api/status')).log.size;
    const before = await size();
    await asked('mistral');
    expect(await size()).toBe(before);
    expect((await api<CallsPage>(node, 'GET', '/api/calls')).calls).toEqual([]);
    expect(node.errors()).toMatch(/"purpose":"provider-models","provider":"mistral"/);
    expect(node.errors()).not.toContain(goodKey);
  });

  test('is for owners, and for rows that are there', async () => {
    const added = await commonhold(home, ['keys', 'add', 'a member', '--role', 'member', '--json']);
    const { key } = JSON.parse(added.output) as { key: string };
    for (const [method, path] of [
      ['POST', 'openai/test'],
      ['GET', 'openai/models'],
    ] as const) {
      const reply = await fetch(new URL(`/api/providers/${path}`, node.baseUrl), {
        method,
        headers: { authorization: `Bearer ${key}` },
      });
      expect(reply.status).toBe(403);
    }
    expect((await commonhold(home, ['providers', 'test', 'nobody'])).errors).toContain(
      'No provider is named "nobody"',
    );
  });
});

describe('commonhold models list --provider', () => {
  test('has what each provider says, and what nobody says is unknown', async () => {
    const of = async (name: string) =>
      (await api<ProviderModelsView>(node, 'GET', `/api/providers/${name}/models`)).models;
    expect(await of('anthropic')).toMatchObject([
      { name: 'claude-opus-4-6', listed: true, context: { tokens: 200_000, by: 'provider' } },
      { name: 'claude-haiku-4-5-20251001', listed: false },
    ]);
    expect(await of('openrouter')).toMatchObject([
      { price: { input: 3, output: 15, currency: 'USD', by: 'provider' }, outputTokens: 64_000 },
    ]);
    expect(await of('mistral')).toMatchObject([
      { aliases: ['mistral-small-latest'], price: { input: 1, output: 2, currency: 'EUR', by: 'owner' } },
    ]);
    expect(await of('openai')).toMatchObject([
      { context: { tokens: 400_000, by: 'list' }, price: { input: 1.25, output: 10, by: 'list' } },
    ]);
    const { output } = await commonhold(home, ['models', 'list', '--provider', 'azure']);
    expect(output).toMatch(/gpt-5-2025-08-07 +no +/);
  });

  test('says why there is no list', async () => {
    const ended = await commonhold(home, ['models', 'list', '--provider', 'down']);
    expect([ended.code, ended.errors.includes('commonhold providers test down')]).toEqual([1, true]);
  });
});

describe('what vendors call otherwise', () => {
  /** A call in the protocol of Anthropic, which says `max_tokens`. */
  async function message(model: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const reply = await fetch(new URL('/anthropic/v1/messages', node.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': node.key },
      body: JSON.stringify({ model, max_tokens: 7, messages: [{ role: 'user', content: 'Is it?' }] }),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  }
  const lastBody = (): Record<string, unknown> => vendors.calls.at(-1)?.body ?? {};

  test('OpenAI, whose models that reason refuse max_tokens, gets max_completion_tokens', async () => {
    expect(await message('gpt-5')).toMatchObject({ status: 200 });
    expect(lastBody()).toMatchObject({ max_completion_tokens: 7 });
  });

  test('Mistral, which refuses every field that it does not name, gets random_seed for a seed', async () => {
    const reply = await fetch(new URL('/ollama/api/chat', node.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
      body: JSON.stringify({
        model: 'mistral-small-latest',
        stream: false,
        options: { seed: 42 },
        messages: [{ role: 'user', content: 'Is it?' }],
      }),
    });
    expect([reply.status, lastBody()['random_seed'], lastBody()['seed']]).toEqual([200, 42, undefined]);
  });

  test('what a client writes in the protocol itself goes as it is, and the vendor answers for it', async () => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
      body: JSON.stringify({
        model: 'mistral-small-latest',
        seed: 1,
        messages: [{ role: 'user', content: 'x' }],
      }),
    });
    expect([reply.status, await reply.text()]).toEqual([422, expect.stringContaining('extra_forbidden')]);
  });

  test('the reasoning of DeepSeek and OpenRouter arrives as reasoning, whatever they call it', async () => {
    for (const model of ['deepseek-chat', 'acme/large']) {
      const { body } = await message(model);
      expect(JSON.stringify(body), model).toContain('Let me see.');
    }
  });

  test('what OpenRouter says that a call took is its cost', async () => {
    const { calls } = await api<CallsPage>(node, 'GET', '/api/calls');
    const id = calls.find(({ asked }) => asked === 'acme/large')?.id ?? '';
    // The answer does not wait until its end is on record.
    const costOf = async () =>
      (await api<{ call: CallView }>(node, 'GET', `/api/calls/${id}`)).call.attemptDetails[0]?.outcome?.cost;
    await expect.poll(costOf).toMatchObject({ source: 'destination', currency: 'USD' });
  });
});

describe('a vendor that is down', () => {
  test('is seen in the list of providers, with the last error and what to do', async () => {
    for (let count = 0; count < 2; count++) {
      await fetch(`${node.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
        body: JSON.stringify({ model: 'gone', messages: [{ role: 'user', content: 'x' }] }),
      });
    }
    const { output, errors } = await commonhold(home, ['providers', 'list']);
    expect(output).toMatch(/^down .* resting until /m);
    expect(output).toMatch(/^openai .* well$/m);
    expect(errors).toMatch(/^down: .*upstream_unreachable.* commonhold providers test down$/m);
  });
});

describe('commonhold providers remove', () => {
  const read = (): Promise<string> => readFile(join(home, 'commonhold.yaml'), 'utf8');

  test('is refused while a route would be left with nobody, or rules speak of it', async () => {
    const before = await read();
    const refused = await commonhold(home, ['providers', 'remove', 'mistral']);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('the route only-mistral')]);
    await mkdir(join(home, 'policies'));
    const rule = `permit (principal, action, resource) unless { resource in Destination::"mistral" };\n`;
    await writeFile(join(home, 'policies', 'own.cedar'), `@id("own")\n${rule}`);
    const needed = await commonhold(home, ['providers', 'remove', 'mistral', '--yes']);
    expect([needed.code, needed.errors]).toEqual([1, expect.stringContaining('own.cedar')]);
    await rm(join(home, 'policies'), { recursive: true });
    expect(await read()).toBe(before);
  });

  test('takes the row with what names it, keeps every other byte, and forgets the key where asked', async () => {
    const before = await read();
    const removed = await commonhold(home, ['providers', 'remove', 'mistral', '--yes', '--forget-key']);
    expect([removed.code, removed.output]).toEqual([
      0,
      expect.stringContaining('Its credential is forgotten.'),
    ]);
    expect(removed.output).toMatch(/^- +# About mistral\./m);
    expect(removed.errors).toContain('The route both goes to openai first');
    expect(removed.errors).toContain('only-mistral, mistral-small-latest');
    const gone = [/ {2}# About mistral\.\n.*\n/, /.*# cheap\n/, / {2}only-mistral:\n.*\n/, /prices:\n.*\n/];
    expect(await read()).toBe(gone.reduce((text, part) => text.replace(part, ''), before));
    // Nothing is left to forget, and the calls of others go on.
    const again = await commonhold(home, ['keys', 'provider', 'mistral', '--remove']);
    expect(again.code).toBe(1);
    expect((await commonhold(home, ['providers', 'remove', 'mistral', '--yes'])).errors).toContain(
      'No provider is named',
    );
  });

  test('asks where nobody said yes, and does nothing where nobody can be asked', async () => {
    const before = await read();
    const ended = await commonhold(home, ['providers', 'remove', 'deepseek']);
    expect([ended.code, ended.errors.includes('add --yes')]).toEqual([1, true]);
    expect(await read()).toBe(before);
    const json = await commonhold(home, ['providers', 'remove', 'deepseek', '--yes', '--json']);
    expect(JSON.parse(json.output)).toEqual({
      provider: 'deepseek',
      routes: [],
      removedRoutes: [],
      lost: ['deepseek-chat'],
      forgotten: false,
    });
  });
});
