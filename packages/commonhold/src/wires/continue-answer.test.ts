import { describe, expect, test } from 'vitest';
import { type JsonObject, parseStrictJson } from '#base';
import { native } from './native/index.ts';
import { openAiChat } from './openai-chat/index.ts';

const question = { role: 'user', content: 'Who?' };
const begun = { role: 'assistant', content: 'A fox' };
const open = { continue_final_message: true, add_generation_prompt: false };

function parse(fields: JsonObject, messages: readonly JsonObject[] = [question, begun]) {
  return openAiChat.request.parse({ model: 'm', messages, ...fields });
}
const toEngine = (fields: JsonObject, messages?: readonly JsonObject[]) =>
  native.request.serialize(parse(fields, messages), 'm');

describe('a chat request that continues an answer', () => {
  test('says so in the words of vLLM and Hugging Face, with or without the redundant second one', () => {
    expect(parse(open).continueAnswer).toEqual({ repeat: false });
    expect(parse({ continue_final_message: true }).continueAnswer).toEqual({ repeat: false });
    expect(parse({ ...open, echo: true }).continueAnswer).toEqual({ repeat: true });
    expect(parse({ ...open, prefix_token_ids: [3, 4] }).continueAnswer).toEqual({
      repeat: false,
      tokens: [3, 4],
    });
  });

  test.each<[string, JsonObject]>([
    ['add_generation_prompt: expected false', { ...open, add_generation_prompt: true }],
    ['continue_final_message: expected boolean', { continue_final_message: 'yes' }],
    ['prefix_token_ids: expected "continue_final_message": true', { prefix_token_ids: [1] }],
    ['prefix_token_ids[1]: expected int', { ...open, prefix_token_ids: [1, 1.5] }],
  ])('is refused with %s', (expected, fields) => {
    expect(() => parse(fields)).toThrow(expected);
  });

  test('is written for another server of the kind with the two fields that vLLM wants, and a warning', () => {
    const { body, warnings } = openAiChat.request.serialize(parse({ ...open, echo: true }), 'm');
    expect(parseStrictJson(body).value).toMatchObject({ ...open, echo: true });
    expect(warnings.map(({ feature }) => feature)).toEqual(['continue_final_message', 'echo']);
  });

  test.each<[string, readonly JsonObject[]]>([
    ['Continuing messages[0], which is no answer but has the role user,', [question]],
    [
      'Continuing messages[1], which is more or less than one text',
      [question, { role: 'assistant', content: 'A', reasoning_content: 'Hm.' }],
    ],
    [
      'Continuing messages[1], which is more or less than one text',
      [
        question,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '' } }],
        },
      ],
    ],
  ])('is refused for the engine with %s', (expected, messages) => {
    expect(() => toEngine(open, messages)).toThrow(expected);
  });

  test('is left to the destination to judge where the bytes go through untouched', () => {
    expect(() => parse(open, [question])).not.toThrow();
  });
});

describe('no tokens at all', () => {
  const scored = { ...open, echo: true, logprobs: true, max_tokens: 0 };

  test('may be asked for when an answer is repeated with its log-probabilities', () => {
    expect(parse(scored).maxOutputTokens).toBe(0);
    expect(native.request.parse(parseStrictJson(toEngine(scored).body).value).maxOutputTokens).toBe(0);
  });

  test.each<JsonObject>([
    { max_tokens: 0 },
    { max_completion_tokens: 0, ...open, echo: true },
    { ...scored, echo: false },
    { ...scored, continue_final_message: null },
  ])('are refused otherwise: %j', (fields) => {
    expect(() => parse(fields)).toThrow(/max(_completion)?_tokens: expected at least 1/);
  });

  test('are refused on the wire of the engine too', () => {
    const { value } = parseStrictJson(toEngine(scored).body);
    const { logprobs: _none, ...without } = value;
    expect(() => native.request.parse(without)).toThrow('maxOutputTokens: expected at least 1');
  });
});

describe('the same fields without a continuation', () => {
  test('are kept for servers that know them', () => {
    const fields = { continue_final_message: false, add_generation_prompt: false, echo: true };
    const call = parse(fields);
    expect(call.continueAnswer).toBeUndefined();
    expect(parseStrictJson(openAiChat.request.serialize(call, 'm').body).value).toMatchObject(fields);
  });

  test('lose nothing on the wire of the engine where they only say what is usual', () => {
    const usual = { continue_final_message: false, add_generation_prompt: true, echo: false };
    expect(toEngine(usual).warnings).toEqual([]);
  });

  test.each<JsonObject>([{ add_generation_prompt: false }, { echo: true }])(
    'are refused for the engine where the answer would be another: %j',
    (fields) => {
      expect(() => toEngine(fields)).toThrow('cannot be expressed for the protocol native');
    },
  );
});
