import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { asCommonholdError, parseStrictJson } from '#base';
import { collect, type GenerateCall, type Part } from '#call';
import type { Fault } from '../wire.ts';
import { openAiChat } from './index.ts';

/** The official client against a server that knows nothing but this codec. */

let server: Server;
let client: OpenAI;
/** What the server answers with. */
let answer: (call: GenerateCall) => readonly Part[];
let received: GenerateCall | undefined;

const failure: Fault = {
  code: 'engine_crashed',
  status: 502,
  message: 'The engine stopped. Send it once more.',
};

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      try {
        const call = openAiChat.request.parse(parseStrictJson(await bodyOf(request)).value);
        received = call;
        const context = { call: '01abc', model: call.model, created: 1_760_000_000, request: call };
        const parts = answer(call);
        if (!call.stream) {
          response.setHeader('content-type', 'application/json');
          response.end(openAiChat.reply.serialize(collect(parts), context));
          return;
        }
        response.setHeader('content-type', openAiChat.stream.contentType);
        const serializer = openAiChat.stream.serializer(context);
        for (const part of parts) response.write(serializer.push(part));
        response.end(serializer.end());
      } catch (error) {
        const { code, status, message, hint, values } = asCommonholdError(error);
        response.statusCode = status;
        response.setHeader('content-type', 'application/json');
        const field = values['field'];
        response.end(
          openAiChat.error.serialize({
            code,
            status,
            message: `${message} ${hint}`,
            ...(typeof field === 'string' ? { field } : {}),
          }),
        );
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'key', maxRetries: 0 });
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const finish: Part = { type: 'finish', choice: 0, reason: 'stop' };
const usage: Part = { type: 'usage', usage: { inputTokens: 3, outputTokens: 2, source: 'counted' } };
const hello: Part[] = [
  { type: 'start', model: 'tiny' },
  {
    type: 'text',
    choice: 0,
    text: 'Hel',
    logprobs: [{ token: 'Hel', logprob: -0.1, alternatives: [{ token: 'Hal', logprob: -3 }] }],
  },
  {
    type: 'text',
    choice: 0,
    text: 'lo',
    logprobs: [{ token: 'lo', logprob: -0.2, alternatives: [{ token: 'la', logprob: -4 }] }],
  },
  finish,
  usage,
];
const messages = [{ role: 'user' as const, content: 'Hi' }];

describe('the official client', () => {
  test('reads an answer', async () => {
    answer = () => hello;
    const completion = await client.chat.completions.create({ model: 'tiny', messages });
    expect(completion).toMatchObject({
      id: 'chatcmpl-01abc',
      object: 'chat.completion',
      model: 'tiny',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    });
  });

  test('gets log-probabilities only when it asked, with as many alternatives as it asked for', async () => {
    answer = () => hello;
    const create = (alternatives: number) =>
      client.chat.completions.create({ model: 'tiny', messages, logprobs: true, top_logprobs: alternatives });
    const [with1, with0] = await Promise.all([create(1), create(0)]);
    expect(with1.choices[0]?.logprobs?.content?.[0]).toEqual({
      token: 'Hel',
      logprob: -0.1,
      bytes: [72, 101, 108],
      top_logprobs: [{ token: 'Hal', logprob: -3, bytes: [72, 97, 108] }],
    });
    expect(with0.choices[0]?.logprobs?.content?.[1]?.top_logprobs).toEqual([]);
  });

  test('reads a stream, with usage when it asked for it', async () => {
    answer = () => hello;
    const stream = await client.chat.completions.create({
      model: 'tiny',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
      { role: 'assistant', content: 'Hel' },
      { content: 'lo' },
      {},
      undefined,
    ]);
    expect(chunks.map((chunk) => chunk.usage)).toEqual([
      null,
      null,
      null,
      { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ]);
    expect(new Set(chunks.map(({ id, object, model }) => `${id} ${object} ${model}`))).toEqual(
      new Set(['chatcmpl-01abc chat.completion.chunk tiny']),
    );
    const silent = await Array.fromAsync(
      await client.chat.completions.create({ model: 'tiny', messages, stream: true }),
    );
    expect(silent).toHaveLength(3);
    expect(silent[0]).not.toHaveProperty('usage');
  });

  test('gathers a stream of several choices, tools and log-probabilities with its own helper', async () => {
    answer = () => [
      { type: 'tool-call', choice: 0, index: 0, id: 'a', name: 'f' },
      { type: 'text', choice: 1, text: 'Hi', logprobs: [{ token: 'Hi', logprob: -1, alternatives: [] }] },
      { type: 'tool-arguments', choice: 0, index: 0, text: '{"x"' },
      { type: 'tool-call', choice: 0, index: 1, id: 'b', name: 'g' },
      { type: 'tool-arguments', choice: 0, index: 0, text: ':1}' },
      { type: 'tool-arguments', choice: 0, index: 1, text: '{}' },
      { type: 'finish', choice: 0, reason: 'tool-calls' },
      { type: 'finish', choice: 1, reason: 'length' },
    ];
    const stream = client.chat.completions.stream({ model: 'tiny', messages, n: 2, logprobs: true });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
    ]);
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(choices[1]).toMatchObject({ finish_reason: 'length', message: { content: 'Hi' } });
    expect(choices[1]?.logprobs?.content?.[0]?.token).toBe('Hi');
  });

  test('parses JSON by a schema', async () => {
    answer = ({ output }) => [
      {
        type: 'text',
        choice: 0,
        text: JSON.stringify({ city: output?.type === 'json-schema' ? output.name : '' }),
      },
      finish,
    ];
    const completion = await client.chat.completions.parse({
      model: 'tiny',
      messages,
      response_format: zodResponseFormat(z.object({ city: z.string() }), 'place'),
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'place' });
    expect(received?.output).toMatchObject({ strict: true, schema: { type: 'object' } });
  });

  test('runs tools with its own helper', async () => {
    answer = (call) =>
      call.messages.some(({ role }) => role === 'tool')
        ? [{ type: 'text', choice: 0, text: 'It is 20 degrees.' }, finish]
        : [
            { type: 'tool-call', choice: 0, index: 0, id: 'call_1', name: 'weather' },
            { type: 'tool-arguments', choice: 0, index: 0, text: '{"city":"Graz"}' },
            { type: 'finish', choice: 0, reason: 'tool-calls' },
          ];
    const runner = client.chat.completions.runTools({
      model: 'tiny',
      messages,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            parameters: { type: 'object' },
            description: 'Tells the weather',
            function: (text: string) => `20 degrees for ${text}`,
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('It is 20 degrees.');
    expect(received?.messages.at(-1)).toEqual({
      role: 'tool',
      callId: 'call_1',
      content: [{ type: 'text', text: '20 degrees for {"city":"Graz"}' }],
    });
  });

  test('is told of a refusal and of reasoning', async () => {
    answer = () => [
      { type: 'reasoning', choice: 0, text: 'Hm.' },
      { type: 'refusal', choice: 0, text: 'No.' },
      finish,
    ];
    const { choices } = await client.chat.completions.create({ model: 'tiny', messages });
    expect(choices[0]?.message).toMatchObject({ content: null, refusal: 'No.', reasoning_content: 'Hm.' });
    const streamed = await client.chat.completions.stream({ model: 'tiny', messages }).finalChatCompletion();
    expect(streamed.choices[0]?.message.refusal).toBe('No.');
  });

  test('is told which field is wrong', async () => {
    const wrong = client.chat.completions.create({
      model: 'tiny',
      messages,
      temperature: 'hot' as unknown as number,
    });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'request_invalid',
      param: 'temperature',
      message: expect.stringContaining('temperature: expected number'),
    });
    await expect(wrong).rejects.toBeInstanceOf(OpenAI.BadRequestError);
  });

  test('is told of a failure in the middle of a stream', async () => {
    answer = () => [
      { type: 'text', choice: 0, text: 'Hel' },
      { type: 'error', code: failure.code, values: { model: 'tiny', detail: 'x' } },
    ];
    const stream = await client.chat.completions.create({ model: 'tiny', messages, stream: true });
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({
      code: 'engine_crashed',
      type: 'server_error',
      message: expect.stringContaining('The engine of tiny stopped'),
    });
  });

  test('finds what the engine says about itself beside the answer', async () => {
    const facts = {
      build: 'b',
      processor: 'p',
      modelDigest: 'd',
      template: { source: 'gguf' as const, digest: 't' },
      deterministic: true,
      batched: false,
      contextTokens: 10,
    };
    answer = () => [{ type: 'engine', facts }, { type: 'text', choice: 0, text: 'a' }, finish];
    expect(await client.chat.completions.create({ model: 'tiny', messages })).toMatchObject({
      commonhold: { engine: facts },
    });
    const [first, ...rest] = await Array.fromAsync(
      await client.chat.completions.create({ model: 'tiny', messages, stream: true }),
    );
    expect(first).toMatchObject({ commonhold: { engine: facts } });
    expect(JSON.stringify(rest)).not.toContain('commonhold');
  });
});
