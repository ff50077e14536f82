import { describe, expect, test } from 'vitest';
import { type JsonObject, parseStrictJson } from '#base';
import { collect, type CountCall, type EmbedCall, type Part } from '#call';
import { openAiChat } from '../openai-chat/index.ts';
import { gemini } from './index.ts';

const { embed, count } = gemini;
if (!embed || !count) throw new Error('this wire has words for both');

const one = { operation: 'embed' as const, model: 'm', form: 'embedContent' };
const batch = { operation: 'embed' as const, model: 'm', form: 'batchEmbedContents' };
const counting = { operation: 'count' as const, model: 'm' };
const of = (text: string, more: JsonObject = {}) => ({
  model: 'models/m',
  content: { parts: [{ text }] },
  ...more,
});
const bodyOf = ({ body }: { body: Uint8Array }) => parseStrictJson(body).value;
const context = <C extends EmbedCall | CountCall>(request: C) => ({
  call: '01call',
  model: 'm',
  created: 1,
  request,
});

describe('texts to turn into vectors', () => {
  test('are the same after being read and written, one and many', () => {
    for (const [body, target] of [
      [of('x', { taskType: 'RETRIEVAL_QUERY' }), one],
      [{ requests: [of('x'), of('y', { title: 't' })] }, batch],
      [{ requests: [of('x', { outputDimensionality: 3 }), of('y', { outputDimensionality: 3 })] }, batch],
      [{ requests: [of('x', { outputDimensionality: 3 }), of('y')] }, batch],
      [{ requests: [{ model: 'models/m', content: { parts: [{ text: 'a' }, { text: 'b' }] } }] }, batch],
    ] as const) {
      const call = embed.request.parse(body, target);
      expect(bodyOf(embed.request.serialize(call, 'm'))).toEqual(body);
      expect(embed.request.path(call, 'm')).toBe(`/models/m:${target.form}`);
    }
  });

  test('go to another wire where it can say them, with a warning for what it cannot', () => {
    const call = embed.request.parse(
      { requests: [of('x', { taskType: 'CLUSTERING', outputDimensionality: 3 })] },
      batch,
    );
    const elsewhere = openAiChat.embed?.request.serialize(call, 'other');
    expect(elsewhere && bodyOf(elsewhere)).toEqual({ model: 'other', input: ['x'], dimensions: 3 });
    expect(elsewhere?.warnings.map(({ feature }) => feature)).toEqual(['taskType (input)']);
    const parts = embed.request.parse(
      { requests: [{ content: { parts: [{ text: 'a' }, { text: 'b' }] } }] },
      batch,
    );
    expect(() => openAiChat.embed?.request.serialize(parts, 'other')).toThrow('cannot be expressed');
  });

  test('come from another wire as a batch, and ids of tokens are refused', () => {
    const from = (input: string | number[]) => openAiChat.embed?.request.parse({ model: 'e', input });
    const call = from('x');
    expect(call && bodyOf(embed.request.serialize(call, 'g'))).toEqual({
      requests: [{ model: 'models/g', content: { parts: [{ text: 'x' }] } }],
    });
    const tokens = from([1, 2]);
    expect(() => tokens && embed.request.serialize(tokens, 'g')).toThrow('Tokens to turn into vectors');
  });

  test('are answered in the form that was asked for', () => {
    const parts: Part[] = [{ type: 'start' }, { type: 'embedding', index: 0, vector: [0.5, -1] }];
    for (const [target, expected] of [
      [one, { embedding: { values: [0.5, -1] } }],
      [batch, { embeddings: [{ values: [0.5, -1] }] }],
    ] as const) {
      const call = embed.request.parse(target === one ? of('x') : { requests: [of('x')] }, target);
      const bytes = embed.reply.serialize(collect(parts), context(call));
      expect(parseStrictJson(bytes).value).toEqual(expected);
      expect(collect(embed.reply.parse(bytes)).embeddings).toEqual([[0.5, -1]]);
    }
  });

  test.each([
    [one, { content: 3 }, 'content: expected'],
    [batch, {}, 'requests: expected'],
    [batch, { requests: [of('x', { model: 'models/other' })] }, 'model: expected the model of the address'],
    [
      batch,
      { requests: [of('x', { outputDimensionality: 0 })] },
      'requests[0].outputDimensionality: expected',
    ],
  ])('%j %j is refused with %s', (target, body, expected) => {
    expect(() => embed.request.parse(body, target)).toThrow(expected);
  });
});

describe('tokens to count', () => {
  const contents = [{ role: 'user', parts: [{ text: 'x' }] }];

  test('are those of contents, or of a whole request', () => {
    const bare = count.request.parse({ contents }, counting);
    expect(bodyOf(count.request.serialize(bare, 'm'))).toEqual({ contents });
    const whole = {
      generate_content_request: {
        model: 'models/m',
        contents,
        system_instruction: { parts: [{ text: 'Be short.' }] },
      },
    };
    const call = count.request.parse(whole, counting);
    expect(call.messages).toHaveLength(2);
    expect(bodyOf(count.request.serialize(call, 'm'))).toEqual({
      generateContentRequest: {
        model: 'models/m',
        contents,
        systemInstruction: { parts: [{ text: 'Be short.' }] },
      },
    });
  });

  test('are told as Google tells them, and zero is what it leaves out', () => {
    const call = count.request.parse({ contents }, counting);
    const bytes = count.reply.serialize(collect([{ type: 'token-count', tokens: 4 }]), context(call));
    expect(parseStrictJson(bytes).value).toEqual({ totalTokens: 4 });
    expect(collect(count.reply.parse(bytes)).tokenCount).toBe(4);
    expect(collect(count.reply.parse(new TextEncoder().encode('{}'))).tokenCount).toBe(0);
  });
});

test('another name of a model is put wherever a body repeats it, and nothing else changes', () => {
  const renamed = (body: string) =>
    new TextDecoder().decode(gemini.renameModel?.(new TextEncoder().encode(body), 'new/name'));
  expect(renamed('{ "requests": [ {"model" : "models/a", "content": {"parts":[{"text":"model"}]}} ] }')).toBe(
    '{ "requests": [ {"model" : "models/new/name", "content": {"parts":[{"text":"model"}]}} ] }',
  );
  expect(renamed('{"generateContentRequest":{"m\\u006fdel":"models/a","tools":[{"model":"kept"}]}}')).toBe(
    '{"generateContentRequest":{"m\\u006fdel":"models/new/name","tools":[{"model":"kept"}]}}',
  );
  const without = '{"contents":[{"parts":[{"functionCall":{"name":"f","args":{"model":"kept"}}}]}]}';
  expect(renamed(without)).toBe(without);
});
