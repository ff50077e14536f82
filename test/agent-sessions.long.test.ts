/** The session of a coding agent, whose calls of models and whose tools come to the node by two ways, is one run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentVendor, startAgentVendor } from './node/agent-vendor.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const session = '33bf5dd2-51b4-4077-8da9-ef096320cb00';
let vendor: AgentVendor;
let home: string;
let node: TestNode;

beforeAll(async () => {
  vendor = await startAgentVendor([{ say: 'It is done.' }]);
  const row = (base: string) => `baseUrl: "http://127.0.0.1:${vendor.port}/${base}", authentication: caller`;
  home = await newHome(`providers:
  claude: { vendor: anthropic, ${row('v1')}, models: ["claude-*"] }
  chatgpt: { vendor: openai, wire: openai-responses, ${row('backend-api/codex')}, models: ["gpt-*"] }
labels:
  own: [ward]
  sources: [{ tool: patients, label: ward }]
`);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await vendor?.close();
  await removeHome(home);
});

async function post(path: string, headers: Readonly<Record<string, string>>, body: object): Promise<string> {
  const reply = await fetch(new URL(path, node.baseUrl), {
    method: 'POST',
    headers: { ...headers, 'x-commonhold-key': node.key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)]);
  return reply.headers.get('x-commonhold-call') ?? '';
}

const ask = (headers: Readonly<Record<string, string>>): Promise<string> =>
  post(
    '/anthropic/v1/messages',
    { authorization: 'Bearer their-own', ...headers },
    {
      model: 'claude-x',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'hello' }],
    },
  );
const inSession = { 'x-claude-code-session-id': session };

async function useTool(use: string): Promise<void> {
  const about = { tool: 'patients', input: {}, use };
  await post('/api/tools/before', {}, { ...about, run: session });
  await post('/api/tools/after', {}, { use, failed: false, output: 'Nr. 7' });
}

interface Listed {
  readonly id: string;
  readonly operation: string;
}

async function listed(...parameters: string[]): Promise<Listed[]> {
  const { output } = await commonhold(home, ['calls', '--json', ...parameters]);
  return (JSON.parse(output) as Listed[]).toReversed();
}

async function labelsOf(call: string): Promise<readonly string[]> {
  const path = `/api/calls/${call}`;
  return (await api<{ call: { labels: readonly string[] } }>(node, 'GET', path)).call.labels;
}

test('labels rise over calls and tools, and over a restart; looking and erasing go by the session', async () => {
  const first = await ask(inSession);
  await useTool('use-1');
  const second = await ask(inSession);
  const elsewhere = await ask({ 'x-claude-code-session-id': 'another' });
  expect(await Promise.all([first, second, elsewhere].map(labelsOf))).toEqual([[], ['ward'], []]);

  const shown = await commonhold(home, ['show', second, '--no-bodies']);
  expect(shown.output).toContain(`${session} (the session of the agent, by x-claude-code-session-id)`);
  const calls = await listed('--run', session);
  expect(calls.map(({ operation }) => operation)).toEqual(['generate', 'tool', 'generate']);

  await node.stop();
  node = await startTestNode(home);
  const third = await ask(inSession);
  expect(await labelsOf(third)).toEqual(['ward']);

  const asked = async (call: string) => {
    const { output } = await commonhold(home, ['erase', '--call', call, '--json']);
    return JSON.parse(output) as unknown;
  };
  // The tool, and the two calls after it.
  expect(await asked(calls[1]?.id ?? '')).toMatchObject({ preview: { calls: 3 } });
  expect(await asked(elsewhere)).toMatchObject({ preview: { calls: 1 } });
  const proved = await commonhold(home, ['verify', '--bodies', '--json']);
  expect(JSON.parse(proved.output)).toMatchObject({ verdict: 'proved', findings: [] });
});

test('what of it goes on to the vendor is what went on before: of Codex its own header, of Claude Code none', async () => {
  await ask(inSession);
  expect(JSON.stringify(vendor.seen.at(-1)?.headers)).not.toContain(session);
  const codex = { authorization: 'Bearer their-own', 'session-id': session };
  const call = await post('/v1/responses', codex, { model: 'gpt-x', input: 'hello', store: false });
  expect(vendor.seen.at(-1)?.headers['session-id']).toBe(session);
  expect((await listed('--run', session)).at(-1)?.id).toBe(call);
});
