import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswer, readRequest, wordsOf } from './read-bytes.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => utf8(JSON.stringify(value));
const stream = (...events: readonly object[]) =>
  utf8(events.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\n`).join(''));

function answer(bytes: Uint8Array) {
  const reading = readAnswer('anthropic-messages', bytes);
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

function request(body: object) {
  const reading = readRequest('anthropic-messages', json(body));
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

test('a request of anthropic-messages is read with results of tools apart from what the user says', () => {
  const read = request({
    model: 'm',
    max_tokens: 5,
    system: [{ type: 'text', text: 'Be kind.' }],
    tools: [
      { name: 'f', input_schema: { type: 'object' } },
      { type: 'web_search_20250305', name: 'web_search' },
    ],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 's' },
          { type: 'tool_use', id: 'a', name: 'f', input: { a: 1 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'done' },
          { type: 'text', text: 'go on' },
          { type: 'document', title: 'paper', source: { type: 'file', file_id: 'file_1' } },
        ],
      },
    ],
  });
  expect(
    read.messages.map(({ role, answers, parts }) => [role, answers, parts.map(({ type }) => type)]),
  ).toEqual([
    ['system', undefined, ['text']],
    ['user', undefined, ['text', 'attachment']],
    ['assistant', undefined, ['reasoning', 'tool-call']],
    ['tool', 'a', ['text']],
    ['user', undefined, ['text', 'attachment']],
  ]);
  expect(read.tools.map(({ name }) => name)).toEqual(['f', 'web_search']);
  expect(read.settings).toEqual([['max_tokens', '5']]);
});

describe('an answer of anthropic-messages', () => {
  test('is put together from the events of its blocks', () => {
    const read = answer(
      stream(
        { type: 'message_start', message: { model: 'm', usage: { input_tokens: 3 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 's' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hel' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'lo' } },
        {
          type: 'content_block_start',
          index: 2,
          content_block: { type: 'tool_use', id: 'a', name: 'f', input: {} },
        },
        { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"a"' } },
        { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: ':1}' } },
        { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 4 } },
        { type: 'message_stop' },
      ),
    );
    expect(wordsOf(read)).toBe('Hm\nHello\nf {"a":1}');
    expect(read).toMatchObject({
      model: 'm',
      usage: '{"input_tokens":3,"output_tokens":4}',
      choices: [{ finish: 'tool_use' }],
    });
  });

  test('is read as one document, as a count, and with the error that ended it', () => {
    const whole = {
      type: 'message',
      model: 'm',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
    };
    expect(wordsOf(answer(json(whole)))).toBe('Hi');
    expect(answer(json({ input_tokens: 7 })).usage).toBe('{"input_tokens":7}');
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(answer(json(error)).error).toContain('Overloaded');
    const broken = answer(stream({ type: 'message_start', message: { model: 'm' } }, error));
    expect(broken.error).toContain('Overloaded');
    expect(readAnswer('anthropic-messages', json({})).type).toBe('unreadable');
  });

  test('is read whatever real answers have in them, and every piece of it', () => {
    const of = (name: string) =>
      new URL(`../../../../commonhold/src/wires/anthropic-messages/fixtures/${name}`, import.meta.url);
    const names = readdirSync(of('')).filter(
      (name) => /\.(sse|json)$/.test(name) && !name.includes('.parts.'),
    );
    for (const name of names) {
      const read = answer(readFileSync(of(name)));
      expect(read.unread).toBe(0);
      expect(read.choices[0]?.finish ?? read.error).toMatch(/./);
    }
  });
});
