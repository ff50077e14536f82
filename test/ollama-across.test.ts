import Anthropic from '@anthropic-ai/sdk';
import { createServer } from 'node:http';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Vendor {
  readonly port: number;
  /** What the next request is answered with. */
  answer: { readonly type: string; readonly body: string };
  /** The last request that came. */
  seen: { readonly path: string; readonly body: string };
  close(): Promise<void>;
}

/** A server that says what a test wrote for it, and keeps what it was asked to the byte. */
async function startVendor(): Promise<Vendor> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      vendor.seen = { path: request.url ?? '', body: Buffer.concat(chunks).toString() };
      response.writeHead(200, { 'content-type': vendor.answer.type });
      response.end(vendor.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const vendor: Vendor = {
    port: typeof address === 'object' && address ? address.port : 0,
    answer: { type: 'application/json', body: '{}' },
    seen: { path: '', body: '' },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return vendor;
}

function lines(...documents: readonly object[]): Vendor['answer'] {
  const body = documents.map((document) => `${JSON.stringify(document)}\n`).join('');
  return { type: 'application/x-ndjson', body };
}

function events(...documents: readonly (object | string)[]): Vendor['answer'] {
  const body = documents
    .map((one) => (typeof one === 'string' ? `data: ${one}\n\n` : `data: ${JSON.stringify(one)}\n\n`))
    .join('');
  return { type: 'text/event-stream', body };
}

const said = (content: string, more: object = {}) => ({
  model: 'llama3.2',
  created_at: '2026-08-20T09:12:00.5Z',
  message: { role: 'assistant', content, ...more },
  done: false,
});
const last = {
  ...said(''),
  done: true,
  done_reason: 'stop',
  total_duration: 9,
  prompt_eval_count: 26,
  eval_count: 4,
};

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};

describe('between Ollama’s protocol and others', () => {
  const vendors = {} as Record<'openai' | 'anthropic' | 'ollama', Vendor>;
  let home: string;
  let node: TestNode;
  let ollama: Ollama;
  let openai: OpenAI;
  let anthropic: Anthropic;

  beforeAll(async () => {
    for (const name of ['openai', 'anthropic', 'ollama'] as const) vendors[name] = await startVendor();
    const row = (name: keyof typeof vendors, wire: string, path: string, model: string): string =>
      `  ${name}: { wire: ${wire}, baseUrl: "http://127.0.0.1:${vendors[name].port}${path}", authentication: none, destination: { local: declared }, models: [${model}] }\n`;
    home = await newHome(
      `providers:\n${row('openai', 'openai-chat', '/v1', 'gpt')}${row('anthropic', 'anthropic-messages', '/v1', 'claude')}${row('ollama', 'ollama', '', 'llama3.2')}` +
        'routes:\n  mine: [{ provider: ollama, model: llama3.2 }]\n',
    );
    node = await startTestNode(home);
    const host = node.baseUrl.replace(/\/v1$/, '');
    ollama = new Ollama({ host: `${host}/ollama`, headers: { 'x-commonhold-key': node.key } });
    openai = new OpenAI({ baseURL: node.baseUrl, apiKey: node.key, maxRetries: 0 });
    anthropic = new Anthropic({ baseURL: `${host}/anthropic`, apiKey: node.key, maxRetries: 0 });
  }, 60_000);
  afterAll(async () => {
    await node.stop();
    await Promise.all(Object.values(vendors).map((vendor) => vendor.close()));
    await removeHome(home);
  });

  test('its client gets the stream of a vendor of OpenAI’s, with calls of tools as objects', async () => {
    const chunk = (delta: object, finish: string | null = null) => ({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'gpt',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const call = (index: number, fields: object) => chunk({ tool_calls: [{ index, ...fields }] });
    vendors.openai.answer = events(
      chunk({ role: 'assistant', content: 'Let me look.' }),
      call(0, { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{"city":' } }),
      call(1, {
        id: 'b',
        type: 'function',
        function: { name: 'get_weather', arguments: '{"city":"Kraków"}' },
      }),
      call(0, { function: { arguments: '"Lyon"}' } }),
      chunk({}, 'tool_calls'),
      { ...chunk({}), choices: [], usage: { prompt_tokens: 30, completion_tokens: 9, total_tokens: 39 } },
      '[DONE]',
    );
    const got = [];
    for await (const line of await ollama.chat({
      model: 'gpt',
      messages: [{ role: 'user', content: 'Weather?' }],
      tools: [weather],
      stream: true,
      options: { temperature: 0.5, num_predict: 50, num_ctx: 4096 },
    })) {
      got.push(line);
    }
    expect(got.map(({ message }) => message.content).join('')).toBe('Let me look.');
    expect(got.flatMap(({ message }) => message.tool_calls ?? [])).toEqual([
      { id: 'a', function: { index: 0, name: 'get_weather', arguments: { city: 'Lyon' } } },
      { id: 'b', function: { index: 1, name: 'get_weather', arguments: { city: 'Kraków' } } },
    ]);
    expect(got.at(-1)).toMatchObject({
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 30,
      eval_count: 9,
    });
    expect(JSON.parse(vendors.openai.seen.body)).toEqual({
      model: 'gpt',
      messages: [{ role: 'user', content: 'Weather?' }],
      tools: [weather],
      temperature: 0.5,
      max_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('its client gets what a vendor of Anthropic’s thought, and how it ended', async () => {
    vendors.anthropic.answer = {
      type: 'application/json',
      body: JSON.stringify({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude',
        content: [
          { type: 'thinking', thinking: 'A greeting.', signature: 's' },
          { type: 'text', text: 'Bonjour' },
        ],
        stop_reason: 'max_tokens',
        stop_sequence: null,
        usage: { input_tokens: 7, output_tokens: 3 },
      }),
    };
    const { message, done_reason: reason } = await ollama.chat({
      model: 'claude',
      messages: [
        { role: 'system', content: 'Be French.' },
        { role: 'user', content: 'Hello' },
      ],
      options: { num_predict: 3 },
    });
    expect(message).toMatchObject({ role: 'assistant', content: 'Bonjour', thinking: 'A greeting.' });
    expect(reason).toBe('length');
    expect(JSON.parse(vendors.anthropic.seen.body)).toMatchObject({
      system: 'Be French.',
      max_tokens: 3,
      messages: [{ role: 'user', content: 'Hello' }],
    });
  });

  test('a client of OpenAI’s gets the stream of an Ollama, asked in its own words', async () => {
    vendors.ollama.answer = lines(
      said('', { thinking: 'Hm.' }),
      said('The sky '),
      said('is blue.'),
      said('', { tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'Lyon' } } }] }),
      last,
    );
    const stream = await openai.chat.completions.create({
      model: 'llama3.2',
      messages: [
        { role: 'user', content: 'Why?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Lyon"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: 'sun' },
      ],
      tools: [weather],
      max_tokens: 9,
      response_format: { type: 'json_object' },
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let written = '';
    let finish: string | null = null;
    let tokens = 0;
    for await (const { choices, usage } of stream) {
      const [choice] = choices;
      text += choice?.delta.content ?? '';
      written += choice?.delta.tool_calls?.[0]?.function?.arguments ?? '';
      finish = choice?.finish_reason ?? finish;
      tokens = usage?.total_tokens ?? tokens;
    }
    expect([text, written, finish, tokens]).toEqual([
      'The sky is blue.',
      '{"city":"Lyon"}',
      'tool_calls',
      30,
    ]);
    expect(vendors.ollama.seen.path).toBe('/api/chat');
    expect(JSON.parse(vendors.ollama.seen.body)).toEqual({
      model: 'llama3.2',
      messages: [
        { role: 'user', content: 'Why?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'a', function: { name: 'get_weather', arguments: { city: 'Lyon' } } }],
        },
        { role: 'tool', content: 'sun', tool_name: 'get_weather', tool_call_id: 'a' },
      ],
      tools: [weather],
      format: 'json',
      options: { num_predict: 9 },
      stream: true,
    });
  });

  test('a client of Anthropic’s is told of a stream that fails in the middle', async () => {
    vendors.ollama.answer = lines(said('The sky '), { error: 'CUDA error: out of memory' });
    const stream = anthropic.messages.stream({
      model: 'llama3.2',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'Why?' }],
    });
    await expect(stream.finalMessage()).rejects.toThrow(/out of memory/);
  });

  test('a client of OpenAI’s gets the vectors of an Ollama', async () => {
    vendors.ollama.answer = {
      type: 'application/json',
      body: JSON.stringify({ model: 'llama3.2', embeddings: [[0.5, -0.25]], prompt_eval_count: 3 }),
    };
    const { data, usage } = await openai.embeddings.create({ model: 'llama3.2', input: ['a'] });
    expect(data[0]?.embedding).toEqual([0.5, -0.25]);
    expect(usage.prompt_tokens).toBe(3);
    expect(vendors.ollama.seen).toEqual({ path: '/api/embed', body: '{"model":"llama3.2","input":["a"]}' });
  });

  test.each([
    ['chat', '"messages":[ ]'],
    ['generate', '"prompt":"a", "raw":true'],
    ['embed', '"input": ["a"]'],
    ['embeddings', '"prompt":"a"'],
  ])(
    'between two of its own, /api/%s goes through to the byte, but for the name of the model',
    async (address, own) => {
      const body = `{ "model" : "mine",  ${own}, "options":{"num_ctx":1},"x-new":[1.50] }`;
      vendors.ollama.answer = lines({ ...last, response: '', embeddings: [[1]], 'x-unknown': 1.5 });
      const reply = await fetch(`${node.baseUrl.replace(/\/v1$/, '')}/ollama/api/${address}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
        body,
      });
      expect(await reply.text()).toBe(vendors.ollama.answer.body);
      expect(vendors.ollama.seen).toEqual({
        path: `/api/${address}`,
        body: body.replace('"mine"', '"llama3.2"'),
      });
    },
  );
});
