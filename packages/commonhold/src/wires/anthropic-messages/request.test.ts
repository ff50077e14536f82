import { describe, expect, test } from 'vitest';
import { CommonholdError, type JsonObject, parseStrictJson } from '#base';
import type { GenerateCall } from '#call';
import { openAiChat } from '../openai-chat/index.ts';
import type { SerializedRequest } from '../wire.ts';
import { anthropicMessages } from './index.ts';

const hello = { role: 'user', content: 'Hello' };
const base = { model: 'm', max_tokens: 100, messages: [hello] };

function parse(fields: JsonObject): GenerateCall {
  return anthropicMessages.request.parse({ ...base, ...fields });
}

function written({ body }: SerializedRequest): JsonObject {
  return parseStrictJson(body).value;
}

/** What a chat request of OpenAI's becomes here. */
function translated(fields: JsonObject): { fields: JsonObject; warned: readonly string[] } {
  const call = openAiChat.request.parse({ model: 'm', messages: [hello], ...fields });
  const serialized = anthropicMessages.request.serialize(call, 'm');
  return { fields: written(serialized), warned: serialized.warnings.map(({ feature }) => feature) };
}

/** What a request of this wire becomes in OpenAI's. */
function abroad(fields: JsonObject): { fields: JsonObject; warned: readonly string[] } {
  const serialized = openAiChat.request.serialize(parse(fields), 'm');
  return { fields: written(serialized), warned: serialized.warnings.map(({ feature }) => feature) };
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CommonholdError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('reading a request for a message', () => {
  test('reads every field that the neutral call has a word for', () => {
    expect(
      parse({
        system: 'Be brief.',
        temperature: 0.5,
        top_p: 0.9,
        top_k: 40,
        stop_sequences: ['END'],
        stream: true,
        tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' }, strict: true }],
        tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
        output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
      }),
    ).toEqual({
      operation: 'generate',
      model: 'm',
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      ],
      sampling: { temperature: 0.5, topP: 0.9, topK: 40 },
      maxOutputTokens: 100,
      stop: ['END'],
      stream: true,
      streamUsage: true,
      tools: [{ name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }],
      toolChoice: { type: 'tool', name: 'f' },
      parallelToolCalls: false,
      reasoning: { effort: 'low' },
      output: { type: 'json-schema', name: 'answer', schema: { type: 'object' }, strict: true },
    });
  });

  test('makes of results of tools messages of their own, in the order in which they stood', () => {
    const { messages } = parse({
      messages: [
        hello,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
            { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: 'toolu_2', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'one' },
            { type: 'tool_result', tool_use_id: 'toolu_2', is_error: true },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
    });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'user']);
    expect(messages[1]?.content).toEqual([
      {
        type: 'reasoning',
        text: 'Hm.',
        extra: { wire: 'anthropic-messages', fields: { signature: 'sig' } },
      },
      { type: 'tool-call', id: 'toolu_1', name: 'f', arguments: '{"a":1}' },
      { type: 'tool-call', id: 'toolu_2', name: 'f', arguments: '{}' },
    ]);
    expect(messages[3]).toEqual({
      role: 'tool',
      callId: 'toolu_2',
      content: [],
      extra: { wire: 'anthropic-messages', fields: { is_error: true } },
    });
  });

  test.each([
    [{ max_tokens: -1 }, /^.*max_tokens/],
    [{ max_tokens: 'many' }, /max_tokens: expected/],
    [{ messages: [] }, /messages: expected at least one message/],
    [{ messages: [{ role: 'robot', content: 'x' }] }, /messages\[0\]\.role: expected "user"/],
    [{ messages: [{ role: 'user', content: [{ text: 'x' }] }] }, /messages\[0\]\.content\[0\]\.type/],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'ftp' } }] }] },
      /messages\[0\]\.content\[0\]\.source: expected a source/,
    ],
    [{ system: 7 }, /system: expected a string or an array/],
    [{ tools: [{ input_schema: {} }] }, /tools\[0\]\.name/],
    [{ tool_choice: { type: 'tool' } }, /tool_choice\.name: expected a string/],
    [{ metadata: 'me' }, /metadata: expected/],
    [{ mcp_servers: {} }, /mcp_servers: expected/],
  ] as const)('names the field at fault of %j', (fields, message) => {
    expect(refusal(() => parse(fields))).toMatch(message);
  });
});

describe('a chat request of OpenAI as a request for a message', () => {
  test('says all that both wires know', () => {
    const { fields, warned } = translated({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'call_2', type: 'function', function: { name: 'g', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'one' },
        { role: 'tool', tool_call_id: 'call_2', content: 'two' },
        { role: 'user', content: 'And now?' },
      ],
      max_completion_tokens: 50,
      stop: 'END',
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    expect(warned).toEqual([]);
    expect(fields).toEqual({
      model: 'm',
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: 'call_2', name: 'g', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: 'one' },
            { type: 'tool_result', tool_use_id: 'call_2', content: 'two' },
            { type: 'text', text: 'And now?' },
          ],
        },
      ],
      max_tokens: 50,
      stop_sequences: ['END'],
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
  });

  test.each([
    [{}, 'max_tokens'],
    [{ seed: 7 }, 'seed'],
    [{ frequency_penalty: 0.1 }, 'frequency_penalty'],
    [{ metadata: { job: '1' } }, 'metadata'],
    [{ user: 'u' }, 'user (request)'],
    [{ messages: [{ ...hello, name: 'Ada' }] }, 'name'],
    [{ messages: [hello, { role: 'system', content: 'Later.' }] }, 'order of messages'],
    [
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image_url', image_url: { url: 'https://a.example/a.png', detail: 'low' } }],
          },
        ],
      },
      'detail',
    ],
    [
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', description: 'What it is for', schema: { type: 'object' } },
        },
      },
      'description of the schema',
    ],
    [{ messages: [{ role: 'assistant', content: 'a', reasoning_content: 'b' }, hello] }, 'reasoning'],
  ] as const)('is warned of what it loses: %j', (fields, feature) => {
    expect(translated(fields).warned).toContain(feature);
  });

  test.each([
    [{ n: 2 }, /More than one answer/],
    [{ logprobs: true }, /Log-probabilities/],
    [{ response_format: { type: 'json_object' } }, /JSON without a schema/],
    [{ messages: [hello, { role: 'assistant', content: 'Well,' }] }, /A new answer after one/],
    [{ messages: [{ role: 'system', content: 'x' }] }, /instructions only/],
    [
      {
        messages: [
          { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'A', format: 'wav' } }] },
        ],
      },
      /Sound/,
    ],
    [
      {
        messages: [
          { role: 'user', content: [{ type: 'file', file: { file_data: 'data:text/plain;base64,QQ==' } }] },
        ],
      },
      /not said to be application\/pdf/,
    ],
    [
      {
        messages: [
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '[1' } }],
          },
          hello,
        ],
      },
      /arguments are no JSON/,
    ],
  ] as const)('is refused where the answer would be another: %j', (fields, message) => {
    expect(refusal(() => translated(fields))).toMatch(message);
  });

  test('has no message of nothing where all that was said is a thought that nobody signed', () => {
    const { fields, warned } = translated({
      messages: [hello, { role: 'assistant', content: null, reasoning_content: 'Hm.' }, hello],
      max_tokens: 5,
    });
    expect(fields['messages']).toEqual([hello, hello]);
    expect(warned).toEqual(['reasoning']);
  });
});

describe('a request for a message on the wire of OpenAI', () => {
  test('takes along what is usual without a word', () => {
    const { warned } = abroad({
      thinking: { type: 'disabled' },
      mcp_servers: [],
      tools: [{ type: 'custom', name: 'f', input_schema: { type: 'object' } }],
      messages: [
        hello,
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'a', name: 'f', input: {}, caller: { type: 'direct' } }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x', is_error: false }],
        },
      ],
    });
    expect(warned).toEqual([]);
  });

  test('does not tell the other vendor who uses this one', () => {
    const { fields, warned } = abroad({ metadata: { user_id: 'user_123' } });
    expect(JSON.stringify(fields)).not.toContain('user_123');
    expect(warned).toEqual(['metadata (request)']);
  });

  test('is warned of what it loses, and of what that wire knows only in part', () => {
    const { warned } = abroad({
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'enabled', budget_tokens: 1024 },
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      messages: [
        hello,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 's' },
            { type: 'redacted_thinking', data: 'zzz' },
            { type: 'tool_use', id: 'a', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'a',
              is_error: true,
              content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
            },
          ],
        },
      ],
    });
    expect(warned).toEqual([
      'context_management (request)',
      'thinking (request)',
      'cache_control (text part)',
      'signature (reasoning part)',
      'redacted_thinking (reasoning part)',
      'is_error (message)',
      'reasoning_content',
      'tool result',
    ]);
  });

  test.each([
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, /type web_search|tools/],
    [{ mcp_servers: [{ type: 'url', url: 'https://a.example', name: 'a' }] }, /mcp_servers/],
    [{ max_tokens: 0 }, /fills a prompt cache/],
    [
      { messages: [{ role: 'user', content: [{ type: 'search_result', source: 'a', title: 'b' }] }] },
      /only anthropic-messages knows/,
    ],
  ] as const)('is refused where the answer would be another: %j', (fields, message) => {
    expect(refusal(() => abroad(fields))).toMatch(message);
  });
});
