import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonObject, parseStrictJson } from '#base';
import { collect, type EmbedCall } from '#call';
import { parseRequest, requestPath, serializeReply, serializeRequest } from '../operations.ts';
import { openAiChat } from '../openai-chat/index.ts';
import { ollama } from './index.ts';

function parsed(path: string, body: JsonObject): EmbedCall {
  const target = ollama.target(path, new URLSearchParams());
  if (!target) throw new Error(`${path} is no call`);
  const call = parseRequest(ollama, body, target);
  if (call.operation !== 'embed') throw new Error('not what it was asked for');
  return call;
}

function again(call: EmbedCall): EmbedCall {
  const path = requestPath(ollama, call, 'm');
  return parsed(path, parseStrictJson(serializeRequest(ollama, call, 'm').body).value);
}

describe('texts to turn into vectors', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 });
  const options = fc.record(
    {
      truncate: fc.boolean(),
      dimensions: fc.integer({ min: 1 }),
      keep_alive: fc.constantFrom('5m', 0),
      options: fc.constant({ num_ctx: 512 }),
    },
    { requiredKeys: [] },
  );

  test('are the same call after being written and read', () => {
    fc.assert(
      fc.property(texts, options, (input, rest) => {
        const call = parsed('/api/embed', { model: 'm', input, ...rest });
        expect(call.inputs).toEqual(input.map((text) => ({ type: 'text', text })));
        expect(again(call)).toEqual(call);
      }),
    );
  });

  test('may be one, in the older way too, which goes back to where it came from', () => {
    expect(parsed('/api/embed', { model: 'm', input: 'a' }).inputs).toEqual([{ type: 'text', text: 'a' }]);
    const older = parsed('/api/embeddings', { model: 'm', prompt: 'a' });
    expect(older.inputs).toEqual([{ type: 'text', text: 'a' }]);
    expect(requestPath(ollama, older, 'm')).toBe('/api/embeddings');
    expect(again(older)).toEqual(older);
    expect(serializeRequest(openAiChat, older, 'm').warnings).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['/api/embed', { model: 'm', input: 3 }],
    ['/api/embed', { model: 'm', input: ['a', 3] }],
    ['/api/embed', { model: 'm', input: 'a', prompt: 'a' }],
    ['/api/embeddings', { model: 'm' }],
  ])('of a wrong type are refused: %s %j', (path, body) => {
    expect(() => parsed(path, body)).toThrow(/expected|is a field of/);
  });

  test('that are tokens cannot be said', () => {
    const call = openAiChat.embed?.request.parse({ model: 'm', input: [1, 2] });
    expect(() => call && serializeRequest(ollama, call, 'm')).toThrow(/A text given as tokens cannot be/);
  });
});

describe('vectors', () => {
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (value === 0 ? 0 : value));
  const vectors = fc.array(fc.array(number, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

  test('say the same after being written and read, with what was counted', () => {
    fc.assert(
      fc.property(vectors, fc.nat(), (embeddings, inputTokens) => {
        const usage = { inputTokens, outputTokens: 0, source: 'counted' as const };
        const request = parsed('/api/embed', { model: 'm', input: embeddings.map(() => 'a') });
        const context = { call: '01call', model: 'm', created: 0, request, elapsedMs: () => 2 };
        const bytes = serializeReply(ollama, { choices: [], embeddings, usage, unknown: [] }, context);
        const read = collect(ollama.embed?.reply.parse(bytes) ?? []);
        expect(read.embeddings).toEqual(embeddings);
        expect(read.usage).toMatchObject({ inputTokens, outputTokens: 0 });
        expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ total_duration: 2_000_000 });
      }),
    );
  });

  test('of the older way are one, alone', () => {
    const request = parsed('/api/embeddings', { model: 'm', prompt: 'a' });
    const context = { call: '01call', model: 'm', created: 0, request };
    const bytes = serializeReply(ollama, { choices: [], embeddings: [[1, 2]], unknown: [] }, context);
    expect(Buffer.from(bytes).toString()).toBe('{"embedding":[1,2]}');
    expect(collect(ollama.embed?.reply.parse(bytes) ?? []).embeddings).toEqual([[1, 2]]);
  });

  test.each(['{}', '[]', '{"embeddings":[["a"]]}', '{"embeddings":[3]}', 'x'])('are not in %s', (text) => {
    expect(() => ollama.embed?.reply.parse(new TextEncoder().encode(text))).toThrow('could not be read');
  });

  test('that did not come because of an error are told so', () => {
    const bytes = new TextEncoder().encode('{"error":"this model does not support embeddings"}');
    expect(ollama.embed?.reply.parse(bytes)).toEqual([
      { type: 'error', code: 'upstream_broke', values: { detail: 'this model does not support embeddings' } },
    ]);
  });
});
