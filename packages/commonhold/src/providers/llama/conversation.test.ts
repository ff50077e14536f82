import { describe, expect, test } from 'vitest';
import type { GenerateCall } from '#call';
import { templateMessages, templateTools } from './conversation.ts';

const call: GenerateCall = {
  operation: 'generate',
  model: 'small',
  sampling: {},
  stream: false,
  tools: [{ name: 'weather', description: 'Tells it.', parameters: { type: 'object' } }],
  messages: [
    { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Weather' },
        { type: 'text', text: 'in Lyon?' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'tool-call', id: 'call_1', name: 'weather', arguments: '{"city": "Lyon"}' },
      ],
    },
    { role: 'tool', callId: 'call_1', content: [{ type: 'text', text: 'sunny' }] },
  ],
};

describe('A conversation for a template', () => {
  test('that writes tools itself has calls and results in its words', () => {
    expect(templateMessages(call, 'template', true, 'small')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Weather\nin Lyon?' },
      {
        role: 'assistant',
        content: '',
        reasoning_content: 'Hm.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: { city: 'Lyon' } } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ]);
    expect(templateTools(call)).toEqual([
      {
        type: 'function',
        function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object' } },
      },
    ]);
  });

  test('that knows no tools has calls and results as text and the instructions in the system message', () => {
    const [system, , assistant, result] = templateMessages(call, 'instruction', false, 'small');
    expect(system?.role).toBe('system');
    expect(system?.content).toMatch(/^Be brief\.\n\nThese functions can be called.*"name":"weather"/s);
    expect(assistant?.content).toBe(
      '<tool_call>\n{"name":"weather","arguments":{"city":"Lyon"}}\n</tool_call>',
    );
    expect(result).toEqual({ role: 'user', content: '<tool_response>\nsunny\n</tool_response>' });
  });

  test('gets a system message for the instructions when it has none', () => {
    const [system, user] = templateMessages(
      { ...call, messages: call.messages.slice(1, 2) },
      'instruction',
      false,
      'small',
    );
    expect(system?.role).toBe('system');
    expect(user?.role).toBe('user');
  });

  test('keeps arguments that are not JSON as the text that they are', () => {
    const [message] = templateMessages(
      {
        ...call,
        messages: [
          {
            role: 'assistant',
            content: [{ type: 'tool-call', id: 'c', name: 'weather', arguments: '{"ci' }],
          },
        ],
      },
      'template',
      true,
      'small',
    );
    expect(message?.['tool_calls']).toMatchObject([{ function: { arguments: '{"ci' } }]);
  });

  test.each([
    { type: 'image', source: { type: 'url', url: 'https://example.org/x.png' } },
    { type: 'audio', format: 'wav', data: '' },
    { type: 'file', source: { type: 'id', id: 'f', at: 'openai' } },
    { type: 'unknown', wire: 'openai-chat', value: {} },
  ] as const)('with a part of the kind $type is refused', (part) => {
    const messages = [{ role: 'user', content: [part] }] as const;
    expect(() => templateMessages({ ...call, messages }, 'none', false, 'small')).toThrow(
      'cannot be expressed for small',
    );
  });
});
