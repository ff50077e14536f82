import { describe, expect, test } from 'vitest';
import { type JsonObject, parseStrictJson } from '#base';
import type { GenerateCall } from '#call';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { lostFields } from '../lost-fields.ts';
import { openAiChat } from '../openai-chat/index.ts';
import { gemini } from './index.ts';

const target = { operation: 'generate' as const, model: 'm', stream: false };
const hello = { contents: [{ role: 'user', parts: [{ text: 'x' }] }] };
const parse = (body: JsonObject) => gemini.request.parse(body, target);
const written = (call: GenerateCall, model = 'gemini-2.0-flash') => {
  const { body, warnings } = gemini.request.serialize(call, model);
  return { body: parseStrictJson(body).value, warned: warnings.map(({ feature }) => feature) };
};
const fromChat = (fields: JsonObject) =>
  openAiChat.request.parse({ model: 'm', messages: [{ role: 'user', content: 'x' }], ...fields });

describe('addresses', () => {
  test.each([
    ['/models/gemini-2.5-flash:generateContent', 'gemini-2.5-flash'],
    ['/models/org/name:7b:generateContent', 'org/name:7b'],
    ['/models/org%2Fname:generateContent', 'org/name'],
    ['/tunedModels/mine:generateContent', 'tunedModels/mine'],
  ])('%s asks for the model %s', (path, model) => {
    expect(gemini.target(path, new URLSearchParams())).toEqual({
      operation: 'generate',
      model,
      stream: false,
    });
  });

  test('a stream is an array unless events are asked for', () => {
    const at = (query: string) =>
      gemini.target('/models/m:streamGenerateContent', new URLSearchParams(query));
    expect([at('')?.form, at('alt=json')?.form, at('alt=sse')?.form, at('alt=proto')]).toEqual([
      'json',
      'json',
      'sse',
      undefined,
    ]);
  });

  test('a name of dots and slashes leads to no other address', () => {
    expect(gemini.request.path(parse(hello), '../../v1/other')).toBe(
      '/models/..%2F..%2Fv1%2Fother:generateContent',
    );
    expect(gemini.request.path(parse(hello), 'models/a')).toBe('/models/a:generateContent');
  });

  test.each(['/models/m:predict', '/models/:generateContent', '/models/%zz:generateContent', '/files/m'])(
    '%s is no call',
    (path) => {
      expect(gemini.target(path, new URLSearchParams())).toBeUndefined();
    },
  );
});

describe('a request that comes in', () => {
  test('may be spelled in either way, and with single ones where lists are meant', () => {
    const snake = parse({
      system_instruction: { parts: { text: 'Be short.' } },
      contents: { parts: { inline_data: { mime_type: 'image/png', data: 'AAAA' } } },
      generation_config: { max_output_tokens: '5', top_k: 3, thinking_config: { thinking_level: 'low' } },
      tools: { function_declarations: { name: 'f', parameters_json_schema: { type: 'object' } } },
      tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['f'] } },
    });
    expect(snake).toEqual({
      operation: 'generate',
      model: 'm',
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be short.' }] },
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } }],
        },
      ],
      sampling: { topK: 3 },
      maxOutputTokens: 5,
      reasoning: { effort: 'low' },
      tools: [{ name: 'f', parameters: { type: 'object' } }],
      toolChoice: { type: 'tool', name: 'f' },
      stream: false,
    });
  });

  test.each<[string, JsonObject]>([
    ['generationConfig: expected one spelling', { generationConfig: {}, generation_config: {} }],
    ['generationConfig.topP: expected one spelling', { generationConfig: { topP: 1, top_p: 1 } }],
    ['contents[0].role: expected "user", "model"', { contents: [{ role: 'system', parts: [] }] }],
    [
      'contents[0].parts[0].functionCall.name: expected string, but it is missing',
      { contents: [{ role: 'model', parts: [{ functionCall: {} }] }] },
    ],
    ['tools[0].functionDeclarations[0].name: expected string', { tools: [{ functionDeclarations: [{}] }] }],
    [
      'generationConfig.maxOutputTokens: expected number of at least 1',
      { generationConfig: { maxOutputTokens: 0 } },
    ],
    ['model: expected the model of the address', { model: 'models/other' }],
    ['cachedContent: expected string', { cachedContent: 3 }],
  ])('is refused with %s', (expected, fields) => {
    expect(() => parse({ ...hello, ...fields })).toThrow(expected);
  });

  test('turns schemas in the style of OpenAPI into JSON Schema', () => {
    const { tools } = parse({
      ...hello,
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              parameters: {
                type: 'OBJECT',
                properties: {
                  type: { type: 'STRING', nullable: true, format: 'enum', enum: ['a', 'b'], example: 'a' },
                  list: { type: 'ARRAY', items: { type: 'NUMBER', format: 'float' }, min_items: '1' },
                  either: { any_of: [{ type: 'STRING' }, { type: 'INTEGER' }], nullable: true },
                },
                required: ['type'],
                property_ordering: ['type', 'list'],
              },
            },
          ],
        },
      ],
    });
    expect(tools?.[0]?.parameters).toEqual({
      type: 'object',
      properties: {
        type: { type: ['string', 'null'], enum: ['a', 'b', null], examples: ['a'] },
        list: { type: 'array', items: { type: 'number', format: 'float' }, minItems: 1 },
        either: { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
      },
      required: ['type'],
      propertyOrdering: ['type', 'list'],
    });
  });
});

describe('functions without ids', () => {
  const call = (name: string, id?: string) => ({ functionCall: { name, args: {}, ...(id ? { id } : {}) } });
  const response = (name: string, output: string, id?: string) => ({
    functionResponse: { name, response: { output }, ...(id ? { id } : {}) },
  });
  const ids = (contents: readonly JsonObject[]) =>
    parse({ contents }).messages.flatMap((message) =>
      message.role === 'tool'
        ? [`${message.content[0]?.type === 'text' ? message.content[0].text : ''}→${message.callId}`]
        : message.role === 'assistant'
          ? message.content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []))
          : [],
    );

  test('are matched by name, and by order where a name is called twice', () => {
    expect(
      ids([
        { role: 'model', parts: [call('f'), call('g'), call('f')] },
        { role: 'user', parts: [response('g', 'G'), response('f', 'F1'), response('f', 'F2')] },
      ]),
    ).toEqual(['call_0', 'call_1', 'call_2', 'G→call_1', 'F1→call_0', 'F2→call_2']);
  });

  test('a call that was never answered takes no response from the turn after it', () => {
    expect(
      ids([
        { role: 'model', parts: [call('f')] },
        { role: 'user', parts: [{ text: 'never mind' }] },
        { role: 'model', parts: [call('f')] },
        { role: 'function', parts: [response('f', 'F')] },
      ]),
    ).toEqual(['call_0', 'call_1', 'F→call_1']);
  });

  test('no id that somebody gave is given twice', () => {
    expect(ids([{ role: 'model', parts: [call('f'), call('g', 'call_0')] }])).toEqual(['call_1', 'call_0']);
  });

  test('a response without a call keeps its name, which other wires have no place for', () => {
    const { messages } = parse({ contents: [{ role: 'user', parts: [response('f', 'F')] }] });
    expect(messages).toEqual([
      {
        role: 'tool',
        callId: 'call_0',
        content: [{ type: 'text', text: 'F' }],
        extra: { wire: 'gemini', fields: { functionResponse: { name: 'f' } } },
      },
    ]);
    expect(lostFields({ ...parse(hello), messages }, 'openai-chat').map(({ feature }) => feature)).toEqual([
      'functionResponse.name (message)',
    ]);
  });

  test('a result from another wire whose call is not there is refused, because it has no name', () => {
    const lonely = fromChat({ messages: [{ role: 'tool', tool_call_id: 'gone', content: 'F' }] });
    expect(() => written(lonely)).toThrow('A result of a tool whose call is not in the conversation');
  });

  test.each([
    ['{"a":1}', { a: 1 }],
    ['{"a": 1}', { output: '{"a": 1}' }],
    ['{"id":12345678901234567890}', { output: '{"id":12345678901234567890}' }],
    ['{"output":"x"}', { output: '{"output":"x"}' }],
    ['plain', { output: 'plain' }],
  ])('the result %s is written so that nothing of it is lost', (content, expected) => {
    const chat = fromChat({
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content },
      ],
    });
    const { body } = written(chat);
    expect(body['contents']).toMatchObject([
      {},
      { role: 'user', parts: [{ functionResponse: { name: 'f', id: 'a', response: expected } }] },
    ]);
    const [, again] = parse(body).messages;
    expect(again?.content).toEqual([{ type: 'text', text: content }]);
  });
});

describe('a request that goes out', () => {
  const toolTurn = {
    messages: [
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
    ],
  };

  test('has the results of a turn in one content', () => {
    expect(written(fromChat(toolTurn)).body['contents']).toMatchObject([
      { role: 'user' },
      { role: 'model', parts: [{ functionCall: { id: 'a' } }, { functionCall: { id: 'b' } }] },
      { role: 'user', parts: [{ functionResponse: { id: 'a' } }, { functionResponse: { id: 'b' } }] },
    ]);
  });

  test('tells models that want signatures that a call of others has none, and says so', () => {
    const { body, warned } = written(fromChat(toolTurn), 'gemini-3-flash-preview');
    expect(JSON.stringify(body).match(/skip_thought_signature_validator/g)).toHaveLength(1);
    expect(warned).toEqual(['thoughtSignature']);
    expect(JSON.stringify(written(fromChat(toolTurn), 'gemini-2.5-flash').body)).not.toContain('skip_');
  });

  test.each<[string, JsonObject, string[]]>([
    [
      'a schema with keywords that Google does not name',
      {
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'n',
            schema: { type: 'object', properties: { pattern: { type: 'string', pattern: 'a' } } },
          },
        },
      },
      ['schema of the answer'],
    ],
    [
      'a tool with strict arguments',
      { tools: [{ type: 'function', function: { name: 'f', strict: true } }] },
      ['strict (tools)'],
    ],
    ['one call at a time', { parallel_tool_calls: false }, ['parallel_tool_calls']],
    ['biases', { logit_bias: { 1: 2 }, min_p: 0.1 }, ['min_p', 'logit_bias']],
    ['an effort that Google has no word for', { reasoning_effort: 'xhigh' }, ['reasoning effort']],
    [
      'instructions in the middle',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'system', content: 'y' },
        ],
      },
      ['order of messages'],
    ],
    [
      'a picture at an address',
      {
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.org/x.png' } }] },
        ],
      },
      ['image address'],
    ],
  ])('warns of %s', (_, fields, expected) => {
    expect(written(fromChat(fields)).warned).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    [
      'going on with an answer',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'A' },
        ],
        continue_final_message: true,
      },
    ],
    ['a deterministic answer', { deterministic: true }],
    [
      'a file at another vendor',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
    ],
    ['instructions alone', { messages: [{ role: 'system', content: 'x' }] }],
  ])('refuses %s', (_, fields) => {
    expect(() => written(fromChat(fields))).toThrow(/not|cannot/);
  });

  test('says an effort as the model knows it', () => {
    const of = (effort: string, model: string) => {
      const { body } = written(fromChat({ reasoning_effort: effort }), model);
      return (body['generationConfig'] as JsonObject)['thinkingConfig'];
    };
    expect(of('low', 'gemini-3-pro')).toEqual({ thinkingLevel: 'LOW' });
    expect(of('low', 'gemini-2.5-flash')).toEqual({ thinkingBudget: 1024 });
    expect(of('none', 'gemini-2.5-flash')).toEqual({ thinkingBudget: 0 });
  });
});

describe('what only Google can do', () => {
  const elsewhere = (fields: JsonObject) => () =>
    anthropicMessages.request.serialize(parse({ ...hello, ...fields }), 'm');

  test.each<[string, JsonObject]>([
    ['its own tools', { tools: [{ googleSearch: {} }] }],
    ['content in its cache', { cachedContent: 'cachedContents/1' }],
    ['pictures as answers', { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }],
    [
      'an answer out of an enumeration',
      {
        generationConfig: {
          responseMimeType: 'text/x.enum',
          responseSchema: { type: 'STRING', enum: ['a'] },
        },
      },
    ],
    [
      'several allowed functions',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }, { name: 'h' }] }],
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'g'] } },
      },
    ],
    [
      'files that lie there',
      {
        contents: [
          {
            parts: [
              {
                fileData: {
                  fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a',
                  mimeType: 'image/png',
                },
              },
            ],
          },
        ],
      },
    ],
    [
      'code that ran there',
      { contents: [{ role: 'model', parts: [{ executableCode: { code: '1' } }] }, ...hello.contents] },
    ],
  ])('is refused elsewhere: %s', (_, fields) => {
    expect(elsewhere(fields)).toThrow('cannot be expressed');
  });

  test('is warned about elsewhere where the answer stays what it is', () => {
    const { warnings } = elsewhere({
      safetySettings: [{ category: 'x', threshold: 'BLOCK_NONE' }],
      generationConfig: {
        maxOutputTokens: 5,
        responseModalities: ['TEXT'],
        mediaResolution: 'MEDIA_RESOLUTION_LOW',
        thinkingConfig: { includeThoughts: true, thinkingBudget: 100 },
      },
      toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } },
      contents: [
        ...hello.contents,
        { role: 'model', parts: [{ text: 'y', thoughtSignature: 's' }] },
        ...hello.contents,
      ],
    })();
    expect(warnings.map(({ feature }) => feature)).toEqual([
      'safetySettings (request)',
      'generationConfig.mediaResolution (request)',
      'generationConfig.thinkingConfig.includeThoughts (request)',
      'generationConfig.thinkingConfig.thinkingBudget (request)',
      'toolConfig.functionCallingConfig.mode (request)',
      'thoughtSignature (text part)',
    ]);
  });
});
