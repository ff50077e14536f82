import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { readStream } from '../codec.contract.ts';
import { openAiChat } from './index.ts';
import { parseRequest } from './parse-request.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const events = (...documents: readonly (object | string)[]) =>
  utf8(documents.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join(''));
const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const tools = (...calls: readonly object[]) => delta({ tool_calls: calls });
const read = (...documents: readonly (object | string)[]) => readStream(openAiChat, events(...documents));
const toolCalls = (parts: readonly Part[]) =>
  collect(parts).choices[0]?.content.filter((part) => part.type === 'tool-call');

describe('the end of a stream', () => {
  test('is [DONE], with or without a space and an empty line', () => {
    for (const mark of ['data: [DONE]\n\n', 'data:[DONE]', 'data: [DONE]\r\n']) {
      const bytes = Buffer.concat([events(delta({ content: 'a' })), utf8(mark)]);
      expect(collect(readStream(openAiChat, bytes)).choices[0]?.content).toEqual([
        { type: 'text', text: 'a' },
      ]);
    }
  });

  test('may lack [DONE] when every choice has said why it ended', () => {
    expect(read(delta({ content: 'a' }, 'stop')).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    const second = { choices: [{ index: 1, delta: { content: 'b' } }] };
    expect(() => read(delta({ content: 'a' }, 'stop'), second)).toThrow('broke off');
  });

  test('is an error when nothing came, or something else than events', () => {
    expect(() => read()).toThrow('broke off');
    expect(() => readStream(openAiChat, utf8('<html>no</html>'))).toThrow('broke off');
    expect(() => readStream(openAiChat, utf8(': ping\n\n: ping\n\n'))).toThrow('broke off');
  });

  test('makes what follows it meaningless', () => {
    expect(read(delta({ content: 'a' }, 'stop'), '[DONE]', delta({ content: 'b' }))).toHaveLength(3);
  });

  test('within a document is a break, while a wrong document is wrong', () => {
    expect(() => readStream(openAiChat, utf8('data: {"choices":[{"ind'))).toThrow('broke off');
    expect(() => read('{"choices":[{"ind')).toThrow('could not be read');
    expect(() => read('[1]')).toThrow('could not be read');
  });
});

describe('an error inside a stream', () => {
  test.each([
    [
      'an error object',
      'data: {"error":{"message":"boom","type":"server_error","code":500}}\n\n',
      'boom (server_error)',
    ],
    ['an error text', 'data: {"error":"boom"}\n\n', 'boom'],
    ['an error document', 'data: {"object":"error","message":"boom","code":400}\n\n', 'boom'],
    ['an event named error', 'event: error\ndata: {"message":"boom"}\n\n', 'boom'],
    [
      'an error in a choice',
      'data: {"choices":[{"index":0,"delta":{},"error":{"code":"x","message":"boom"}}]}\n\n',
      'boom (x)',
    ],
  ])('told by %s becomes a part', (_, text, detail) => {
    const bytes = Buffer.concat([events(delta({ content: 'a' })), utf8(text)]);
    expect(readStream(openAiChat, bytes).at(-1)).toEqual({
      type: 'error',
      code: 'upstream_broke',
      values: { detail },
    });
  });
});

describe('tool calls in a stream', () => {
  test.each<[string, readonly object[]]>([
    [
      'in pieces',
      [
        tools({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        tools({ index: 0, function: { arguments: '{"x":' } }),
        tools({ index: 0, function: { arguments: '1}' } }),
      ],
    ],
    ['whole', [tools({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":1}' } })]],
    [
      'without an index',
      [
        tools({ id: 'a', function: { name: 'f', arguments: '{"x":' } }),
        tools({ function: { arguments: '1}' } }),
      ],
    ],
    [
      'with id and name repeated',
      [
        tools({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }),
        tools({ index: 0, id: 'a', function: { name: 'f', arguments: '1}' } }),
      ],
    ],
    [
      'with the name after the first arguments',
      [
        tools({ index: 0, id: 'a', function: { arguments: '{"x":' } }),
        tools({ index: 0, function: { name: 'f' } }),
        tools({ index: 0, function: { arguments: '1}' } }),
      ],
    ],
    [
      'with arguments as an object',
      [tools({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } })],
    ],
  ])('are read when they come %s', (_, documents) => {
    expect(toolCalls(read(...documents, delta({}, 'tool_calls')))).toEqual([
      { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}' },
    ]);
  });

  test('are told apart by their ids when they share an index, and get a name of ours when they have no id', () => {
    const same = read(
      tools({ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }),
      tools({ index: 0, id: 'b', function: { name: 'g', arguments: '2' } }),
      delta({}, 'stop'),
    );
    expect(toolCalls(same)).toMatchObject([
      { id: 'a', arguments: '1' },
      { id: 'b', arguments: '2' },
    ]);
    const nameless = read(
      tools({ function: { name: 'f', arguments: '1' } }),
      tools({ function: { name: 'g', arguments: '2' } }),
      delta({}, 'stop'),
    );
    expect(toolCalls(nameless)).toMatchObject([
      { id: 'call_0_0', name: 'f' },
      { id: 'call_0_1', name: 'g' },
    ]);
  });
});

describe('writing a stream', () => {
  const context = {
    call: 'c',
    model: 'm',
    created: 1,
    request: parseRequest({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true }),
  };

  test("has the shape of OpenAI's bytes", () => {
    const serializer = openAiChat.stream.serializer(context);
    const parts: Part[] = [
      { type: 'start', id: 'theirs', model: 'real-model' },
      { type: 'text', choice: 0, text: 'a' },
      { type: 'finish', choice: 0, reason: 'length' },
    ];
    const text = Buffer.concat([...parts.map((part) => serializer.push(part)), serializer.end()]).toString();
    const head = '"id":"chatcmpl-c","object":"chat.completion.chunk","created":1,"model":"real-model"';
    expect(text).toBe(
      `data: {${head},"choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"logprobs":null,"finish_reason":null}]}\n\n` +
        `data: {${head},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]}\n\n` +
        'data: [DONE]\n\n',
    );
  });

  test('ends without [DONE] after a failure', () => {
    const serializer = openAiChat.stream.serializer(context);
    const text = Buffer.concat([
      serializer.push({ type: 'text', choice: 0, text: 'a' }),
      serializer.fail({ code: 'upstream_timeout', status: 504, message: 'Late.' }),
      serializer.push({ type: 'text', choice: 0, text: 'b' }),
      serializer.end(),
    ]).toString();
    expect(text).toMatch(
      /data: \{"error":\{"message":"Late\.","type":"server_error","param":null,"code":"upstream_timeout"\}\}\n\n$/,
    );
  });

  test('does not tell an estimate as if somebody had counted', () => {
    const serializer = openAiChat.stream.serializer({
      ...context,
      request: { ...context.request, streamUsage: true },
    });
    serializer.push({ type: 'usage', usage: { inputTokens: 1, outputTokens: 1, source: 'estimated' } });
    expect(Buffer.from(serializer.end()).toString()).toBe('data: [DONE]\n\n');
  });

  test('leaves out what only another wire knows', () => {
    const serializer = openAiChat.stream.serializer(context);
    expect(serializer.push({ type: 'unknown', wire: 'native', value: { a: 1 } })).toHaveLength(0);
  });
});
