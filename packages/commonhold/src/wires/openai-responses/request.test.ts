import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#base';
import type { GenerateCall } from '#call';
import { codecs } from '../codecs.ts';
import { openAiResponses } from './index.ts';

const parse = (body: JsonObject) => openAiResponses.request.parse(body);
const serialize = (call: GenerateCall, model: string) => openAiResponses.request.serialize(call, model);
const base = { model: 'm', input: 'Hi' };

function featuresAt(wire: 'openai-chat' | 'anthropic-messages', fields: JsonObject): string[] {
  const { warnings } = codecs[wire].request.serialize(parse({ ...base, ...fields }), 'm');
  return warnings.map(({ feature }) => feature);
}

function bodyOf(call: GenerateCall): JsonObject {
  return JSON.parse(Buffer.from(serialize(call, 'm').body).toString()) as JsonObject;
}

describe('a request for a response', () => {
  test('is a conversation in which what a model said at once is one message', () => {
    const call = parse({
      model: 'm',
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'Weather?' },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Two cities.' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
        { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}', id: 'fc_1' },
        { type: 'function_call', call_id: 'b', name: 'weather', arguments: '{}', id: 'fc_2' },
        { type: 'function_call_output', call_id: 'a', output: 'Sun' },
        { type: 'function_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'Rain' }] },
      ],
    });
    expect(call.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'tool']);
    expect(call.messages[2]?.content.map(({ type }) => type)).toEqual([
      'reasoning',
      'text',
      'tool-call',
      'tool-call',
    ]);
    expect(call.messages[2]?.content[0]).toMatchObject({ text: 'Two cities.' });
  });

  test.each([
    [{ conversation: 'conv_1' }, /conversation: a conversation lies at the vendor/],
    [{ background: true }, /background: an answer that is fetched later/],
    [{ previous_response_id: 'resp_1' }, /previous_response_id: only the node that has/],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, /input\[0\]\.type: an item that lies at the vendor/],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      /expected either image_url or file_id/,
    ],
    [{ input: [{ role: 'user', content: [{ type: 'input_file' }] }] }, /expected one of file_data/],
    [{ max_output_tokens: 0 }, /max_output_tokens: expected number of at least 1/],
    [{ user: 3 }, /user: expected string/],
  ])('%j is refused, and the message says why', (fields, why) => {
    expect(() => parse({ ...base, ...fields })).toThrow(why);
  });

  test.each([{ background: false }, { conversation: null }, { previous_response_id: null }])(
    '%j asks for nothing',
    (fields) => {
      expect(parse({ ...base, ...fields })).toEqual(parse(base));
    },
  );

  test.each([
    { tools: [{ type: 'web_search' }] },
    { tools: [{ type: 'custom', name: 'sql' }] },
    { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [] } },
    { text: { format: { type: 'grammar', syntax: 'lark' } } },
    { prompt: { id: 'pmpt_1' } },
    { input: [{ type: 'web_search_call', id: 'ws_1', status: 'completed' }] },
    { input: [{ type: 'computer_call_output', call_id: 'c', output: {} }] },
    { input: [{ type: 'compaction', encrypted_content: 'x' }] },
    { input: [{ type: 'custom_tool_call', call_id: 'c', name: 'sql', input: 'SELECT 1' }] },
    { input: [{ type: 'custom_tool_call_output', call_id: 'c', output: '1' }] },
    {
      input: [
        {
          type: 'message',
          role: 'user',
          content: [{ type: 'input_file', file_url: 'https://x.test/a.pdf' }],
        },
      ],
    },
    { input: [{ type: 'message', role: 'user', content: [{ type: 'input_image', file_id: 'file_1' }] }] },
  ])('with %j is kept for its own wire and refused on others', (fields) => {
    const call = parse({ ...base, ...fields });
    const kept = bodyOf(call);
    for (const [name, value] of Object.entries(fields)) expect(kept[name]).toEqual(value);
    for (const wire of ['openai-chat', 'anthropic-messages', 'native'] as const) {
      expect(() => codecs[wire].request.serialize(call, 'm')).toThrow(/cannot be expressed/);
    }
  });

  test('warns on other wires of what has no effect there, and of nothing that says nothing', () => {
    expect(
      featuresAt('openai-chat', {
        store: true,
        truncation: 'auto',
        include: ['reasoning.encrypted_content'],
        reasoning: { effort: 'low', summary: 'auto' },
        text: { verbosity: 'low' },
        prompt_cache_key: 'k',
      }),
    ).toEqual(
      expect.arrayContaining([
        'store (request)',
        'truncation (request)',
        'include (request)',
        'reasoning (request)',
        'text (request)',
        'prompt_cache_key (request)',
      ]),
    );
    expect(featuresAt('openai-chat', { store: false, truncation: 'disabled', top_logprobs: 0 })).toEqual([]);
    const repeated = [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'a', annotations: [], logprobs: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}', status: 'completed' },
      { type: 'function_call_output', call_id: 'c', output: '1' },
    ];
    expect(featuresAt('openai-chat', { input: repeated })).toEqual([]);
  });

  test('warns that opaque thoughts are lost on another wire', () => {
    const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' };
    const input = [thought, { role: 'user', content: 'x' }] as unknown as JsonObject[];
    expect(featuresAt('openai-chat', { input })).toContain('encrypted_content (reasoning part)');
  });

  test('asks for log-probabilities by what it includes', () => {
    const included = { include: ['message.output_text.logprobs', 'reasoning.encrypted_content'] };
    const call = parse({ ...base, ...included, top_logprobs: 3 });
    expect(call.logprobs).toEqual({ alternatives: 3 });
    expect(parse({ ...base, top_logprobs: 3 }).logprobs).toBeUndefined();
    expect(bodyOf(call)).toMatchObject({ ...included, top_logprobs: 3 });
  });

  test('may set what only the engine inside heeds', () => {
    const call = parse({ ...base, seed: 1, top_k: 2, stop: 'x', deterministic: true });
    expect(call).toMatchObject({ sampling: { seed: 1, topK: 2 }, stop: ['x'], deterministic: true });
  });

  test('is counted in the same words', () => {
    const count = openAiResponses.count?.request.parse({ ...base, instructions: 'Be brief.', tools: [] });
    expect(count).toMatchObject({ operation: 'count', messages: [{ role: 'system' }, { role: 'user' }] });
  });
});

describe('a call of another wire, written as a request for a response', () => {
  const chat = (fields: JsonObject) =>
    codecs['openai-chat'].request.parse({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      ...fields,
    });

  test('is not kept by its vendor, and its tools are not stricter than they were', () => {
    const body = bodyOf(chat({ tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }));
    expect(body).toMatchObject({ store: false, tools: [{ type: 'function', name: 'f', strict: false }] });
  });

  test('says its first instruction and its one question in short form', () => {
    expect(bodyOf(chat({}))).toMatchObject({ instructions: 'Be brief.', input: 'Hi' });
  });

  test.each([{ n: 2 }, { stop: ['x'] }, { deterministic: true }])('is refused with %j', (fields) => {
    expect(() => serialize(chat(fields), 'm')).toThrow(/cannot be expressed/);
  });

  test('warns of settings that the wire has no word for', () => {
    const { warnings } = serialize(chat({ seed: 1, frequency_penalty: 0.5, logit_bias: { '5': 1 } }), 'm');
    expect(warnings.map(({ feature }) => feature)).toEqual(['seed', 'frequency_penalty', 'logit_bias']);
  });
});
