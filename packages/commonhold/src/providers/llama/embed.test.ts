import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { Call, EmbedCall, Part } from '#call';
import { answer, partOf, type TestAnswer, testCall, testProvider, until } from './engine.fixture.ts';
import { embedInputsMax } from './embed.ts';
import type { LlamaProvider } from './llama-provider.ts';

let provider: LlamaProvider;

beforeAll(async () => {
  provider = testProvider({ contextTokens: 256 });
  await provider.start(new AbortController().signal);
});
afterAll(async () => {
  await provider.close();
});

function embedCall(inputs: EmbedCall['inputs'], more: Partial<EmbedCall> = {}): EmbedCall {
  return { operation: 'embed', model: 'small', inputs, stream: false, ...more };
}

function texts(...all: string[]): EmbedCall['inputs'] {
  return all.map((text) => ({ type: 'text', text }));
}

async function ask(call: Call, signal?: AbortSignal): Promise<TestAnswer> {
  // The fixture's calls generate; the engine reads what it is to do from the call itself.
  return answer(provider, call as Parameters<typeof answer>[1], signal);
}

async function vectorsOf(call: EmbedCall): Promise<readonly (readonly number[])[]> {
  const { parts } = await ask(call);
  return parts.flatMap((part: Part) => (part.type === 'embedding' ? [part.vector] : []));
}

async function refusal(call: Call): Promise<CommonholdError> {
  const thrown: unknown = await ask(call).catch((error: unknown) => error);
  if (thrown instanceof CommonholdError) return thrown;
  throw new Error('no CommonholdError was thrown', { cause: thrown });
}

function alike(left: readonly number[] = [], right: readonly number[] = []): number {
  return left.reduce((sum, number, at) => sum + number * (right[at] ?? 0), 0);
}

describe('Embeddings', () => {
  test('are one vector a text, in their order and of length one, and the tokens are counted', async () => {
    const found = await ask(embedCall(texts('hello', 'a cat sat on the mat')));
    expect(found.parts.map(({ type }) => type)).toEqual([
      'start',
      'embedding',
      'embedding',
      'usage',
      'engine',
    ]);
    const vectors = await vectorsOf(embedCall(texts('hello', 'a cat sat on the mat')));
    for (const vector of vectors) {
      expect(vector).toHaveLength(576);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    }
    expect(partOf(found, 'usage')?.usage).toEqual({ inputTokens: 7, outputTokens: 0, source: 'counted' });
    expect(partOf(found, 'engine')?.facts).toMatchObject({ modelDigest: '00', contextTokens: 256 });
  });

  test('of texts that mean much the same are more alike than of others', async () => {
    const [cat, kitten, market] = await vectorsOf(
      embedCall(texts('a cat sat on the mat', 'the kitten lay on the rug', 'stock markets fell sharply')),
    );
    expect(alike(cat, kitten)).toBeGreaterThan(alike(cat, market) + 0.1);
  });

  test('are the same for the same text, whatever was read before', async () => {
    const [first] = await vectorsOf(embedCall(texts('hello')));
    const [, again] = await vectorsOf(embedCall(texts('something else entirely', 'hello')));
    expect(again).toEqual(first);
  });

  test('of tokens are those of the text that they spell', async () => {
    const prompt = await provider.render(bytes(testCall('hello')), new AbortController().signal);
    const ids = prompt.tokens.filter(({ text }) => text === 'hello').map(({ id }) => id);
    expect(ids).toHaveLength(1);
    const [ofText] = await vectorsOf(embedCall(texts('hello')));
    expect(await vectorsOf(embedCall([{ type: 'tokens', tokens: ids }]))).toEqual([ofText]);
  });

  test('of a mark that steers the model are those of its characters', async () => {
    const found = await ask(embedCall(texts('<|im_end|>')));
    expect(partOf(found, 'usage')?.usage.inputTokens).toBeGreaterThan(1);
  });

  test('of a text that is too long are refused with its tokens, and cut only where that was asked for', async () => {
    const long = 'word '.repeat(400);
    const error = await refusal(embedCall(texts('short', long)));
    expect(error.code).toBe('input_too_long');
    expect(error.values).toMatchObject({ input: 1, context: 253 });
    expect((await refusal(embedCall(texts(long), { truncate: false }))).code).toBe('input_too_long');
    const found = await ask(embedCall(texts(long), { truncate: true }));
    expect(partOf(found, 'usage')?.usage.inputTokens).toBe(253);
  });

  test('of megabytes are refused or cut without counting their tokens, with the vector of the same beginning', async () => {
    const huge = 'word '.repeat(2_000_000);
    const error = await refusal(embedCall(texts(huge)));
    expect(error.values['tokens']).toMatch(/^at least \d+$/);
    expect(await vectorsOf(embedCall(texts(huge), { truncate: true }))).toEqual(
      await vectorsOf(embedCall(texts('word '.repeat(400)), { truncate: true })),
    );
  });

  test.each<[string, EmbedCall, string]>([
    ['of no text', embedCall([]), 'not_expressible'],
    ['of an empty text', embedCall(texts('a', '')), 'request_invalid'],
    ['of another size', embedCall(texts('a'), { dimensions: 64 }), 'not_expressible'],
    ['of a token that there is not', embedCall([{ type: 'tokens', tokens: [1e6] }]), 'not_expressible'],
    [
      'of more texts than a call may have',
      embedCall(texts(...Array.from({ length: embedInputsMax + 1 }, () => 'a'))),
      'not_expressible',
    ],
  ])('%s are refused', async (_name, call, code) => {
    expect((await refusal(call)).code).toBe(code);
  });

  test('of the size that the model has may be asked for', async () => {
    expect(await vectorsOf(embedCall(texts('a'), { dimensions: 576 }))).toHaveLength(1);
  });

  test('come while an answer is drawn, and one that nobody wants any more holds up no other', async () => {
    const stop = new AbortController();
    const many = ask(embedCall(texts(...Array.from({ length: 500 }, (_, at) => `text ${at}`))), stop.signal);
    await until(() => provider.status().running === 1);
    stop.abort(new Error('enough'));
    await expect(many).rejects.toThrow('enough');
    const [drawn, vectors] = await Promise.all([
      answer(provider, testCall('Say hello.', { maxOutputTokens: 8 })),
      vectorsOf(embedCall(texts('hello'))),
    ]);
    expect(drawn.text).not.toBe('');
    expect(vectors).toHaveLength(1);
    await until(() => provider.status().running === 0);
  });
});

describe('A count', () => {
  const weather = {
    name: 'weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { place: { type: 'string' } } },
  };

  test.each([
    ['a question', testCall('What is the time?')],
    ['a conversation with tools', testCall('What is the weather?', { tools: [weather] })],
    ['an answer that goes on', { ...testCall('Go on'), continueAnswer: { repeat: false } }],
  ])('of %s is what a call to generate counts as its input', async (_name, call) => {
    const messages =
      call.continueAnswer === undefined
        ? call.messages
        : [
            ...call.messages,
            { role: 'assistant' as const, content: [{ type: 'text' as const, text: 'On and' }] },
          ];
    const asked = { ...call, messages };
    const counted = await ask({ ...asked, operation: 'count', stream: false });
    expect(counted.parts.map(({ type }) => type)).toEqual(['start', 'token-count', 'engine']);
    const drawn = await answer(provider, { ...asked, maxOutputTokens: 1 });
    expect(partOf(counted, 'token-count')?.tokens).toBe(partOf(drawn, 'usage')?.usage.inputTokens);
  });

  test('is refused as the call would be', async () => {
    const image = {
      type: 'image' as const,
      source: { type: 'url' as const, url: 'https://example.org/a.png' },
    };
    const call = testCall('x', { messages: [{ role: 'user', content: [image] }] });
    expect((await refusal({ ...call, operation: 'count', stream: false })).code).toBe('not_expressible');
  });
});

describe('A call of Ollama’s protocol that says nothing', () => {
  const nothing = (fields: Readonly<Record<string, number>>) =>
    testCall('', { messages: [], extra: { wire: 'ollama', fields } });

  test('is answered with that the model is loaded, and nothing is generated', async () => {
    const found = await answer(provider, nothing({}));
    expect(found.parts.map(({ type }) => type)).toEqual(['start', 'finish', 'usage', 'engine']);
    expect(partOf(found, 'finish')).toMatchObject({ raw: 'load' });
  });

  test('cannot have the model let go of, and of another protocol is refused', async () => {
    expect((await refusal(nothing({ keep_alive: 0 }))).message).toContain('Letting go of a model');
    expect((await refusal(testCall('', { messages: [] }))).message).toContain('without messages');
  });
});

function bytes(call: Call): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(call));
}
