/**
 * Claude Code and Codex CLI themselves, fetched by npx and never dependencies, work through a node against a vendor on this
 * machine: signed in with a subscription whose credential goes through. Tried with Claude Code 2.1.330 and Codex CLI 0.169.0.
 * Where npx must not run what a package does when it is installed, install them and name the folder of their programs in
 * COMMONHOLD_AGENTS.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AgentVendor, startAgentVendor } from './node/agent-vendor.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Program {
  readonly name: string;
  readonly from: string;
}
const claudeCode: Program = { name: 'claude', from: '@anthropic-ai/claude-code@2.1.330' };
const codexCli: Program = { name: 'codex', from: '@openai/codex@0.169.0' };
const canary = 'oat01-canary-5f0d2b';
const sentence = 'The script is over.';
/** Fetching a program of a hundred megabytes, and its work. */
const agentMs = 5 * 60_000;

let vendor: AgentVendor;
let home: string;
let node: TestNode;
let person: string;

beforeAll(async () => {
  vendor = await startAgentVendor([{ commands: ['echo from-the-script > made.txt'] }, { say: sentence }]);
  home = await newHome(`providers:
  claude: { vendor: anthropic, baseUrl: "http://127.0.0.1:${vendor.port}/v1", authentication: caller, models: ["claude-*"] }
  chatgpt: { vendor: openai, wire: openai-responses, baseUrl: "http://127.0.0.1:${vendor.port}/backend-api/codex", authentication: caller, models: ["gpt-*"] }
`);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await vendor?.close();
  await removeHome(home);
});
beforeEach(async () => {
  person = await mkdtemp(join(tmpdir(), 'commonhold-person-'));
  return () => rm(person, { recursive: true, force: true });
});

/** The agent in a folder of nobody's: no settings of this machine, no word to its maker. */
async function work(
  program: Program,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  const installed = process.env['COMMONHOLD_AGENTS'];
  const [command, ...first] =
    installed === undefined
      ? ['npx', '--yes', `--package=${program.from}`, program.name]
      : [join(installed, program.name)];
  const child = spawn(command ?? '', [...first, ...parameters], {
    cwd: person,
    env: { ...ofNpm(), PATH: process.env['PATH'], HOME: person, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), agentMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, said };
}

/** How packages are fetched on this machine; without a home folder of its own npm would not know. */
function ofNpm(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && /^(npm_config_|NODE_EXTRA_CA_CERTS$)/i.test(name),
  );
  return {
    npm_config_userconfig: join(homedir(), '.npmrc'),
    ...(Object.fromEntries(kept) as Record<string, string>),
    npm_config_cache: join(tmpdir(), 'commonhold-npx'),
  };
}

const made = () => readFile(join(person, 'made.txt'), 'utf8');

async function recorded(): Promise<string[]> {
  const page = await api<{
    calls: { operation: string; provider?: string; asked: string; status: string }[];
  }>(node, 'GET', '/api/calls');
  return page.calls.map(({ operation, asked, status }) => `${operation} ${asked} ${status}`).toReversed();
}

test('Claude Code does its work with a subscription, and the record has every call and every tool', async () => {
  await mkdir(join(person, '.claude'));
  const connected = await commonhold(
    home,
    ['connect', 'claude-code', '--subscription', '--hooks', '--yes'],
    '',
    {
      HOME: person,
    },
  );
  expect(connected).toMatchObject({ code: 0 });
  const { code, said } = await work(claudeCode, ['-p', 'Run the script.', '--allowedTools', 'Bash'], {
    CLAUDE_CODE_OAUTH_TOKEN: `sk-ant-${canary}`,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
  });
  expect([code, said]).toEqual([0, expect.stringContaining(sentence)]);
  expect(await made()).toBe('from-the-script\n');
  expect(vendor.seen.at(-1)?.headers.authorization).toBe(`Bearer sk-ant-${canary}`);
  expect(vendor.seen.length).toBe(2);
  const calls = await recorded();
  expect(calls.map((call) => call.replace(/claude-\S+/, 'claude'))).toEqual([
    'generate claude completed',
    'tool Bash completed',
    'generate claude completed',
  ]);
});

test('Codex CLI does its work with a ChatGPT login, and the record has every call', async () => {
  const before = { seen: vendor.seen.length, calls: (await recorded()).length };
  await mkdir(join(person, '.codex'));
  const connected = await commonhold(home, ['connect', 'codex-cli', '--subscription', '--yes'], '', {
    HOME: person,
  });
  expect(connected).toMatchObject({ code: 0 });
  await signInCodex();
  const { code, said } = await work(
    codexCli,
    [
      'exec',
      '--model',
      'gpt-5.5',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
      'Run it.',
    ],
    {},
  );
  expect([code, said]).toEqual([0, expect.stringContaining(sentence)]);
  expect(await made()).toBe('from-the-script\n');
  const last = vendor.seen.at(-1);
  expect([last?.path, last?.headers['chatgpt-account-id'], last?.headers['originator']]).toEqual([
    '/backend-api/codex/responses',
    'acc-1',
    'codex_exec',
  ]);
  expect(last?.headers['session-id']).toBeDefined();
  expect(vendor.seen.length - before.seen).toBe(2);
  expect((await recorded()).slice(before.calls)).toEqual([
    'generate gpt-5.5 completed',
    'generate gpt-5.5 completed',
  ]);
});

/** A login as Codex keeps it, with a token that nobody has signed. */
async function signInCodex(): Promise<void> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    exp: 4_102_444_800,
    email: 'a@example.org',
    'https://api.openai.com/auth': { chatgpt_account_id: 'acc-1', chatgpt_plan_type: 'plus', user_id: 'u' },
  };
  const token = `${part({ alg: 'none' })}.${part(claims)}.${canary}`;
  const tokens = { id_token: token, access_token: token, refresh_token: canary, account_id: 'acc-1' };
  const login = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens,
    last_refresh: new Date().toISOString(),
  };
  await writeFile(join(person, '.codex', 'auth.json'), JSON.stringify(login));
}
