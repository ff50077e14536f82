import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswer, readableBytesMax, readRequest, wordsOf } from './read-bytes.ts';
import type { Reading, SpokenAnswer } from './spoken.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => utf8(JSON.stringify(value));

/** Real answers of vendors, as the codec's own tests keep them. */
function fixture(name: string): Uint8Array {
  return readFileSync(
    new URL(`../../../../commonhold/src/wires/openai-chat/fixtures/${name}`, import.meta.url),
  );
}

function valueOf<Value>(reading: Reading<Value>): Value {
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

const answer = (bytes: Uint8Array, wire = 'openai-chat'): SpokenAnswer => valueOf(readAnswer(wire, bytes));

describe('a request of openai-chat', () => {
  test('is read with its messages, attachments, tools and settings', () => {
    const request = valueOf(
      readRequest(
        'openai-chat',
        json({
          model: 'm',
          temperature: 0,
          later: { deep: [1] },
          tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: {} } }],
          messages: [
            { role: 'system', content: 'Be kind.' },
            {
              role: 'user',
              name: 'anna',
              content: [
                { type: 'text', text: 'What is this?' },
                { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
                { type: 'image_url', image_url: 'http://x.example/i.png' },
                { type: 'hologram', data: 1 },
              ],
            },
            {
              role: 'assistant',
              content: null,
              tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{"a":1}' } }],
            },
            { role: 'tool', tool_call_id: 'c1', content: 'done' },
          ],
        }),
      ),
    );
    expect(request.messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)])).toEqual([
      ['system', 'text'],
      ['user', 'text', 'attachment', 'attachment', 'other'],
      ['assistant', 'tool-call'],
      ['tool', 'text'],
    ]);
    expect(request.messages[1]?.parts[1]).toEqual({
      type: 'attachment',
      kind: 'image',
      about: 'image/png',
      characters: 26,
    });
    expect(request.messages[1]?.parts[2]).toMatchObject({ about: 'http://x.example/i.png' });
    expect(request.messages[2]?.parts[0]).toMatchObject({ name: 'f', input: '{"a":1}' });
    expect(request.messages[3]?.answers).toBe('c1');
    expect(request.tools).toEqual([{ name: 'f', description: 'd', parameters: '{}' }]);
    expect(request.settings).toEqual([
      ['temperature', '0'],
      ['later', '{"deep":[1]}'],
    ]);
    expect(wordsOf(request)).toContain('system: Be kind.\n\nuser: What is this?');
  });

  test('that is something else is said to be so', () => {
    expect(readRequest('openai-chat', json({ prompt: 'x' }))).toEqual({
      type: 'unreadable',
      why: 'not-this-wire',
    });
    expect(readRequest('openai-chat', utf8('hello'))).toEqual({ type: 'unreadable', why: 'not-json' });
    expect(readRequest('openai-chat', new Uint8Array([0xff]))).toEqual({
      type: 'unreadable',
      why: 'not-utf8',
    });
    expect(readRequest('openai-chat', new Uint8Array())).toEqual({ type: 'unreadable', why: 'empty' });
    expect(readRequest('telegraph', json({}))).toEqual({ type: 'unreadable', why: 'wire-unknown' });
    expect(readRequest('openai-chat', new Uint8Array(readableBytesMax + 1))).toEqual({
      type: 'unreadable',
      why: 'too-long',
    });
  });
});

describe('an answer of openai-chat', () => {
  test.each([
    ['openai-logprobs-usage.sse', 'text'],
    ['openai-refusal.json', 'refusal'],
    ['openai-tools.json', 'tool-call'],
    ['deepseek-reasoning.sse', 'reasoning'],
    ['mistral-thinking.sse', 'reasoning'],
  ])('%s is read as %s', (name, type) => {
    const read = answer(fixture(name));
    expect(read.choices[0]?.parts.map((part) => part.type)).toContain(type);
    expect(read.choices[0]?.finish).toBeDefined();
    expect(read.unread).toBe(0);
  });

  test('keeps requests for several tools apart, also where a vendor numbers them all alike', () => {
    for (const name of ['openai-parallel-tools.sse', 'gemini-compat-tools.sse', 'mistral-tools.sse']) {
      const calls = answer(fixture(name)).choices[0]?.parts.filter(({ type }) => type === 'tool-call') ?? [];
      expect(calls, name).toHaveLength(2);
      for (const call of calls) {
        if (call.type === 'tool-call') expect(() => JSON.parse(call.input), name).not.toThrow();
      }
    }
  });

  test('keeps several choices apart', () => {
    expect(answer(fixture('openai-two-choices.sse')).choices).toHaveLength(2);
  });

  test('tells of an error inside of it', () => {
    expect(answer(fixture('openrouter-error.sse')).error).toBeDefined();
    expect(answer(json({ error: { message: 'no credit' } })).error).toContain('no credit');
  });

  test('that was cut off in the middle of a character is read as far as it goes, and says so', () => {
    const bytes = utf8(
      'data: {"choices":[{"index":0,"delta":{"content":"Grüß "}}]}\r\n\r\ndata: {"choices":[{"index":0,"delta":{"content":"dü',
    );
    const read = answer(bytes.subarray(0, -1));
    expect(read).toMatchObject({
      choices: [{ parts: [{ type: 'text', text: 'Grüß ' }] }],
      pieces: 1,
      unread: 1,
    });
    expect(read.choices[0]).not.toHaveProperty('finish');
  });
});

describe('the engine’s own words', () => {
  const lines = (...parts: readonly object[]) =>
    utf8(parts.map((part) => `${JSON.stringify(part)}\n`).join(''));

  test('are read from the neutral call', () => {
    const request = valueOf(
      readRequest(
        'native',
        json({
          operation: 'generate',
          model: 'tiny',
          sampling: { temperature: 1 },
          stream: true,
          tools: [{ name: 'f' }],
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'é' },
                { type: 'audio', format: 'wav', data: 'AA' },
              ],
            },
            { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', arguments: '{' }] },
            { role: 'tool', callId: '1', content: [{ type: 'unknown', wire: 'openai-chat', value: 1 }] },
          ],
        }),
      ),
    );
    expect(request.messages.map(({ parts }) => parts.map(({ type }) => type))).toEqual([
      ['text', 'attachment'],
      ['tool-call'],
      ['other'],
    ]);
    expect(request.settings).toEqual([
      ['sampling', '{"temperature":1}'],
      ['stream', 'true'],
    ]);
  });

  test('are put together from parts, and an end that is missing is not invented', () => {
    const read = answer(
      lines(
        { type: 'start', model: 'tiny' },
        { type: 'text', choice: 0, text: 'A ' },
        { type: 'text', choice: 0, text: 'commons' },
        { type: 'tool-call', choice: 0, index: 0, id: 'x', name: 'f' },
        { type: 'tool-arguments', choice: 0, index: 0, text: '{"a"' },
        { type: 'tool-arguments', choice: 0, index: 0, text: ':1}' },
        { type: 'hologram', choice: 0 },
        { type: 'usage', usage: { inputTokens: 1, outputTokens: 2, source: 'counted' } },
      ),
      'native',
    );
    expect(read.model).toBe('tiny');
    expect(read.choices[0]?.parts).toEqual([
      { type: 'text', text: 'A commons' },
      { type: 'tool-call', id: 'x', name: 'f', input: '{"a":1}' },
      { type: 'other', json: JSON.stringify({ type: 'hologram', choice: 0 }, null, 2) },
    ]);
    expect(read.choices[0]).not.toHaveProperty('finish');
    expect(wordsOf(read)).toContain('A commons\nf {"a":1}');
  });

  test('tell of an error, and count what could not be read', () => {
    const read = answer(utf8('{"type":"error","code":"engine_failed","values":{}}\n{"type":"te'), 'native');
    expect(read).toMatchObject({ choices: [], unread: 1 });
    expect(read.error).toContain('engine_failed');
  });
});
