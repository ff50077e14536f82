import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentVendor, startAgentVendor } from './node/agent-vendor.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

let vendor: AgentVendor;
let home: string;
let node: TestNode;
beforeAll(async () => {
  vendor = await startAgentVendor([{ say: 'Good day.' }]);
  home = await newHome('# Mine\nlimits: {} # none yet\n');
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await vendor?.close();
  await removeHome(home);
});

test('a vendor is added with one command, its comments stay, and the next call goes there with its credential', async () => {
  const address = `http://127.0.0.1:${vendor.port}/openai/v1`;
  const added = await commonhold(
    home,
    ['providers', 'add', 'azure-openai', '--base-url', address, '--model', 'gpt-*', '--yes'],
    'the-credential\n',
  );
  expect([added.errors, added.code]).toEqual(['', 0]);
  expect(added.output).toContain('+     vendor: azure-openai');
  const text = await readFile(join(home, 'commonhold.yaml'), 'utf8');
  expect(text).toContain('# Mine');
  expect(text).not.toContain('the-credential');
  expect((await commonhold(home, ['providers', 'list'])).output).toMatch(
    /azure-openai +azure-openai +openai-responses +http/,
  );
  const reply = await fetch(`${node.baseUrl}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
    body: JSON.stringify({ model: 'gpt-x', input: 'hello', stream: true, store: false }),
  });
  expect([reply.status, (await reply.text()).includes('Good day.')]).toEqual([200, true]);
  const { headers, path } = vendor.seen.at(-1) ?? { headers: undefined, path: '' };
  expect([path, headers?.['api-key'], headers?.authorization]).toEqual([
    '/openai/v1/responses',
    'the-credential',
    undefined,
  ]);
});

test('what cannot be added is refused, and the file stays as it is', async () => {
  const before = await readFile(join(home, 'commonhold.yaml'), 'utf8');
  for (const [parameters, input] of [
    [['nobody'], 'x'],
    [['azure-openai'], 'x'],
    [['aws-bedrock'], 'x'],
    [['mistral'], ''],
  ] as const) {
    const ended = await commonhold(home, ['providers', 'add', ...parameters, '--yes'], input);
    expect([ended.code, ended.errors === ''], parameters[0]).toEqual([1, false]);
  }
  expect(await readFile(join(home, 'commonhold.yaml'), 'utf8')).toBe(before);
});
