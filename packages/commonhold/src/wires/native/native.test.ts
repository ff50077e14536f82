import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '#base';
import type { Call, CountCall, EmbedCall, GenerateCall } from '#call';
import { readStream } from '../codec.contract.ts';
import { requestPath, serializeRequest } from '../operations.ts';
import type { Codec } from '../wire.ts';
import { native } from './index.ts';
import { LineSplitter, maximumLineBytes } from './line-splitter.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const lines = (...parts: readonly object[]) =>
  utf8(parts.map((part) => `${JSON.stringify(part)}\n`).join(''));
const call: GenerateCall = {
  operation: 'generate',
  stream: true,
  model: 'asked-for',
  sampling: { topP: 0.5, temperature: 1 },
  messages: [{ role: 'user', content: [{ type: 'text', text: 'é' }] }],
};

describe('the native request', () => {
  test('is canonical JSON with the name of the model in place', () => {
    const { body, warnings } = native.request.serialize(call, 'tiny');
    expect(new TextDecoder().decode(body)).toBe(
      '{"messages":[{"content":[{"text":"é","type":"text"}],"role":"user"}],"model":"tiny","operation":"generate","sampling":{"temperature":1,"topP":0.5},"stream":true}',
    );
    expect(warnings).toEqual([]);
    expect(native.request.path(call, 'tiny')).toBe('/native');
  });

  test('refuses fields that it does not know', () => {
    const { value } = parseStrictJson(native.request.serialize(call, 'tiny').body);
    expect(() => native.request.parse({ ...value, temprature: 1 })).toThrow(/temprature/);
    expect(() => native.request.parse({ ...value, sampling: { seed: 'x' } })).toThrow(
      'sampling.seed: expected number',
    );
  });
});

describe('what is counted and what is embedded', () => {
  const prompt: CountCall = { ...call, operation: 'count', stream: false, tools: [{ name: 'f' }] };
  const texts: EmbedCall = {
    operation: 'embed',
    model: 'asked-for',
    inputs: [
      { type: 'text', text: 'é' },
      { type: 'tokens', tokens: [1, 2] },
    ],
    dimensions: 8,
    truncate: true,
    stream: false,
  };

  test('is the same call after being written and read, at an address of its own', () => {
    const { count, embed } = native;
    expect(count?.request.parse(parseStrictJson(serialized(native, prompt)).value)).toEqual({
      ...prompt,
      model: 'tiny',
    });
    expect(embed?.request.parse(parseStrictJson(serialized(native, texts)).value)).toEqual({
      ...texts,
      model: 'tiny',
    });
    for (const one of [prompt, texts, call]) {
      const path = requestPath(native, one, 'tiny');
      expect(native.target(path, new URLSearchParams())).toEqual({ operation: one.operation });
    }
    const misfit = { operation: 'embed', model: 'm', inputs: ['a'], stream: false };
    expect(() => embed?.request.parse(misfit)).toThrow(/inputs\[0\]/);
  });

  test('is answered by lines, of which the last that matters must have come', () => {
    const vectors = [
      { type: 'start' },
      { type: 'embedding', index: 0, vector: [0.5, -0.25] },
      { type: 'usage', usage: { inputTokens: 2, outputTokens: 0, source: 'counted' } },
    ] as const;
    expect(native.embed?.reply.parse(lines(...vectors))).toEqual(vectors);
    expect(() => native.embed?.reply.parse(lines(...vectors.slice(0, 2)))).toThrow('broke off');
    const counted = lines({ type: 'token-count', tokens: 7 });
    expect(native.count?.reply.parse(counted)).toEqual([{ type: 'token-count', tokens: 7 }]);
    expect(() => native.count?.reply.parse(counted.subarray(0, -1))).toThrow('broke off');
    const error = { type: 'error', code: 'engine_failed', values: { model: 'm', detail: 'x' } };
    expect(native.count?.reply.parse(lines(error))).toEqual([error]);
  });
});

function serialized(codec: Codec, asked: Call): Uint8Array {
  return serializeRequest(codec, asked, 'tiny').body;
}

describe('the native stream', () => {
  const finish = { type: 'finish', choice: 0, reason: 'stop' };

  test('is complete when every choice that began has ended', () => {
    const text = { type: 'text', choice: 0, text: 'a' };
    expect(readStream(native, lines({ type: 'start' }, text, finish))).toHaveLength(3);
    expect(() => readStream(native, lines(text, finish, { ...text, choice: 1 }))).toThrow('broke off');
    expect(() => readStream(native, lines({ type: 'start' }))).toThrow('broke off');
    expect(() => readStream(native, lines(text, finish).subarray(0, -1))).toThrow('broke off');
  });

  test('keeps parts of a kind that it does not know, and fields that it does not know', () => {
    const later = { type: 'hologram', choice: 0, data: [1] };
    const [part, more] = readStream(
      native,
      lines(later, { type: 'text', choice: 0, text: 'a', tone: 'b' }, finish),
    );
    expect(part).toEqual({ type: 'unknown', wire: 'native', value: later });
    expect(more).toEqual({ type: 'text', choice: 0, text: 'a', tone: 'b' });
  });

  test.each([
    ['no JSON', 'hello\n'],
    ['no object', '[1]\n'],
    ['no type', '{"choice":0}\n'],
    ['a wrong field', '{"type":"text","choice":"0","text":"a"}\n'],
    ['a code that is not in the catalogue', '{"type":"error","code":"oops","values":{}}\n'],
  ])('refuses a line with %s', (_, text) => {
    expect(() => readStream(native, utf8(text))).toThrow('could not be read');
  });

  test('may end early after an error, which says why', () => {
    const error = { type: 'error', code: 'engine_failed', values: { model: 'm', detail: 'NaN' } };
    expect(readStream(native, lines({ type: 'text', choice: 0, text: 'a' }, error)).at(-1)).toEqual(error);
  });

  test('refuses a line without end', () => {
    const splitter = new LineSplitter();
    const piece = new Uint8Array(1024 * 1024).fill(0x20);
    expect(() => {
      for (let sent = 0; sent <= maximumLineBytes; sent += piece.length) splitter.push(piece);
    }).toThrow('longer than');
  });
});
