import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './node/eventually.ts';
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const name = 'smollm2-135m-instruct';

/** The AI SDK as most applications use it, with its provider for servers that are compatible with OpenAI. */
describe('the AI SDK on a node with the local model', () => {
  let home: string;
  let node: TestNode;
  const modelOf = (id: string, apiKey = node.key) =>
    createOpenAICompatible({
      name: 'commonhold',
      baseURL: node.baseUrl,
      apiKey,
      includeUsage: true,
      supportsStructuredOutputs: true,
    })(id);

  beforeAll(async () => {
    home = await newHome('engine: { contextTokens: 2048 }\n');
    node = await startTestNode(home, { withModel: true });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  const asked = { prompt: 'Name three colours.', temperature: 0, maxOutputTokens: 20, maxRetries: 0 };

  test('streams the same text that it generates, with the same counts', async () => {
    const whole = await generateText({ ...asked, model: modelOf(name) });
    const stream = streamText({ ...asked, model: modelOf(name) });
    let text = '';
    for await (const piece of stream.textStream) text += piece;
    expect(text).toBe(whole.text);
    expect(text).toMatch(/\w/);
    expect((await stream.usage).outputTokens).toBe(whole.usage.outputTokens);
    expect(whole.usage.outputTokens).toBeGreaterThan(0);
  });

  test('runs the tool that the model is made to call, and goes on with its result', async () => {
    const cities: string[] = [];
    const { steps } = await generateText({
      model: modelOf(name),
      prompt: 'What is the weather in Lisbon?',
      temperature: 0,
      maxOutputTokens: 80,
      maxRetries: 0,
      toolChoice: { type: 'tool', toolName: 'get_weather' },
      tools: {
        get_weather: tool({
          description: 'The weather of a city.',
          inputSchema: z.object({ city: z.string() }),
          execute: async ({ city }) => {
            cities.push(city);
            return { weather: 'rain' };
          },
        }),
      },
      stopWhen: stepCountIs(2),
    });
    expect(cities.length).toBe(2);
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'tool-calls']);
  });

  test('gets an object that fits its schema', async () => {
    const { output } = await generateText({
      model: modelOf(name),
      prompt: 'Berlin has 3.7 million inhabitants. Extract the city.',
      temperature: 0,
      maxOutputTokens: 80,
      maxRetries: 0,
      output: Output.object({ schema: z.object({ city: z.string() }) }),
    });
    expect(output).toEqual({ city: expect.any(String) });
  });

  test('is told of what is wrong by its own error, with our message', async () => {
    const unknown = generateText({ ...asked, model: modelOf('no-such-model') });
    await expect(unknown).rejects.toThrow(APICallError);
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, message: /no-such-model/ });
    await expect(generateText({ ...asked, model: modelOf(name, 'chk_wrong') })).rejects.toMatchObject({
      statusCode: 401,
    });
  });

  test('that hangs up stops the engine, and the record says so', async () => {
    const stop = new AbortController();
    const stream = streamText({
      ...asked,
      model: modelOf(name),
      prompt: 'Count from one to a thousand.',
      maxOutputTokens: 1000,
      abortSignal: stop.signal,
    });
    for await (const piece of stream.textStream) if (piece !== '') stop.abort();
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
