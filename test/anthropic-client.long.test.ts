import Anthropic, { APIUserAbortError, AuthenticationError, NotFoundError } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const model = 'smollm2-135m-instruct';

/** Anthropic's own client, told nothing but where and with which key; the local model answers. */
describe('the official Anthropic client on a node with the local model', () => {
  let home: string;
  let node: TestNode;
  let client: Anthropic;
  const connect = (apiKey: string): Anthropic =>
    new Anthropic({ baseURL: `${new URL(node.baseUrl).origin}/anthropic`, apiKey, maxRetries: 0 });

  beforeAll(async () => {
    home = await newHome('engine: { contextTokens: 2048 }\n');
    node = await startTestNode(home, { withModel: true });
    client = connect(node.key);
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  const colours = {
    model,
    max_tokens: 20,
    temperature: 0,
    system: 'Be brief.',
    messages: [{ role: 'user' as const, content: 'Name three colours.' }],
  };
  /** On this wire what came from a cache is counted beside the input. */
  const read = ({ input_tokens: fresh, cache_read_input_tokens: cached }: Anthropic.Usage): number =>
    fresh + (cached ?? 0);
  const weather: Anthropic.Tool = {
    name: 'get_weather',
    description: 'The weather of a city.',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  };

  test('streams the same text that it gives whole, with the same counts', async () => {
    const whole = await client.messages.create(colours);
    const pieces: string[] = [];
    const stream = client.messages.stream(colours).on('text', (text) => void pieces.push(text));
    const streamed = await stream.finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(pieces.length).toBeGreaterThan(3);
    expect(streamed.stop_reason).toBe(whole.stop_reason);
    expect(read(streamed.usage)).toBe(read(whole.usage));
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(whole.usage.output_tokens).toBeGreaterThan(0);
  });

  test('counts the tokens that a message would have to read', async () => {
    const { model: named, system, messages } = colours;
    const { input_tokens: counted } = await client.messages.countTokens({ model: named, system, messages });
    const { usage } = await client.messages.create(colours);
    expect(counted).toBe(read(usage));
  });

  test('goes round with a tool: the call that it forces, and an answer to its result', async () => {
    const question = { role: 'user' as const, content: 'What is the weather in Lisbon?' };
    const asked = await client.messages.create({
      model,
      max_tokens: 80,
      messages: [question],
      tools: [weather],
      tool_choice: { type: 'tool', name: 'get_weather' },
    });
    const call = asked.content.find((block) => block.type === 'tool_use');
    expect(call).toMatchObject({ name: 'get_weather', input: { city: expect.any(String) } });
    expect(asked.stop_reason).toBe('tool_use');
    const answered = await client.messages.create({
      model,
      max_tokens: 20,
      tools: [weather],
      messages: [
        question,
        { role: 'assistant', content: asked.content },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'Rain all day.' }],
        },
      ],
    });
    expect(answered.content.length).toBeGreaterThan(0);
  });

  test('gets JSON that fits its schema', async () => {
    const answer = await client.messages.create({
      model,
      max_tokens: 80,
      messages: [{ role: 'user', content: 'Berlin has 3.7 million inhabitants. Extract the city.' }],
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      },
    });
    const [block] = answer.content;
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({ city: expect.any(String) });
  });

  test('is told of what is wrong in classes of its own, with the code of our catalogue', async () => {
    const unknown = client.messages.create({ ...colours, model: 'no-such-model' });
    await expect(unknown).rejects.toThrow(NotFoundError);
    await expect(unknown).rejects.toMatchObject({
      status: 404,
      error: { type: 'error', error: { type: 'not_found_error', code: 'model_unknown' } },
    });
    await expect(connect('chk_wrong').messages.create(colours)).rejects.toThrow(AuthenticationError);
    await expect(client.messages.create({ ...colours, max_tokens: -1 })).rejects.toMatchObject({
      status: 400,
      error: { error: { type: 'invalid_request_error', code: 'request_invalid' } },
    });
  });

  test('that hangs up stops the engine, and the record says so', async () => {
    const stream = client.messages.stream({ ...colours, max_tokens: 1000 });
    stream.on('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toThrow(APIUserAbortError);
    const aborted = await eventually(async () => {
      const { calls } = await api<{ calls: { status: string; error?: string }[] }>(
        node,
        'GET',
        '/api/calls?limit=1',
      );
      return calls[0]?.status === 'aborted' ? calls[0] : undefined;
    });
    expect(aborted.error).toBe('client_gone');
  });
});
