import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import {
  api,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

/** An answer of the upstream, which it gives streamed and in pieces. */
const answer = 'He has been in bed four since the spring of last year.';

let home: string;
let upstream: ScriptedUpstream;
let node: TestNode;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const sources = `labels:\n  sources: [{ tool: 'patients_*', label: special }]\n`;
  home = await newHome(`${providerYaml(upstream.port)}${sources}`);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node.stop();
  await upstream.close();
  await removeHome(home);
});

/** Sends a request, reads its answer and gives the call's id. */
async function send(
  messages: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const reply = await fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}`, ...headers },
    body: JSON.stringify({ model: 'test-model', stream: true, messages }),
  });
  expect(await reply.text()).toContain('[DONE]');
  return reply.headers.get('x-commonhold-call') ?? '';
}

const labelsOf = async (id: string): Promise<readonly string[]> =>
  eventually(async () => {
    const { call } = await api<{ call: { status: string; labels: readonly string[] } }>(
      node,
      'GET',
      `/api/calls/${id}`,
    );
    return call.status === 'open' ? undefined : call.labels;
  });

test('what was declared once holds for its answer after a power cut, and the command line says why', async () => {
  upstream.answer = { type: 'text', pieces: [answer.slice(0, 20), answer.slice(20)] };
  const declared = await send([{ role: 'user', content: 'Who is he?' }], {
    'x-commonhold-labels': 'special',
  });
  expect(await labelsOf(declared)).toEqual(['special']);
  // At once, as an agent does it, and after the lights went out.
  const history = [
    { role: 'user', content: 'Who is he?' },
    { role: 'assistant', content: answer },
  ];
  const next = await send([...history, { role: 'user', content: 'Since when?' }]);
  expect(await labelsOf(next)).toEqual(['special']);
  await node.kill();
  node = await startTestNode(home);
  const after = await send([...history.slice(1), { role: 'user', content: 'Really?' }]);
  expect(await labelsOf(after)).toEqual(['special']);
  const explained = await commonhold(home, ['policy', 'explain', after]);
  expect(explained.output).toContain('labelSources: {"resent":["special"]}');
  expect(await labelsOf(await send([{ role: 'user', content: 'Something else altogether.' }]))).toEqual([]);
});

test('what a named tool brought is labelled by the configuration', async () => {
  upstream.answer = { type: 'text', pieces: ['Yes.'] };
  const asked = (name: string): object => ({
    role: 'assistant',
    tool_calls: [{ id: 'a', type: 'function', function: { name, arguments: '{}' } }],
  });
  const result = { role: 'tool', tool_call_id: 'a', content: 'bed 4' };
  const user = { role: 'user', content: 'Who?' };
  expect(await labelsOf(await send([user, asked('weather'), result]))).toEqual([]);
  expect(await labelsOf(await send([user, asked('patients_find'), result]))).toEqual(['special']);
});

test('the record with all that is proved', async () => {
  await node.stop();
  const verified = await commonhold(home, ['verify']);
  expect(verified.output).toContain('proved');
  expect(verified.code).toBe(0);
  node = await startTestNode(home);
});
