import { describe, expect, test } from 'vitest';
import { type JsonObject, parseStrictJson } from '#base';
import type { GenerateCall } from '#call';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { lostFields } from '../lost-fields.ts';
import { native } from '../native/index.ts';
import { openAiChat } from '../openai-chat/index.ts';
import { ollama } from './index.ts';

const png = 'iVBORw0KGgoAAAANSUhEUg==';

function chat(fields: JsonObject): GenerateCall {
  const body = { model: 'm', messages: [{ role: 'user', content: 'x' }], ...fields };
  return ollama.request.parse(body, ollama.target('/api/chat', new URLSearchParams()));
}

function generate(fields: JsonObject): GenerateCall {
  return ollama.request.parse(
    { model: 'm', prompt: 'x', ...fields },
    ollama.target('/api/generate', new URLSearchParams()),
  );
}

function written(call: GenerateCall): JsonObject {
  return parseStrictJson(ollama.request.serialize(call, 'm').body).value;
}

function warned(call: GenerateCall): readonly string[] {
  return ollama.request.serialize(call, 'm').warnings.map(({ feature }) => feature);
}

describe('a chat', () => {
  test('is a stream unless somebody says otherwise', () => {
    expect(chat({}).stream).toBe(true);
    expect(chat({ stream: false }).stream).toBe(false);
    expect(chat({ stream: null }).stream).toBe(true);
  });

  test('says under options how tokens are drawn, and what it has no word for is kept', () => {
    const call = chat({
      options: {
        temperature: 0.5,
        top_k: 3,
        num_predict: 7,
        stop: 'END',
        num_ctx: 8192,
        mirostat: 1,
        seed: null,
      },
    });
    expect(call.sampling).toEqual({ temperature: 0.5, topK: 3 });
    expect(call.maxOutputTokens).toBe(7);
    expect(call.stop).toEqual(['END']);
    expect(call.extra?.fields).toEqual({ options: { num_ctx: 8192, mirostat: 1 } });
  });

  test('without a limit is not one with a limit: -1 and -2 are no numbers of tokens', () => {
    expect(chat({ options: { num_predict: -1 } }).maxOutputTokens).toBeUndefined();
    expect(written(chat({ options: { num_predict: -2 } }))['options']).toEqual({ num_predict: -2 });
  });

  test('loses on another wire each option by its name, and what it only repeats without a word', () => {
    const call = chat({ keep_alive: '5m', think: true, options: { num_ctx: 8192, num_gpu: 1, top_p: 0.5 } });
    expect(lostFields(call, 'native').map(({ feature }) => feature)).toEqual([
      'keep_alive (request)',
      'options.num_ctx (request)',
      'options.num_gpu (request)',
      'think (request)',
    ]);
    expect(lostFields(generate({ suffix: '', template: '', raw: false, context: [] }), 'native')).toEqual([]);
  });

  test.each<[string, GenerateCall]>([
    ['a template', generate({ template: '{{ .Prompt }}' })],
    ['a prompt as the model reads it', generate({ raw: true })],
    ['text that comes after', generate({ suffix: 'return' })],
    ['the tokens of an earlier answer', generate({ context: [1, 2] })],
    ['what the model would read', chat({ _debug_render_only: true })],
    ['a tool of another kind', chat({ tools: [{ type: 'browser' }] })],
    [
      'a picture of a kind that nobody knows',
      chat({ messages: [{ role: 'user', content: 'x', images: ['AAAA'] }] }),
    ],
  ])('with %s is refused where only Ollama could do it', (_name, call) => {
    for (const codec of [native, openAiChat, anthropicMessages]) {
      expect(() => codec.request.serialize(call, 'm')).toThrow(/cannot be expressed/);
    }
    expect(() => written(call)).not.toThrow();
  });

  test.each<[string, JsonObject, string]>([
    ['options of a wrong type', { options: { temperature: 'hot' } }, 'options.temperature: expected number'],
    ['a format that is no format', { format: 'xml' }, 'format: expected "json" or a JSON schema'],
    [
      'a role that there is not',
      { messages: [{ role: 'wizard', content: 'x' }] },
      'messages[0].role: expected',
    ],
    ['a prompt beside messages', { prompt: 'x' }, 'prompt: is a field of /api/generate'],
    ['a duration that is none', { keep_alive: true }, 'keep_alive: expected a duration'],
    [
      'a tool without a name',
      { tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name: expected',
    ],
  ])('with %s is refused and told where', (_name, fields, named) => {
    expect(() => chat(fields)).toThrow(named);
  });

  test('may be a prompt with instructions and pictures, and goes back to where it came from', () => {
    const call = generate({ system: 'Be brief.', images: [png], options: { num_predict: 3 } });
    expect(call.messages).toEqual([
      { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: png } },
        ],
      },
    ]);
    expect(ollama.request.path(call, 'm')).toBe('/api/generate');
    expect(written(call)).toEqual({
      model: 'm',
      system: 'Be brief.',
      prompt: 'x',
      images: [png],
      options: { num_predict: 3 },
      stream: true,
    });
    expect(written({ ...call, extra: { wire: 'openai-chat', fields: {} } })).toHaveProperty('messages');
  });

  test('goes on with an answer that ends it, as the templates of Ollama do', () => {
    const call = chat({
      messages: [
        { role: 'user', content: 'Count' },
        { role: 'assistant', content: '1, 2' },
      ],
    });
    expect(call.continueAnswer).toEqual({ repeat: false });
  });
});

describe('results of tools', () => {
  const asking = {
    role: 'assistant',
    content: '',
    tool_calls: [
      { function: { name: 'time', arguments: {} } },
      { function: { name: 'weather', arguments: { city: 'Lyon' } } },
      { id: 'given', function: { name: 'weather', arguments: { city: 'Kraków' } } },
    ],
  };

  test('belong to the first call of their name that has none, to the one they name, or to the next', () => {
    const { messages } = chat({
      messages: [
        asking,
        { role: 'tool', tool_name: 'weather', content: 'sun' },
        { role: 'tool', tool_call_id: 'given', content: 'rain' },
        { role: 'tool', content: 'noon' },
        { role: 'tool', tool_name: 'weather', content: 'of nobody' },
      ],
    });
    const ids = messages.map((message) => (message.role === 'tool' ? message.callId : undefined));
    expect(ids).toEqual([undefined, 'call_0_1', 'given', 'call_0_0', 'call_4']);
    expect(messages[1]?.extra).toBeUndefined();
    expect(messages[4]?.extra?.fields).toEqual({ tool_name: 'weather' });
  });

  test('are written with the name of their tool and the id of their call', () => {
    const call = openAiChat.request.parse({
      model: 'm',
      messages: [
        { role: 'user', content: 'x' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'done' },
      ],
    });
    expect(written(call)['messages']).toEqual([
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }],
      },
      { role: 'tool', content: 'done', tool_name: 'f', tool_call_id: 'a' },
    ]);
  });

  test('whose call has no JSON for arguments cannot be said', () => {
    const call = openAiChat.request.parse({
      model: 'm',
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: 'x=1' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'done' },
      ],
    });
    expect(() => written(call)).toThrow(/arguments are no JSON cannot be expressed/);
  });
});

describe('a chat of another wire', () => {
  const base = { model: 'm', messages: [{ role: 'user', content: 'x' }] };
  const tools = [{ type: 'function', function: { name: 'f' } }];

  test.each<[string, JsonObject, JsonObject]>([
    ['its limit', { max_tokens: 5 }, { options: { num_predict: 5 } }],
    [
      'its sampling',
      { temperature: 0, seed: 3, top_k: 2 },
      { options: { temperature: 0, seed: 3, top_k: 2 } },
    ],
    ['a format of JSON', { response_format: { type: 'json_object' } }, { format: 'json' }],
    [
      'a schema',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } } },
      { format: { type: 'object' } },
    ],
    ['an effort', { reasoning_effort: 'high' }, { think: 'high' }],
    ['that nothing is thought', { reasoning_effort: 'none' }, { think: false }],
    ['log-probabilities', { logprobs: true, top_logprobs: 2 }, { logprobs: true, top_logprobs: 2 }],
    [
      'a tool without arguments',
      { tools },
      {
        tools: [
          { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
        ],
      },
    ],
  ])('keeps %s', (_name, fields, said) => {
    expect(written(openAiChat.request.parse({ ...base, ...fields }))).toMatchObject({
      ...said,
      stream: false,
    });
  });

  test.each<[string, JsonObject]>([
    ['more than one answer', { n: 2 }],
    ['a tool that must be called', { tools, tool_choice: 'required' }],
    ['the one that must be', { tools, tool_choice: { type: 'function', function: { name: 'f' } } }],
    ['an effort that Ollama has no word for', { reasoning_effort: 'minimal' }],
    [
      'a picture at an address',
      { messages: [{ role: 'user', content: [image('https://example.org/a.png')] }] },
    ],
    ['sound', { messages: [{ role: 'user', content: [sound] }] }],
    ['a new answer after an answer', { messages: [{ role: 'assistant', content: 'x' }] }],
  ])('that asks for %s is refused', (_name, fields) => {
    expect(() => written(openAiChat.request.parse({ ...base, ...fields }))).toThrow(/cannot be expressed/);
  });

  test.each<[string, JsonObject, readonly string[]]>([
    ['one call of a tool at a time', { tools, parallel_tool_calls: false }, ['parallel_tool_calls']],
    ['that no tool is called', { tools, tool_choice: 'none' }, ['tool_choice']],
    ['a bias', { logit_bias: { 5: 1 } }, ['logit_bias']],
    ['a strict tool', { tools: [{ type: 'function', function: { name: 'f', strict: true } }] }, ['strict']],
    [
      'text after a picture',
      {
        messages: [
          { role: 'user', content: [image(`data:image/png;base64,${png}`), { type: 'text', text: 'x' }] },
        ],
      },
      ['order of parts'],
    ],
    [
      'texts in parts',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
      ['parts of a text'],
    ],
  ])('that asks for %s is sent with a warning', (_name, fields, features) => {
    expect(warned(openAiChat.request.parse({ ...base, ...fields }))).toEqual(features);
  });

  test('does not send tools of which none may be called', () => {
    const call = openAiChat.request.parse({ ...base, tools, tool_choice: 'none' });
    expect(written(call)).not.toHaveProperty('tools');
  });
});

const sound = { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } };

function image(url: string): JsonObject {
  return { type: 'image_url', image_url: { url } };
}
