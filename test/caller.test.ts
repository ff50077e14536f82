/** The way of a subscription: the client's own credential reaches its vendor, and nothing here keeps it. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentVendor, startAgentVendor } from './node/agent-vendor.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const canary = 'sk-ant-oat01-canary-7f3b1c9e5d';
const sentence = 'What the vendor says.';
let vendor: AgentVendor;
let refusing: { readonly port: number; close(): void };
let home: string;
let node: TestNode;

beforeAll(async () => {
  vendor = await startAgentVendor([{ say: sentence }]);
  refusing = await startRefusing();
  home = await newHome(`providers:
  claude:
    vendor: anthropic
    baseUrl: http://127.0.0.1:${vendor.port}/v1
    authentication: caller
    models: [claude-*]
  chatgpt:
    vendor: openai
    wire: openai-responses
    baseUrl: http://127.0.0.1:${vendor.port}/backend-api/codex
    authentication: caller
    models: [gpt-*]
  refuses:
    vendor: anthropic
    baseUrl: http://127.0.0.1:${refusing.port}/v1
    authentication: caller
    models: [refused]
`);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await vendor?.close();
  refusing?.close();
  await removeHome(home);
});

/** What Claude Code 2.1.330 sends beside its body when somebody is signed in with a subscription. */
const claudeCode = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20,interleaved-thinking-2025-05-14',
  'anthropic-dangerous-direct-browser-access': 'true',
  'x-app': 'cli',
  'x-claude-code-session-id': '33bf5dd2-51b4-4077-8da9-ef096320cb00',
  'x-stainless-lang': 'js',
  authorization: `Bearer ${canary}`,
};

/** What Codex CLI 0.169.0 sends beside its body when somebody is signed in with ChatGPT. */
const codex = {
  accept: 'text/event-stream',
  'content-type': 'application/json',
  'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) unknown (codex_exec; 0.169.0)',
  originator: 'codex_exec',
  'chatgpt-account-id': 'acc-1',
  'session-id': '01a202de-a7e3-70c1-a42f-915f24a9aa73',
  'thread-id': '01a202de-a7e3-70c1-a42f-915f24a9aa73',
  'x-client-request-id': '01a202de-a7e3-70c1-a42f-915f24a9aa73',
  'x-codex-beta-features': 'remote_compaction_v2',
  'x-codex-turn-metadata': '{"session_id":"01a202de","sandbox":"none"}',
  authorization: `Bearer ${canary}`,
};

function post(path: string, headers: Readonly<Record<string, string>>, body: object): Promise<Response> {
  return fetch(new URL(path, node.baseUrl), { method: 'POST', headers, body: JSON.stringify(body) });
}

const question = (model: string) => ({
  model,
  max_tokens: 10,
  stream: true,
  messages: [{ role: 'user', content: 'hello' }],
});

function arrived(): IncomingHttpHeaders {
  const last = vendor.seen.at(-1);
  if (last === undefined) throw new Error('nothing arrived');
  return last.headers;
}

test('Claude Code: the credential and what belongs to its account reach the vendor, and our key does not', async () => {
  const reply = await post(
    '/anthropic/v1/messages?beta=true',
    { ...claudeCode, 'x-commonhold-key': node.key },
    question('claude-x'),
  );
  expect([reply.status, (await reply.text()).includes(sentence)]).toEqual([200, true]);
  for (const name of [
    'authorization',
    'anthropic-beta',
    'anthropic-version',
    'user-agent',
    'x-app',
  ] as const) {
    expect(arrived()[name], name).toBe(claudeCode[name]);
  }
  expect(JSON.stringify(arrived())).not.toContain(node.key);
  expect(arrived()).not.toHaveProperty('x-stainless-lang');
});

test('the key may stand in the path, for a client whose headers are all its own', async () => {
  const reply = await post(`/k/${node.key}/anthropic/v1/messages`, claudeCode, question('claude-x'));
  expect([reply.status, (await reply.text()).includes(sentence)]).toEqual([200, true]);
  expect(arrived().authorization).toBe(`Bearer ${canary}`);
  expect(vendor.seen.at(-1)?.path).toBe('/v1/messages');
  expect(JSON.stringify(arrived())).not.toContain(node.key);
});

test('Codex CLI: the account, its session and the sender go with the credential; what describes the machine does not', async () => {
  const body = { model: 'gpt-x', stream: true, store: false, input: 'hello' };
  const reply = await post('/v1/responses', { ...codex, 'x-commonhold-key': node.key }, body);
  expect([reply.status, (await reply.text()).includes(sentence)]).toEqual([200, true]);
  expect(vendor.seen.at(-1)?.path).toBe('/backend-api/codex/responses');
  for (const name of [
    'authorization',
    'chatgpt-account-id',
    'originator',
    'session-id',
    'thread-id',
    'user-agent',
  ] as const) {
    expect(arrived()[name], name).toBe(codex[name]);
  }
  expect(arrived()).not.toHaveProperty('x-codex-turn-metadata');
});

test('without a key of ours the credential is no key, and nothing reaches the vendor', async () => {
  const before = vendor.seen.length;
  const reply = await post('/anthropic/v1/messages', claudeCode, question('claude-x'));
  expect([reply.status, (await reply.text()).includes(canary)]).toEqual([401, false]);
  expect(vendor.seen.length).toBe(before);
});

test('the credential is nowhere: not in the files of the node, not in what it prints, shows or answers', async () => {
  const refused = await post(
    '/anthropic/v1/messages',
    { ...claudeCode, 'x-commonhold-key': node.key },
    question('refused'),
  );
  expect(refused.status).toBe(401);
  const { calls } = await api<{ calls: { id: string }[] }>(node, 'GET', '/api/calls');
  expect(calls.length).toBeGreaterThanOrEqual(4);
  const told = [await refused.text(), node.errors(), JSON.stringify(calls)];
  for (const { id } of calls) told.push((await commonhold(home, ['show', id, '--reason', 'test'])).output);
  expect(told.join('\n')).toContain(sentence);
  expect(told.join('\n')).not.toContain(canary);
  await node.stop();
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    expect(bytes.includes(canary), entry.name).toBe(false);
  }
});

/** A vendor whose subscription has ended, with nothing of the request in its words. */
async function startRefusing() {
  const body =
    '{"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired."}}';
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(401, { 'content-type': 'application/json' }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
