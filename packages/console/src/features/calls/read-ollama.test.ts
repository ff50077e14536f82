import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswer, readRequest, wordsOf } from './read-bytes.ts';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Answers in Ollama's shapes, as the codec's own tests keep them. */
function answer(name: string) {
  const file = new URL(`../../../../commonhold/src/wires/ollama/fixtures/${name}`, import.meta.url);
  const reading = readAnswer('ollama', readFileSync(file));
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

function request(body: object) {
  const reading = readRequest('ollama', json(body));
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

describe('a request of ollama', () => {
  test('is read with its pictures, calls of tools and settings', () => {
    const read = request({
      model: 'm',
      options: { num_ctx: 1 },
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
      messages: [
        { role: 'user', content: 'Look', images: ['AAAA'] },
        {
          role: 'assistant',
          content: '',
          thinking: 'Hm',
          tool_calls: [{ function: { name: 'f', arguments: {} } }],
        },
        { role: 'tool', tool_name: 'f', content: 'done' },
      ],
    });
    expect(read.messages.map(({ role, name, parts }) => [role, name, parts.map(({ type }) => type)])).toEqual(
      [
        ['user', undefined, ['text', 'attachment']],
        ['assistant', undefined, ['reasoning', 'text', 'tool-call']],
        ['tool', 'f', ['text']],
      ],
    );
    expect(read.tools.map(({ name }) => name)).toEqual(['f']);
    expect(read.settings).toEqual([['options', '{"num_ctx":1}']]);
  });

  test('that is a prompt, or texts to embed, is read as messages', () => {
    expect(wordsOf(request({ model: 'm', prompt: 'Hi', system: 'Be kind.' }))).toBe(
      'system: Be kind.\n\nuser: Hi',
    );
    expect(wordsOf(request({ model: 'm', input: ['a', 'b'] }))).toBe('input: a\n\ninput: b');
    expect(readRequest('ollama', json({ model: 'm' })).type).toBe('unreadable');
  });
});

describe('an answer of ollama', () => {
  test('is put together from its lines', () => {
    const read = answer('chat-thinking-tools.ndjson');
    expect(read.choices[0]?.parts.map(({ type }) => type)).toEqual([
      'reasoning',
      'text',
      'tool-call',
      'tool-call',
    ]);
    expect(read).toMatchObject({ pieces: 6, unread: 0, choices: [{ finish: 'stop' }] });
    expect(read.usage).toContain('"eval_count":4');
  });

  test('is read in either form, and with the error that ended it', () => {
    expect(wordsOf(answer('generate-stream.ndjson'))).toBe('def f');
    expect(wordsOf(answer('chat-reply.json'))).toBe('A greeting.\nHello! How are you?');
    expect(answer('chat-breaks.ndjson').error).toContain('out of memory');
  });
});
