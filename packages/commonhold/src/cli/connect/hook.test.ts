import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postToolCommand, preToolCommand } from './hook.ts';
import { type HookedAgent, hookedAgents } from './hooks/hook-forms.ts';

const steering = '\u001b[2J\u001b]0;title\u0007\u202e';
let answer: { readonly status: number; readonly body: string };
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(answer.status).end(answer.body);
});
beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterEach(() => new Promise((resolve) => server.close(resolve)));

const told: Readonly<Record<HookedAgent, object>> = {
  'claude-code': { tool_name: 'Bash', tool_use_id: 'u', session_id: 's' },
  'codex-cli': { tool_name: 'Bash', tool_use_id: 'u', session_id: 's' },
  'gemini-cli': { tool_name: 'Bash', session_id: 's' },
  opencode: { tool: 'bash', sessionID: 's', callID: 'u', failed: false },
  cline: { taskId: 's', tool_call: { id: 'u', name: 'x' }, tool_result: { id: 'u', name: 'x' } },
};

async function run(command: typeof preToolCommand, agent: HookedAgent): Promise<string> {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(JSON.stringify(told[agent]));
  const { port } = server.address() as AddressInfo;
  const environment = { COMMONHOLD_URL: `http://127.0.0.1:${port}`, COMMONHOLD_KEY: 'key' };
  await command({ input, output, errors, environment }, { agent, nodeFile: undefined });
  output.end();
  errors.end();
  // As the agent reads it, and shows it.
  return `${textsOf(JSON.parse(await text(output)))} ${await text(errors)}`;
}

function textsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsOf).join(' ') : '';
}

test.each(hookedAgents)(
  'what %s is given to show steers no terminal, whoever answers in the node’s place',
  async (agent) => {
    const harmless = (shown: string, words: string): void => {
      expect(shown).toContain(words);
      expect(shown.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    };
    const denied = { call: steering, decision: 'deny', why: `by a rule${steering}` };
    answer = { status: 200, body: JSON.stringify(denied) };
    harmless(await run(preToolCommand, agent), 'by a rule');
    answer = { status: 500, body: `down${steering}` };
    for (const command of [preToolCommand, postToolCommand]) harmless(await run(command, agent), 'down');
  },
);
