/** The hooks of an agent against a node: what is recorded, what rules decide, and what a silent node means. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/** The rules that the guide shows, and one that lets models be called. */
async function guideRules(): Promise<string> {
  const guide = await readFile(join(import.meta.dirname, '..', 'docs', 'guide', 'hooks.md'), 'utf8');
  const shown = /```cedar\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  return `@id("models") permit (principal, action == Action::"model.call", resource);\n${shown}`;
}

let home: string;
let node: TestNode;
beforeAll(async () => {
  home = await newHome();
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await removeHome(home);
});

interface Use {
  readonly tool_name: string;
  readonly tool_input?: unknown;
  readonly tool_use_id: string;
  readonly tool_response?: unknown;
  readonly hook_event_name?: string;
  readonly session_id?: string;
}

function hook(which: 'pre-tool' | 'post-tool', use: Use, environment = {}) {
  const told = { session_id: 'session-1', transcript_path: '/t', cwd: '/', ...use };
  const place = { COMMONHOLD_URL: new URL(node.baseUrl).origin, COMMONHOLD_KEY: node.key };
  return commonhold(home, ['hook', which], JSON.stringify(told), { ...place, ...environment });
}

interface Summary {
  readonly id: string;
  readonly operation: string;
  readonly asked: string;
  readonly status: string;
}

async function uses(): Promise<string[]> {
  const { calls } = await api<{ calls: Summary[] }>(node, 'GET', '/api/calls?operation=tool');
  return calls.map(({ asked, status }) => `${asked} ${status}`);
}

describe('the hooks of an agent', () => {
  test('record a use before it and what came of it, and leave the agent its own questions', async () => {
    const use = { tool_name: 'Bash', tool_input: { command: 'make test' }, tool_use_id: 'toolu_1' };
    expect(await hook('pre-tool', use)).toMatchObject({ code: 0, output: '' });
    expect(await uses()).toEqual(['Bash open']);
    expect(await hook('post-tool', { ...use, tool_response: { stdout: 'all green' } })).toMatchObject({
      code: 0,
      output: '',
    });
    expect(await uses()).toEqual(['Bash completed']);
    const { calls } = await api<{ calls: Summary[] }>(node, 'GET', '/api/calls?operation=tool');
    const shown = await commonhold(home, ['show', calls[0]?.id ?? '', '--reason', 'test']);
    expect(shown.output).toContain('make test');
    expect(shown.output).toContain('all green');
  });

  test('decide by rules that speak of tools: no, or a question to whoever sits there', async () => {
    await mkdir(join(home, 'policies'), { recursive: true });
    await writeFile(join(home, 'policies', 'rules.cedar'), await guideRules());
    await api(node, 'POST', '/api/status/reload');
    const denied = await hook('pre-tool', {
      tool_name: 'WebFetch',
      tool_input: { url: 'https://a.example' },
      tool_use_id: 'toolu_2',
    });
    expect(JSON.parse(denied.output)).toMatchObject({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining('what is fetched tells who asks') as unknown,
      },
    });
    const asked = await hook('pre-tool', {
      tool_name: 'Write',
      tool_input: { content: 'Write to ada.lovelace@example.org' },
      tool_use_id: 'toolu_3',
    });
    expect(asked.output).toContain('"permissionDecision":"ask"');
    const allowed = await hook('pre-tool', {
      tool_name: 'Read',
      tool_input: {},
      tool_use_id: 'toolu_4',
      // The labels of what was said above stay with its own session.
      session_id: 'session-2',
    });
    expect(allowed).toMatchObject({ code: 0, output: '' });
    expect(await uses()).toEqual(['Read open', 'Write open', 'WebFetch refused', 'Bash completed']);
  });

  test('decide for each agent in its own words, and have the node found in the file of that agent', async () => {
    const nodeFile = join(home, 'commonhold-node.json');
    const place = { url: new URL(node.baseUrl).origin, key: node.key };
    await writeFile(nodeFile, JSON.stringify(place));
    const ask = (agent: string, told: object) =>
      commonhold(home, ['hook', 'pre-tool', '--agent', agent, '--node-file', nodeFile], JSON.stringify(told));
    const toolCall = { id: 'call_c', name: 'WebFetch', input: {} };
    const asked = {
      'codex-cli': await ask('codex-cli', { tool_name: 'WebFetch', tool_input: {}, tool_use_id: 'call_a' }),
      'gemini-cli': await ask('gemini-cli', { tool_name: 'WebFetch', tool_input: {}, session_id: 's' }),
      opencode: await ask('opencode', { tool: 'WebFetch', sessionID: 's', callID: 'call_b', args: {} }),
      cline: await ask('cline', { taskId: 't', tool_call: toolCall }),
    };
    const why = expect.stringContaining('what is fetched tells who asks') as unknown;
    expect(asked['codex-cli'].code).toBe(0);
    expect(JSON.parse(asked['codex-cli'].output)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: why,
      },
    });
    expect(JSON.parse(asked['gemini-cli'].output)).toMatchObject({ decision: 'deny', reason: why });
    expect(JSON.parse(asked.opencode.output)).toEqual({ decision: 'deny', reason: why });
    expect(JSON.parse(asked.cline.output)).toEqual({ cancel: true, errorMessage: why });

    await writeFile(nodeFile, JSON.stringify({ ...place, url: 'http://127.0.0.1:1' }));
    const closed = await ask('cline', { taskId: 't', tool_call: toolCall });
    expect(closed.output).toContain('"cancel":true');
    await writeFile(nodeFile, JSON.stringify({ ...place, url: 'http://127.0.0.1:1', whenSilent: 'open' }));
    const open = await ask('gemini-cli', { tool_name: 'WebFetch', tool_input: {}, session_id: 's' });
    expect(open.output).not.toContain('"decision"');
    expect(open.output).toContain('COMMONHOLD DID NOT ANSWER');
    await writeFile(nodeFile, '{"url": 1}');
    const broken = await ask('opencode', { tool: 'WebFetch', sessionID: 's', callID: 'call_d' });
    expect(broken.output).toContain('"decision":"deny"');
  });

  test('let no tool run while the node is silent, and say so loudly, unless the agent is set otherwise', async () => {
    const use = { tool_name: 'Bash', tool_input: {}, tool_use_id: 'toolu_5' };
    const nobody = { COMMONHOLD_URL: 'http://127.0.0.1:1' };
    const closed = await hook('pre-tool', use, nobody);
    expect(closed.output).toContain('"permissionDecision":"deny"');
    expect(closed.output).toContain('COMMONHOLD DID NOT ANSWER');
    const open = await hook('pre-tool', use, { ...nobody, COMMONHOLD_HOOK_WHEN_SILENT: 'open' });
    expect(open.output).not.toContain('permissionDecision');
    expect(open.output).toContain('COMMONHOLD DID NOT ANSWER');
    const stranger = await hook('pre-tool', use, { COMMONHOLD_KEY: 'chk_wrong' });
    expect(stranger.output).toContain('"permissionDecision":"deny"');
  });
});
