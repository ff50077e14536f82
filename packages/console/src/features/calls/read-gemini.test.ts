import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswer, readRequest, wordsOf } from './read-bytes.ts';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Answers in Google's shapes, as the codec's own tests keep them. */
function answer(name: string) {
  const file = new URL(`../../../../commonhold/src/wires/gemini/fixtures/${name}`, import.meta.url);
  const reading = readAnswer('gemini', readFileSync(file));
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

function request(body: object) {
  const reading = readRequest('gemini', json(body));
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

describe('a request of gemini', () => {
  test('is read in both spellings, with responses of functions apart from what the user says', () => {
    const read = request({
      system_instruction: { parts: { text: 'Be kind.' } },
      contents: [
        { parts: [{ text: 'Look' }, { inline_data: { mime_type: 'image/png', data: 'AAAA' } }] },
        {
          role: 'model',
          parts: [{ text: 'Hm', thought: true }, { functionCall: { name: 'f', args: { a: 1 } } }],
        },
        {
          role: 'user',
          parts: [{ functionResponse: { name: 'f', response: { output: 'x' } } }, { text: 'go on' }],
        },
      ],
      tools: [
        { functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT' } }] },
        { googleSearch: {} },
      ],
      generationConfig: { temperature: 0 },
    });
    expect(read.messages.map(({ role, name, parts }) => [role, name, parts.map(({ type }) => type)])).toEqual(
      [
        ['system', undefined, ['text']],
        ['user', undefined, ['text', 'attachment']],
        ['model', undefined, ['reasoning', 'tool-call']],
        ['tool', 'f', ['text']],
        ['user', undefined, ['text']],
      ],
    );
    expect(read.tools.map(({ name }) => name)).toEqual(['f', 'googleSearch']);
    expect(read.settings).toEqual([['generationConfig', '{"temperature":0}']]);
  });

  test('to count or to embed is read as messages', () => {
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    expect(wordsOf(request({ generateContentRequest: { model: 'models/m', contents } }))).toBe('user: Hi');
    const embedded = {
      requests: [{ content: { parts: [{ text: 'a' }] } }, { content: { parts: [{ text: 'b' }] } }],
    };
    expect(wordsOf(request(embedded))).toBe('input: a\n\ninput: b');
    expect(readRequest('gemini', json({ model: 'm' })).type).toBe('unreadable');
  });
});

describe('an answer of gemini', () => {
  test('is put together from events, from an array and from one document', () => {
    expect(wordsOf(answer('google-stream.sse'))).toBe('Elinor Ostrom studied commons — über alle Grenzen.');
    expect(wordsOf(answer('google-array.stream'))).toBe('One, two [“]”, {three}.');
    expect(answer('google-text.json')).toMatchObject({ model: 'gemini-2.5-flash', pieces: 1 });
    const { choices } = answer('google-parallel-calls.sse');
    expect(choices[0]?.parts.map((part) => part.type === 'tool-call' && part.name)).toEqual([
      'weather',
      'weather',
    ]);
    expect(answer('vertex-two-candidates.json').choices.map(({ finish }) => finish)).toEqual([
      'STOP',
      'MAX_TOKENS',
    ]);
  });

  test('is read with the error that ended it, and with why a prompt was blocked', () => {
    for (const name of ['google-overloaded-bare.sse', 'google-overloaded-event.sse']) {
      expect(wordsOf(answer(name))).toBe('The first');
      expect(answer(name).error).toContain('UNAVAILABLE');
    }
    expect(answer('google-prompt-blocked.json').error).toContain('PROHIBITED_CONTENT');
  });
});
