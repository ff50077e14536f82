import Anthropic from '@anthropic-ai/sdk';
import { createServer } from 'node:net';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const model = 'smollm2-135m-instruct';
const question = [{ role: 'user', content: 'What is the capital of France?' }];

/** Ollama's own client, told nothing but a host and a key; the local model answers. */
describe('the official Ollama client on a node with the local model', () => {
  let home: string;
  let node: TestNode;
  let port: number;
  let client: Ollama;

  beforeAll(async () => {
    port = await freePort();
    home = await newHome(`server: { ollamaPort: ${port} }\nengine: { contextTokens: 512 }\n`);
    node = await startTestNode(home, { withModel: true });
    client = new Ollama({
      host: node.baseUrl.replace(/\/v1$/, '/ollama'),
      headers: { authorization: `Bearer ${node.key}` },
    });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  test('chats, and is told what was counted and how long it took', async () => {
    const answer = await client.chat({
      model,
      messages: question,
      options: { temperature: 0, num_predict: 12 },
    });
    expect(answer.message.content).toMatch(/\w/);
    expect(answer.message.role).toBe('assistant');
    expect(answer).toMatchObject({ model, done: true, done_reason: 'length', eval_count: 12 });
    expect(answer.prompt_eval_count).toBeGreaterThan(5);
    expect(answer.total_duration).toBeGreaterThan(0);
  });

  test('streams the same text that it gets whole, in the words of a chat and of a prompt', async () => {
    const options = { temperature: 0, num_predict: 12 };
    const whole = await client.chat({ model: `${model}:latest`, messages: question, options });
    let streamed = '';
    let last;
    for await (const line of await client.chat({ model, messages: question, options, stream: true })) {
      streamed += line.message.content;
      last = line;
    }
    expect(streamed).toBe(whole.message.content);
    expect(last).toMatchObject({ done: true, done_reason: 'length', eval_count: 12 });
    expect(last?.eval_duration).toBeGreaterThan(0);
    const prompt = question[0]?.content ?? '';
    expect((await client.generate({ model, prompt, options })).response).toBe(streamed);
    let generated = '';
    for await (const { response } of await client.generate({ model, prompt, options, stream: true })) {
      generated += response;
    }
    expect(generated).toBe(streamed);
  });

  test('may have the model loaded before it asks anything', async () => {
    const loaded = await client.generate({ model, prompt: '' });
    expect(loaded).toMatchObject({ response: '', done: true, done_reason: 'load' });
  });

  test('gets JSON that fits its schema, and log-probabilities', async () => {
    const format = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const answer = await client.chat({
      model,
      messages: question,
      format,
      logprobs: true,
      top_logprobs: 2,
      options: { temperature: 0, num_predict: 60 },
    });
    expect(JSON.parse(answer.message.content)).toHaveProperty('city');
    expect(answer.logprobs?.[0]?.top_logprobs?.length).toBeGreaterThan(0);
  });

  test('is answered about the result of a tool that it was called with', async () => {
    const tools = [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'The weather of a city',
          parameters: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
          },
        },
      },
    ];
    const messages = [
      { role: 'user', content: 'What is the weather in Lyon?' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'Lyon' } } }],
      },
      { role: 'tool', tool_name: 'get_weather', content: 'Sunny, 24 degrees' },
    ];
    const answer = await client.chat({
      model,
      messages,
      tools,
      options: { temperature: 0, num_predict: 20 },
    });
    expect(answer.message.content).toMatch(/\w/);
  });

  test('turns texts into vectors, in the newer way and the older', async () => {
    const { embeddings, prompt_eval_count: tokens } = await client.embed({
      model,
      input: ['a cat sat on the mat', 'the kitten lay on the rug'],
    });
    expect(embeddings.map(({ length }) => length)).toEqual([576, 576]);
    expect(tokens).toBe(12);
    const { embedding } = await client.embeddings({ model, prompt: 'a cat sat on the mat' });
    expect(embedding).toEqual(embeddings[0]);
    const long = 'word '.repeat(5000);
    await expect(client.embed({ model, input: long })).rejects.toThrow(/may have 509 here/);
    const cut = await client.embed({ model, input: long, truncate: true });
    expect(cut.prompt_eval_count).toBe(509);
  }, 60_000);

  test('gets the same vectors through the clients of OpenAI, and a count through Anthropic’s', async () => {
    const openai = new OpenAI({ baseURL: node.baseUrl, apiKey: node.key, maxRetries: 0 });
    const { data, usage } = await openai.embeddings.create({ model, input: 'a cat sat on the mat' });
    const { embeddings } = await client.embed({ model, input: 'a cat sat on the mat' });
    // The client asks for 32-bit numbers in base64.
    expect(data[0]?.embedding).toEqual(embeddings[0]?.map(Math.fround));
    expect(usage.prompt_tokens).toBe(6);
    await expect(openai.embeddings.create({ model, input: 'a', dimensions: 64 })).rejects.toThrow(
      /gives 576/,
    );

    const anthropic = new Anthropic({
      baseURL: node.baseUrl.replace(/\/v1$/, '/anthropic'),
      apiKey: node.key,
      maxRetries: 0,
    });
    const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
    const { input_tokens: counted } = await anthropic.messages.countTokens({ model, messages });
    const { usage: used } = await anthropic.messages.create({ model, messages, max_tokens: 1 });
    // This protocol counts beside the input what the engine had read before.
    expect(counted).toBe(used.input_tokens + (used.cache_read_input_tokens ?? 0));
  });

  test('sees the models that there are, how one is, and which run', async () => {
    const { models } = await client.list();
    expect(models.map(({ name }) => name)).toEqual([model]);
    expect(models[0]?.size).toBeGreaterThan(90_000_000);
    expect(models[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
    const shown = await client.show({ model: `${model}:latest` });
    expect(shown.template).toContain('<|im_start|>');
    expect(shown.license).toBe('Apache-2.0');
    expect(shown.capabilities).toEqual(['completion', 'tools', 'embedding']);
    expect(Object.entries(shown.model_info)).toContainEqual(['llama.context_length', 8192]);
    const { models: running } = await client.ps();
    expect(running.map(({ name }) => name)).toEqual([model]);
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('is refused with a reason what this node does not do, and what only Ollama can', async () => {
    await expect(client.delete({ model })).rejects.toThrow(/models remove/);
    await expect(client.copy({ source: model, destination: 'x' })).rejects.toThrow(/route/);
    await expect(client.generate({ model, prompt: 'x', raw: true })).rejects.toThrow(/cannot be expressed/);
    await expect(client.chat({ model: 'nobody', messages: question })).rejects.toThrow(/No model or route/);
    await expect(client.pull({ model: 'nobody' })).rejects.toThrow(/catalog has no model/);
  });

  test('needs no path where the owner opened a port for it, which leads to nothing else', async () => {
    const host = `http://127.0.0.1:${port}`;
    expect(await (await fetch(host)).text()).toBe('Ollama is running');
    expect((await fetch(host, { method: 'HEAD' })).status).toBe(200);
    const here = new Ollama({ host, headers: { authorization: `Bearer ${node.key}` } });
    expect((await here.list()).models).toHaveLength(1);
    const keyInPath = new Ollama({ host: `${host}/k/${node.key}/ollama` });
    expect((await keyInPath.list()).models).toHaveLength(1);
    await expect(new Ollama({ host }).list()).rejects.toThrow(/No key was sent/);
    for (const path of ['/api/keys', '/healthz', '/anthropic/v1/messages']) {
      const reply = await fetch(host + path, { headers: { authorization: `Bearer ${node.key}` } });
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({ error: expect.stringContaining('Nothing is served') });
    }
    const elsewhere = await fetch(`${host}/api/tags`, { headers: { origin: 'https://example.org' } });
    expect(elsewhere.status).toBe(403);
  });

  test('may be another node, for which this one is an Ollama', async () => {
    const row = `{ wire: ollama, baseUrl: "http://127.0.0.1:${port}/k/${node.key}/ollama", authentication: none, destination: { local: declared }, models: [${model}] }`;
    const otherHome = await newHome(`providers:\n  neighbour: ${row}\n`);
    const other = await startTestNode(otherHome);
    try {
      const openai = new OpenAI({ baseURL: other.baseUrl, apiKey: other.key, maxRetries: 0 });
      const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
      const options = { temperature: 0, num_predict: 12 };
      const here = await client.chat({ model, messages: question, options });
      const asked = { model, messages, temperature: 0, max_tokens: 12 };
      const there = await openai.chat.completions.create(asked);
      expect(there.choices[0]?.message.content).toBe(here.message.content);
      expect(there.usage?.completion_tokens).toBe(12);
      let streamed = '';
      for await (const { choices } of await openai.chat.completions.create({ ...asked, stream: true })) {
        streamed += choices[0]?.delta.content ?? '';
      }
      expect(streamed).toBe(here.message.content);
      const { data } = await openai.embeddings.create({ model, input: 'a cat sat on the mat' });
      const { embeddings } = await client.embed({ model, input: 'a cat sat on the mat' });
      expect(data[0]?.embedding).toEqual(embeddings[0]?.map(Math.fround));
    } finally {
      await other.stop();
      await removeHome(otherHome);
    }
  }, 60_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
