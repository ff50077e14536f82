import { describe, expect, test } from 'vitest';
import { CommonholdError, type Json, type JsonObject, parseStrictJson } from '#base';
import type { GenerateCall } from '#call';
import { openAiChat } from './index.ts';

const hello = { role: 'user', content: 'Hello' };
const base = { model: 'm', messages: [hello] };

function parse(fields: JsonObject): GenerateCall {
  return openAiChat.request.parse({ ...base, ...fields });
}

function written(call: GenerateCall, model = 'm'): JsonObject {
  return parseStrictJson(openAiChat.request.serialize(call, model).body).value;
}

function refusal(fields: JsonObject): string {
  try {
    parse(fields);
  } catch (error) {
    if (error instanceof CommonholdError && error.code === 'request_invalid') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('reading a request', () => {
  test('reads every field that the neutral call has a word for', () => {
    const call = parse({
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      min_p: 0.05,
      repeat_penalty: 1.1,
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: -0.1,
      logit_bias: { 50256: -100 },
      n: 2,
      max_completion_tokens: 100,
      stop: 'END',
      stream: true,
      stream_options: { include_usage: true },
      logprobs: true,
      top_logprobs: 5,
      parallel_tool_calls: false,
      tool_choice: { type: 'function', function: { name: 'f' } },
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 's', schema: { type: 'object' }, strict: true },
      },
      reasoning_effort: 'low',
      metadata: { job: '1' },
      deterministic: true,
    });
    expect(call).toMatchObject({
      operation: 'generate',
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        minP: 0.05,
        repeatPenalty: 1.1,
        seed: 7,
        frequencyPenalty: 0.1,
        presencePenalty: -0.1,
        logitBias: { 50256: -100 },
      },
      choices: 2,
      maxOutputTokens: 100,
      stop: ['END'],
      stream: true,
      streamUsage: true,
      logprobs: { alternatives: 5 },
      parallelToolCalls: false,
      toolChoice: { type: 'tool', name: 'f' },
      tools: [{ name: 'f', parameters: { type: 'object' }, strict: true }],
      output: { type: 'json-schema', name: 's', schema: { type: 'object' }, strict: true },
      reasoning: { effort: 'low' },
      metadata: { job: '1' },
      deterministic: true,
    });
  });

  test('asks for nothing that was not asked for', () => {
    expect(parse({})).toEqual({
      operation: 'generate',
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      sampling: {},
      stream: false,
    });
  });

  test('takes null for an optional field as its absence', () => {
    const fields = [
      'temperature',
      'stop',
      'tools',
      'tool_choice',
      'n',
      'logit_bias',
      'stream',
      'response_format',
    ];
    expect(parse(Object.fromEntries(fields.map((field) => [field, null])))).toEqual(parse({}));
    expect(parse({ functions: null, function_call: null })).toEqual(parse({}));
  });

  test('reads images, audio and files as parts', () => {
    const { messages } = parse({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
            { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
            { type: 'file', file: { file_id: 'file-1' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
            { type: 'video_url', video_url: { url: 'https://example.org/a.mp4' } },
          ],
        },
      ],
    });
    expect(messages[0]?.content).toEqual([
      { type: 'text', text: 'See' },
      { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' }, detail: 'low' },
      { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'QUJD' } },
      { type: 'audio', format: 'wav', data: 'QUJD' },
      { type: 'file', source: { type: 'id', id: 'file-1', at: 'openai' } },
      { type: 'file', name: 'a.pdf', source: { type: 'base64', mediaType: 'application/pdf', data: 'QUJD' } },
      {
        type: 'unknown',
        wire: 'openai-chat',
        value: { type: 'video_url', video_url: { url: 'https://example.org/a.mp4' } },
      },
    ]);
  });

  test('reads what an assistant said, thought, refused and called', () => {
    const { messages } = parse({
      messages: [
        hello,
        {
          role: 'assistant',
          reasoning_content: 'Hm.',
          content: 'Let me look.',
          refusal: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '42' },
        { role: 'assistant', content: null, refusal: 'No.' },
      ],
    });
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a":' },
        ],
      },
      { role: 'tool', callId: 'c1', content: [{ type: 'text', text: '42' }] },
      { role: 'assistant', content: [{ type: 'refusal', text: 'No.' }] },
    ]);
  });

  test.each<[string, JsonObject]>([
    ['model: expected string, but it is missing', { model: undefined as unknown as Json }],
    ['model: expected string that is not empty', { model: '' }],
    ['messages: expected at least one message', { messages: [] }],
    ['messages: expected array, received string', { messages: 'Hello' }],
    ['messages[0]: expected an object', { messages: ['Hello'] }],
    [
      'messages[1].role: expected "system", "developer"',
      { messages: [hello, { role: 'bot', content: 'x' }] },
    ],
    ['messages[0].role: results of functions are sent', { messages: [{ role: 'function', content: 'x' }] }],
    [
      'messages[0].content: expected a string or an array',
      { messages: [{ role: 'user', content: { text: 'x' } }] },
    ],
    [
      'messages[0].content[1].text: expected string',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text' }] }] },
    ],
    [
      'messages[0].content[0].image_url: expected an object with a url',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 3 }] }] },
    ],
    [
      'messages[0].content[0].file: expected either file_id or file_data',
      { messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] },
    ],
    [
      'messages[0].tool_call_id: expected string, but it is missing',
      { messages: [{ role: 'tool', content: 'x' }] },
    ],
    [
      'messages[0].tool_calls[0].function.arguments: expected string',
      {
        messages: [
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: {} } }],
          },
        ],
      },
    ],
    [
      'messages[0].function_call: this field was replaced by "tool_calls"',
      { messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }] },
    ],
    ['temperature: expected number, received string', { temperature: '0.5' }],
    ['seed: expected int', { seed: 1.5 }],
    ['n: expected number of at least 1', { n: 0 }],
    ['max_tokens: expected number of at least 1', { max_tokens: -1 }],
    [
      'max_tokens: expected the same number as max_completion_tokens',
      { max_tokens: 1, max_completion_tokens: 2 },
    ],
    ['stop: expected a string or an array of strings', { stop: [1] }],
    ['stream: expected boolean', { stream: 'yes' }],
    ['top_logprobs: expected "logprobs": true', { top_logprobs: 3 }],
    ['tools[0].function.name: expected string', { tools: [{ type: 'function', function: {} }] }],
    ['tools[0].type: expected string', { tools: [{ function: { name: 'f' } }] }],
    ['tool_choice: expected "none", "auto", "required" or an object', { tool_choice: 'any' }],
    [
      'response_format.json_schema.schema: expected an object',
      { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
    ],
    ['functions: this field was replaced by "tools"', { functions: [] }],
    ['function_call: this field was replaced by "tool_choice"', { function_call: 'auto' }],
    ['deterministic: expected boolean', { deterministic: 1 }],
    ['store: expected boolean', { store: 'true' }],
  ])('refuses %s', (expected, fields) => {
    expect(refusal(fields)).toContain(expected);
  });

  test('keeps a key named __proto__ without letting it change anything', () => {
    const { value } = parseStrictJson(
      new TextEncoder().encode(
        '{"model":"m","messages":[{"role":"user","content":"x","__proto__":{"a":1}}],"__proto__":{"b":2}}',
      ),
    );
    const call = openAiChat.request.parse(value);
    expect(Object.keys(call.extra?.fields ?? {})).toEqual(['__proto__']);
    expect('b' in (call.extra?.fields ?? {})).toBe(false);
    expect(JSON.stringify(written(call))).toContain('"__proto__":{"b":2}');
    expect(JSON.stringify(written(call))).toContain('"__proto__":{"a":1}');
  });
});

describe('writing a request', () => {
  test('gives back every field that was read, known or not', () => {
    const body = {
      model: 'm',
      messages: [
        { role: 'developer', content: 'Be brief.', name: 'dev' },
        {
          role: 'user',
          content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }],
          custom: 1,
        },
        {
          role: 'user',
          content: [
            {
              type: 'image_url',
              image_url: { url: 'data:image/png;base64,QUJD', detail: 'high', min_pixels: 3 },
            },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
            { type: 'video_url', video_url: { url: 'https://example.org' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          reasoning: 'Hm.',
          reasoning_details: [{ type: 'reasoning.text' }],
          audio: { id: 'audio_1' },
          tool_calls: [
            {
              id: 'a',
              type: 'function',
              function: { name: 'f', arguments: '{}', x: 1 },
              extra_content: { y: 2 },
            },
            { id: 'b', type: 'custom', custom: { name: 'g', input: 'x' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '1', name: 'f' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
          refusal: 'No.',
        },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'd', parameters: {}, strict: false, z: 1 },
          w: 2,
        },
        { type: 'custom', custom: { name: 'g' } },
      ],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: {}, more: 1 } },
      stop: ['x', 'y'],
      max_tokens: 5,
      n: 1,
      logprobs: true,
      top_logprobs: 2,
      stream: true,
      stream_options: { include_usage: false, include_obfuscation: false },
      user: 'u',
      store: false,
      service_tier: 'auto',
      prompt_cache_key: 'k',
      provider: { order: ['a'] },
      metadata: { a: 'b' },
      reasoning_effort: 'high',
      top_k: 3,
      deterministic: false,
    };
    expect(written(openAiChat.request.parse(body))).toEqual(body);
  });

  test.each<JsonObject>([
    { max_tokens: 5 },
    { max_completion_tokens: 5 },
    { max_tokens: 5, max_completion_tokens: 5 },
  ])('keeps the spelling of %j', (fields) => {
    const { max_tokens: old, max_completion_tokens: current } = written(parse(fields));
    expect({ max_tokens: old, max_completion_tokens: current }).toEqual({
      max_tokens: undefined,
      max_completion_tokens: undefined,
      ...fields,
    });
  });

  test('keeps JSON with a schema at its side, and choices of tools that have no word', () => {
    const fields = {
      response_format: { type: 'json_object', schema: { type: 'object' } },
      tool_choice: { type: 'custom', custom: { name: 'g' } },
    };
    expect(parse(fields)).not.toHaveProperty('output');
    expect(written(parse(fields))).toMatchObject(fields);
  });

  test('writes the model of the destination', () => {
    expect(written(parse({}), 'other')['model']).toBe('other');
    expect(openAiChat.request.path(parse({}), 'other')).toBe('/chat/completions');
  });

  test('warns about fields that no server need heed, and about lost order', () => {
    const call: GenerateCall = {
      ...parse({ top_k: 3, deterministic: true }),
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'tool-call', id: 'a', name: 'f', arguments: '' },
            { type: 'text', text: 'after' },
          ],
        },
      ],
    };
    const { warnings } = openAiChat.request.serialize(call, 'm');
    expect(warnings.map(({ feature }) => feature)).toEqual(['order of content', 'top_k', 'deterministic']);
  });

  test('warns about what another wire kept, and refuses parts that only another wire knows', () => {
    const call: GenerateCall = { ...parse({}), extra: { wire: 'native', fields: { own: 1 } } };
    expect(openAiChat.request.serialize(call, 'm').warnings).toEqual([
      {
        feature: 'own (request)',
        detail: 'The field own of native has no counterpart on the wire openai-chat and has no effect there.',
      },
    ]);
    const foreign: GenerateCall = {
      ...parse({}),
      messages: [{ role: 'user', content: [{ type: 'unknown', wire: 'native', value: {} }] }],
    };
    expect(() => openAiChat.request.serialize(foreign, 'm')).toThrow('cannot be expressed');
  });
});
