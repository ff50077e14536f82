import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswer, readRequest } from './read-bytes.ts';
import type { Reading } from './spoken.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Real answers of vendors, as the codec's own tests keep them. */
function fixture(name: string): Uint8Array {
  return readFileSync(
    new URL(`../../../../commonhold/src/wires/openai-responses/fixtures/${name}`, import.meta.url),
  );
}

function valueOf<Value>(reading: Reading<Value>): Value {
  if (reading.type !== 'read') throw new Error(reading.why);
  return reading.value;
}

const request = (body: object) => valueOf(readRequest('openai-responses', utf8(JSON.stringify(body))));
const answer = (bytes: Uint8Array) => valueOf(readAnswer('openai-responses', bytes));
const partsOf = (bytes: Uint8Array) => answer(bytes).choices[0]?.parts.map(({ type }) => type);

describe('a request of openai-responses', () => {
  test('is read as a conversation in which what a model said at once is one message', () => {
    const { messages, tools, settings } = request({
      model: 'm',
      instructions: 'Be kind.',
      tools: [{ type: 'function', name: 'f', parameters: {} }, { type: 'web_search' }],
      store: false,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'AAAA' },
            { type: 'hologram' },
          ],
        },
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'done' },
      ],
    });
    expect(messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)])).toEqual([
      ['system', 'text'],
      ['user', 'text', 'attachment', 'attachment', 'other'],
      ['assistant', 'reasoning', 'text', 'tool-call'],
      ['tool', 'text'],
    ]);
    expect(messages.at(-1)?.answers).toBe('c1');
    expect(tools.map(({ name }) => name)).toEqual(['f', 'web_search']);
    expect(settings).toEqual([['store', 'false']]);
  });

  test('may be one text, and may go on from an earlier answer, which is shown as it was named', () => {
    const { messages, settings } = request({ model: 'm', input: 'Go on.', previous_response_id: 'resp_1' });
    expect(messages).toEqual([{ role: 'user', parts: [{ type: 'text', text: 'Go on.' }] }]);
    expect(settings).toEqual([['previous_response_id', '"resp_1"']]);
  });
});

describe('an answer of openai-responses', () => {
  test.each([
    ['openai-text.sse', ['text'], 'completed'],
    ['openai-reasoning-tools.sse', ['reasoning', 'tool-call', 'tool-call'], 'completed'],
    ['openai-custom-tool.sse', ['tool-call'], 'completed'],
    ['openai-web-search.sse', ['other', 'text'], 'completed'],
    ['openai-incomplete.json', ['text'], 'max_output_tokens'],
    ['openai-refusal.json', ['refusal'], 'completed'],
    ['vllm-reasoning.sse', ['reasoning', 'text'], 'completed'],
  ])('%s is read with %j', (name, parts, finish) => {
    expect(partsOf(fixture(name))).toEqual(parts);
    expect(answer(fixture(name)).choices[0]?.finish).toBe(finish);
  });

  test('that broke off is read as far as it goes', () => {
    const text = new TextDecoder().decode(fixture('openai-text.sse'));
    const cut = answer(utf8(text.slice(0, text.indexOf('gut gehört'))));
    expect(cut.choices[0]?.parts).toEqual([{ type: 'text', text: 'Ein Gemein' }]);
    expect(cut.choices[0]?.finish).toBeUndefined();
    expect(cut.unread).toBe(1);
  });

  test('that failed tells what went wrong', () => {
    expect(answer(fixture('openai-failed.sse')).error).toContain('exceeded your current quota');
  });
});
