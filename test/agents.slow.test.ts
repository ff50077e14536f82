/**
 * Coding agents themselves work through a node against a vendor on this machine: with the node's own credential, and where
 * they can sign in with a subscription, with their own. They run commands by themselves, several at once, and the record has
 * every call and every tool; a rule refuses one, and it does not run; and the sessions that they wrote down are imported.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentTurn } from './node/agent-answers.ts';
import { type Agent, agents, work } from './node/agent-programs.ts';
import { type AgentVendor, startAgentVendor } from './node/agent-vendor.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const sentence = 'The script is over.';
const script: readonly AgentTurn[] = [
  { commands: ['echo one > one.txt', 'echo two > two.txt'] },
  { commands: ['cat one.txt two.txt > both.txt; cat both.txt; false'] },
  { say: sentence },
];
const ownCredential = 'sk-ant-oat01-canary-5f0d2b';
const nodeCredential = 'the-credential-of-the-node';
const ruleWords = 'nobody runs commands here';
const noShell = `
@id("models") permit (principal, action == Action::"model.call", resource);
@id("tools") permit (principal, action == Action::"tool.call", resource);
@id("no-shell") @why("${ruleWords}")
forbid (principal, action == Action::"tool.call", resource)
when { ${JSON.stringify([...new Set(agents.map(({ shell }) => shell))])}.contains(resource.name) };
`;

let vendor: AgentVendor;
beforeAll(async () => {
  vendor = await startAgentVendor(script);
});
afterAll(async () => vendor?.close());

interface Calls {
  readonly calls: readonly {
    readonly id: string;
    readonly operation: string;
    readonly asked: string;
    readonly status: string;
    readonly origin: string;
    readonly run?: string;
  }[];
}

async function recorded(node: TestNode): Promise<string[]> {
  const page = await api<Calls>(node, 'GET', '/api/calls?limit=200');
  return page.calls.map(({ operation, asked, status }) => `${operation} ${asked} ${status}`).toReversed();
}

/** Those that tell their session with their calls of models as they tell it to their hooks. */
const tellTheirSession: ReadonlySet<Agent['app']> = new Set(['claude-code', 'codex-cli', 'opencode']);

/** The runs of the latest so many calls, of models and of tools. */
async function runsOf(node: TestNode, count: number) {
  const { calls } = await api<Calls>(node, 'GET', '/api/calls?limit=200');
  const latest = calls.slice(0, count);
  const of = (isTools: boolean) =>
    new Set(latest.filter(({ operation }) => (operation === 'tool') === isTools).map(({ run }) => run));
  return { models: of(false), tools: of(true) };
}

/** Where agents write down what was said, of those whose sessions can be imported. */
const sessionsOf: Readonly<Partial<Record<Agent['app'], string>>> = {
  'claude-code': '.claude/projects',
  'codex-cli': '.codex/sessions',
};

interface Imported {
  readonly files: readonly {
    readonly result: { readonly added: number; readonly broken: number; readonly unanswered: number };
  }[];
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const isTool = (line: string): boolean => line.startsWith('tool ');

function headersSeen(): string {
  return JSON.stringify(vendor.seen.map(({ headers }) => headers));
}

async function newPerson({ folder }: Agent): Promise<string> {
  const person = await mkdtemp(join(tmpdir(), 'commonhold-person-'));
  await mkdir(join(person, folder), { recursive: true });
  return person;
}

/** As its owner does, and with Cline the line that `connect` prints is the one that is run. */
async function connect(home: string, agent: Agent, person: string, ...more: string[]): Promise<void> {
  const parameters = ['connect', agent.app, '--hooks', '--yes', ...more];
  const connected = await commonhold(home, parameters, '', { HOME: person });
  expect(connected).toMatchObject({ code: 0 });
  if (agent.app !== 'cline') return;
  const line = /^ +cline (auth .*)$/m.exec(connected.output)?.[1]?.split(' ') ?? [];
  const told = await work(agent, person, [...line, '--data-dir', '.cline-data']);
  expect([told.code, told.said]).toEqual([0, expect.stringContaining('configured')]);
}

describe('with the credential of the node', () => {
  let home: string;
  let node: TestNode;
  beforeAll(async () => {
    const address = `http://127.0.0.1:${vendor.port}`;
    home = await newHome(`providers:
  claude: { vendor: anthropic, baseUrl: "${address}/v1", authentication: stored, models: ["claude-*"] }
  responses: { vendor: openai, wire: openai-responses, baseUrl: "${address}/v1", authentication: stored, models: [gpt-5.5] }
  google: { vendor: gemini-paid, baseUrl: "${address}/v1beta", authentication: stored, models: [gemini-x] }
  chat: { vendor: openai, wire: openai-chat, baseUrl: "${address}/v1", authentication: stored, models: [chat-x] }
`);
    node = await startTestNode(home);
    for (const name of ['claude', 'responses', 'google', 'chat']) {
      const stored = await fetch(new URL(`/api/credentials/${name}`, node.baseUrl), {
        method: 'PUT',
        headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ secret: nodeCredential }),
      });
      expect(stored.ok, await stored.text()).toBe(true);
    }
  });
  afterAll(async () => {
    await node?.stop();
    await removeHome(home);
  });

  describe.each(agents)('$app', (agent) => {
    let person: string;
    beforeAll(async () => {
      person = await newPerson(agent);
    });
    afterAll(async () => rm(person, { recursive: true, force: true }));

    test('does its work, and the record has every call and every tool', async () => {
      await connect(home, agent, person);
      vendor.follow(script);
      const before = (await recorded(node)).length;
      const { code, said } = await work(agent, person);
      expect([code, said]).toEqual([0, expect.stringContaining(sentence)]);
      expect(await readFile(join(person, 'both.txt'), 'utf8')).toBe('one\ntwo\n');
      expect(headersSeen()).toContain(nodeCredential);
      expect(headersSeen()).not.toContain('chk_');
      const lines = (await recorded(node)).slice(before);
      expect(lines.filter((line) => !isTool(line)).length).toBe(vendor.seen.length);
      expect(new Set(lines.filter((line) => !isTool(line)))).toEqual(
        new Set([`generate ${agent.model} completed`]),
      );
      const last = agent.app === 'claude-code' ? 'failed' : 'completed';
      expect(lines.filter(isTool)).toEqual([
        `tool ${agent.shell} completed`,
        `tool ${agent.shell} completed`,
        `tool ${agent.shell} ${last}`,
      ]);
      const { models, tools } = await runsOf(node, lines.length);
      expect([tools.size, tools.has(undefined)]).toEqual([1, false]);
      expect(models).toEqual(tellTheirSession.has(agent.app) ? tools : new Set([undefined]));
    });

    test('does not run a tool that a rule refuses, and its model is told why', async () => {
      await mkdir(join(home, 'policies'), { recursive: true });
      await writeFile(join(home, 'policies', 'rules.cedar'), noShell);
      await api(node, 'POST', '/api/status/reload');
      vendor.follow([{ commands: ['echo refused > refused.txt'] }, { say: sentence }]);
      const before = (await recorded(node)).length;
      try {
        const { said } = await work(agent, person);
        await expect(stat(join(person, 'refused.txt'))).rejects.toThrow('ENOENT');
        const lines = (await recorded(node)).slice(before);
        expect(lines.filter(isTool)).toEqual([`tool ${agent.shell} refused`]);
        // Cline ends a task of which one tool is refused, without asking its model again.
        if (agent.app === 'cline') return;
        expect(said).toContain(sentence);
        expect(JSON.stringify(vendor.seen.at(-1)?.body)).toContain(ruleWords);
      } finally {
        await rm(join(home, 'policies', 'rules.cedar'));
        await api(node, 'POST', '/api/status/reload');
      }
    });

    const sessions = sessionsOf[agent.app];
    test.runIf(sessions !== undefined)('wrote down sessions that are imported without loss', async () => {
      const files = await filesUnder(join(person, sessions ?? ''));
      expect(files.length).toBe(2);
      const other = await newHome();
      const reader = await startTestNode(other);
      try {
        const imported = await commonhold(other, ['import', ...files, '--json']);
        const { files: read } = JSON.parse(imported.output) as Imported;
        for (const { result } of read) expect(result).toMatchObject({ broken: 0, unanswered: 0 });
        // Three answers of the first session, and two of the one in which a tool was refused.
        expect(new Set(read.map(({ result }) => result.added))).toEqual(new Set([2, 3]));
        const { calls } = await api<Calls>(reader, 'GET', '/api/calls?limit=100');
        expect(new Set(calls.map(({ origin }) => origin))).toEqual(new Set(['import']));
        let opened = '';
        for (const { id } of calls)
          opened += (await commonhold(other, ['show', id, '--reason', 'test'])).output;
        for (const words of ['Run the script.', sentence, 'echo one > one.txt', 'echo two > two.txt'])
          expect(opened).toContain(words);
        for (const words of ['cat both.txt; false', String.raw`one\ntwo`, ruleWords])
          expect(opened).toContain(words);
      } finally {
        await reader.stop();
        await removeHome(other);
      }
    });
  });
});

describe('with a subscription whose credential is the own of the agent', () => {
  let home: string;
  let node: TestNode;
  beforeAll(async () => {
    const address = `http://127.0.0.1:${vendor.port}`;
    home = await newHome(`providers:
  claude: { vendor: anthropic, baseUrl: "${address}/v1", authentication: caller, models: ["claude-*"] }
  chatgpt: { vendor: openai, wire: openai-responses, baseUrl: "${address}/backend-api/codex", authentication: caller, models: ["gpt-*"] }
`);
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node?.stop();
    await removeHome(home);
  });

  test.each(agents.filter(({ app }) => app === 'claude-code' || app === 'codex-cli'))(
    '$app does its work, its credential reaches the vendor, and the node keeps none of it',
    async (agent) => {
      const person = await newPerson(agent);
      try {
        await connect(home, agent, person, '--subscription');
        if (agent.app === 'codex-cli') await signInCodex(person);
        vendor.follow(script);
        const before = (await recorded(node)).length;
        const signedIn = agent.app === 'claude-code' ? { CLAUDE_CODE_OAUTH_TOKEN: ownCredential } : {};
        const { code, said } = await work(agent, person, agent.parameters, signedIn);
        expect([code, said]).toEqual([0, expect.stringContaining(sentence)]);
        expect(await readFile(join(person, 'both.txt'), 'utf8')).toBe('one\ntwo\n');
        for (const { headers } of vendor.seen) {
          expect(headers.authorization).toContain(ownCredential);
          expect(JSON.stringify(headers)).not.toContain('chk_');
        }
        if (agent.app === 'codex-cli') {
          const last = vendor.seen.at(-1);
          expect([last?.path, last?.headers['chatgpt-account-id'], last?.headers['originator']]).toEqual([
            '/backend-api/codex/responses',
            'acc-1',
            'codex_exec',
          ]);
          expect(last?.headers['session-id']).toBeDefined();
        }
        const lines = (await recorded(node)).slice(before);
        expect(lines.filter((line) => !isTool(line))).toEqual(
          Array<string>(3).fill(`generate ${agent.model} completed`),
        );
        expect(vendor.seen.length).toBe(3);
        expect(lines.filter(isTool).length).toBe(3);
        for (const file of await filesUnder(home))
          expect((await readFile(file, 'latin1')).includes(ownCredential), file).toBe(false);
      } finally {
        await rm(person, { recursive: true, force: true });
      }
    },
  );
});

/** A login as Codex keeps it, with a token that nobody has signed. */
async function signInCodex(person: string): Promise<void> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    exp: 4_102_444_800,
    email: 'a@example.org',
    'https://api.openai.com/auth': { chatgpt_account_id: 'acc-1', chatgpt_plan_type: 'plus', user_id: 'u' },
  };
  const token = `${part({ alg: 'none' })}.${part(claims)}.${ownCredential}`;
  const tokens = { id_token: token, access_token: token, refresh_token: ownCredential, account_id: 'acc-1' };
  const login = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens,
    last_refresh: new Date().toISOString(),
  };
  await writeFile(join(person, '.codex', 'auth.json'), JSON.stringify(login));
}
