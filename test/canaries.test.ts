import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { api, newHome, providerYaml, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

interface Call {
  readonly labels: readonly string[];
  readonly status: string;
  readonly attemptDetails: readonly { readonly outcome?: { readonly labels: readonly string[] } }[];
  readonly facts: { readonly found?: Readonly<Record<string, number>> };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const user = (content: unknown): object => ({ messages: [{ role: 'user', content }] });

/** Values made up for this test, and the label that each must raise. */
const canaries = [
  ['an e-mail address', 'canary.bird@example.org', 'personal'],
  ['a telephone number', '+49 30 90182 0', 'personal'],
  ['a payment card', '4111 1111 1111 1111', 'personal'],
  ['an account', 'DE89 3704 0044 0532 0130 00', 'personal'],
  ['a national number', 'RSSMRA85T10A562S', 'personal'],
  ['a key', 'sk-ant-api03-Zq7Zp2LmX9vRt4KwY8sNb3HcJ6dFg1QaT5eUo', 'secret'],
  ['a password', 'the password is hunter22x', 'secret'],
  ['a marking', '[STRICTLY CONFIDENTIAL]', 'confidential'],
  ["one of the owner's names", 'Project Blue Herons', 'our-projects'],
] as const;

/** Everywhere that a request can carry text. */
const places: Readonly<Record<string, (value: string) => object>> = {
  'a message': (value) => user(`Please note ${value} and go on.`),
  'the system message': (value) => ({
    messages: [{ role: 'system', content: `Know ${value} .` }, { role: 'user', content: 'Hi' }],
  }),
  'a part of a message': (value) => user([{ type: 'text', text: value }]),
  'an earlier answer': (value) => ({
    messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: value }, { role: 'user', content: 'b' }],
  }),
  'arguments of a tool call': (value) => ({
    messages: [
      { role: 'user', content: 'a' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: JSON.stringify({ q: value }) } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'ok' },
    ],
  }),
  'a result of a tool': (value) => ({
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'c', content: `{"rows":[["${value}"]]}` },
    ],
  }),
  'the description of a tool': (value) => ({
    ...user('a'),
    tools: [{ type: 'function', function: { name: 'f', description: value, parameters: { type: 'object' } } }],
  }),
  'the schema of a tool': (value) => ({
    ...user('a'),
    tools: [
      { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: { q: { enum: [value] } } } } },
    ],
  }),
  'the text for a picture': (value) =>
    user([
      { type: 'text', text: `![${value}](x.png)` },
      { type: 'image_url', image_url: { url: 'https://example.org/x.png', detail: 'low' } },
    ]),
  'the address of a picture': (value) =>
    user([{ type: 'image_url', image_url: { url: `https://example.org/?q=${encodeURIComponent(value)}` } }]),
  metadata: (value) => ({ ...user('a'), metadata: { note: value } }),
  'a field that nobody knows': (value) => ({ ...user('a'), later_field: { deep: [{ deeper: value }] } }),
  'the name of a field': (value) => ({ ...user('a'), later_field: { [value]: { x: 1 } } }),
  'the user field': (value) => ({ ...user('a'), user: value }),
  'base64': (value) => user(`See ${base64(`It says: ${value} and no more`)} .`),
  'JSON in JSON in a string': (value) => user(JSON.stringify({ a: JSON.stringify({ b: value }) })),
  'a long text': (value) => user(`${'Words that say nothing at all. '.repeat(1_500)}\n${value}\n${'And more. '.repeat(500)}`),
}; // prettier-ignore

describe('a planted value', () => {
  let home: string;
  let upstream: ScriptedUpstream;
  let node: TestNode;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    home = await newHome(
      `${providerYaml(upstream.port)}labels:\n  own: [our-projects]\n  dictionary: [{ label: our-projects, file: projects.txt }]\n`,
    );
    await mkdir(join(home, 'labels'));
    await writeFile(join(home, 'labels/projects.txt'), '# What we work on\nProject Blue Heron\n');
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  /** Sends a request and gives what the record says of it when it has ended. */
  async function record(body: object, headers: Readonly<Record<string, string>> = {}): Promise<Call> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}`, ...headers },
      body: JSON.stringify({ model: 'test-model', stream: true, ...body }),
    });
    expect(await reply.text()).toContain('[DONE]');
    const id = reply.headers.get('x-commonhold-call') ?? '';
    return eventually(async () => {
      const { call } = await api<{ call: Call }>(node, 'GET', `/api/calls/${id}`);
      return call.status === 'open' ? undefined : call;
    });
  }

  test.each(Object.entries(places))('in %s raises its label, whatever it is', async (_, place) => {
    upstream.answer = { type: 'text', pieces: ['yes'] };
    const missed = await Promise.all(
      canaries.map(async ([what, value, label]) => {
        const { labels } = await record(place(value));
        return labels.includes(label) ? [] : [`${what}: ${labels.join(', ')}`];
      }),
    );
    expect(missed.flat()).toEqual([]);
  });

  test('is the only thing that raises one', async () => {
    upstream.answer = { type: 'text', pieces: ['yes'] };
    for (const place of Object.values(places)) {
      const { labels } = await record(place('a small bird'));
      expect(labels).toEqual([]);
    }
  });

  test('in an answer raises its label too, split anywhere, and stays with the run over a restart', async () => {
    const run = { 'x-commonhold-run': 'a trip' };
    for (const [, value, label] of canaries) {
      upstream.answer = {
        type: 'text',
        pieces: ['So: ', ...value.slice(0, -4).split(''), value.slice(-4), ' .'],
      };
      const { attemptDetails } = await record(user('a'));
      expect(attemptDetails[0]?.outcome?.labels).toEqual([label]);
      await record(user('a'), run);
    }
    await node.stop();
    node = await startTestNode(home);
    upstream.answer = { type: 'text', pieces: ['yes'] };
    const all = ['confidential', 'our-projects', 'personal', 'secret'];
    expect((await record(user('a'), run)).labels).toEqual(all);
    expect((await record(user('a'))).labels).toEqual([]);
  });

  test('is counted in the facts of the decision, without its value', async () => {
    upstream.answer = { type: 'text', pieces: ['yes'] };
    const call = await record(user('ada@example.org, bob@example.org and 4111 1111 1111 1111'));
    expect(call.facts.found).toEqual({ email: 2, 'payment-card': 1 });
    expect(JSON.stringify(call.facts)).not.toContain('example.org');
  });

  test('of the owner is found from the moment that the file of terms says so', async () => {
    upstream.answer = { type: 'text', pieces: ['yes'] };
    await writeFile(join(home, 'labels/projects.txt'), 'Project Blue Heron\nQuiet Otter\n');
    const labels = await eventually(async () => {
      const call = await record(user('Ask the quiet otter'));
      return call.labels.length > 0 ? call.labels : undefined;
    });
    expect(labels).toEqual(['our-projects']);
  });
});
