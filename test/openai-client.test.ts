import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './node/eventually.ts';
import { newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const model = 'smollm2-135m-instruct';

/** OpenAI's own client, told nothing but where and with which key; the local model answers. */
describe('the official OpenAI client on a node with the local model', () => {
  let home: string;
  let node: TestNode;
  let client: OpenAI;

  beforeAll(async () => {
    home = await newHome('engine: { contextTokens: 2048 }\n');
    node = await startTestNode(home, { withModel: true });
    client = new OpenAI({ baseURL: node.baseUrl, apiKey: node.key, maxRetries: 0 });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  test('lists the models', async () => {
    const names: string[] = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toContain(model);
    expect((await client.models.retrieve(model)).id).toBe(model);
  });

  test('chats', async () => {
    const { data, response } = await client.chat.completions
      .create({
        model,
        max_tokens: 30,
        temperature: 0,
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
      })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/\w/);
    expect(data.usage?.completion_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-commonhold-destination')).toBe('local');
    expect(response.headers.get('x-commonhold-call')).toMatch(/^[0-9a-z]{26}$/);
  });

  test('streams the same text that it gives whole', async () => {
    const asked = {
      model,
      max_tokens: 20,
      temperature: 0,
      messages: [{ role: 'user' as const, content: 'Name three colours.' }],
    };
    const whole = await client.chat.completions.create(asked);
    const stream = await client.chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let pieces = 0;
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      pieces += 1;
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(pieces).toBeGreaterThan(5);
    expect(tokens).toBe(whole.usage?.completion_tokens);
  });

  test('gets JSON that fits its schema', async () => {
    const answer = await client.chat.completions.parse({
      model,
      max_tokens: 80,
      temperature: 0,
      messages: [
        {
          role: 'user',
          content:
            'Berlin has about 3.7 million inhabitants. Extract the city and the number of inhabitants in millions.',
        },
      ],
      response_format: zodResponseFormat(z.object({ city: z.string(), millions: z.number() }), 'city'),
    });
    expect(answer.choices[0]?.message.parsed).toMatchObject({
      city: expect.any(String),
      millions: expect.any(Number),
    });
  });

  test('gets the tool call that it forces', async () => {
    const answer = await client.chat.completions.create({
      model,
      max_tokens: 80,
      temperature: 0,
      messages: [{ role: 'user', content: 'What is the weather in Lisbon?' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather of a city.',
            parameters: {
              type: 'object',
              properties: { city: { type: 'string' } },
              required: ['city'],
              additionalProperties: false,
            },
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    });
    const [call] = answer.choices[0]?.message.tool_calls ?? [];
    expect(call?.type).toBe('function');
    const asked = call?.type === 'function' ? call.function : undefined;
    expect(asked?.name).toBe('get_weather');
    expect(JSON.parse(asked?.arguments ?? '')).toMatchObject({ city: expect.any(String) });
  });

  test('gets log-probabilities with alternatives for every token', async () => {
    const answer = await client.chat.completions.create({
      model,
      max_tokens: 5,
      temperature: 0,
      logprobs: true,
      top_logprobs: 3,
      messages: [{ role: 'user', content: 'Say yes.' }],
    });
    const tokens = answer.choices[0]?.logprobs?.content ?? [];
    expect(tokens.length).toBe(answer.usage?.completion_tokens);
    for (const token of tokens) {
      expect(token.logprob).toBeLessThanOrEqual(0);
      expect(token.top_logprobs).toHaveLength(3);
    }
  });

  test('gets the same bits twice when it asks for a deterministic answer', async () => {
    const asked = {
      model,
      max_tokens: 24,
      seed: 7,
      temperature: 0.9,
      logprobs: true,
      top_logprobs: 2,
      messages: [{ role: 'user' as const, content: 'Invent a village.' }],
    };
    const deterministic = { ...asked, deterministic: true };
    const first = await client.chat.completions.create(deterministic);
    await Promise.all([1, 2].map((seed) => client.chat.completions.create({ ...asked, seed })));
    const second = await client.chat.completions.create(deterministic);
    expect(second.choices[0]?.message.content).toBe(first.choices[0]?.message.content);
    expect(second.choices[0]?.logprobs).toEqual(first.choices[0]?.logprobs);
  });

  test('is told the token count when a prompt does not fit the context', async () => {
    const sending = client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'word '.repeat(4000) }],
    });
    await expect(sending).rejects.toThrow(/4\d\d\d tokens.*2048/s);
    await expect(sending).rejects.toMatchObject({ status: 400, code: 'prompt_too_long' });
  });

  test('is told clearly about a wrong key and an unknown model', async () => {
    const stranger = new OpenAI({ baseURL: node.baseUrl, apiKey: 'chk_wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'key_unknown' });
    const asked = { model: 'no-such-model', messages: [{ role: 'user' as const, content: 'Hello' }] };
    await expect(stranger.chat.completions.create(asked)).rejects.toMatchObject({
      status: 401,
      code: 'key_unknown',
    });
    await expect(client.chat.completions.create(asked)).rejects.toMatchObject({
      status: 404,
      code: 'model_unknown',
    });
  });

  test('that hangs up stops the engine, and the record says so', async () => {
    const stop = new AbortController();
    const stream = await client.chat.completions.create(
      {
        model,
        max_tokens: 1000,
        stream: true,
        messages: [{ role: 'user', content: 'Count from one to a thousand.' }],
      },
      { signal: stop.signal },
    );
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    stop.abort();
    const aborted = await eventually(async () => {
      const { calls } = (await (
        await fetch(new URL('/api/calls?limit=1', node.baseUrl), {
          headers: { authorization: `Bearer ${node.key}` },
        })
      ).json()) as { calls: { status: string; error?: string }[] };
      return calls[0]?.status === 'aborted' ? calls[0] : undefined;
    });
    expect(aborted.error).toBe('client_gone');
  });
});
