import { describe, expect, test } from 'vitest';
import { lostFields } from './lost-fields.ts';
import { openAiChat } from './openai-chat/index.ts';

const base = { model: 'm', messages: [{ role: 'user', content: 'x', trace: 1 }] };

describe('what a chat request loses on the native wire', () => {
  test('is warned about, once for each field', () => {
    const call = openAiChat.request.parse({
      ...base,
      messages: [...base.messages, ...base.messages],
      user: 'u',
      store: true,
      audio: null,
      modalities: ['text'],
      max_completion_tokens: 5,
    });
    expect(lostFields(call, 'native').map(({ feature }) => feature)).toEqual([
      'user (request)',
      'store (request)',
      'trace (message)',
    ]);
    expect(lostFields(call, 'openai-chat')).toEqual([]);
  });

  test.each([
    { tools: [{ type: 'custom', custom: { name: 'g' } }] },
    { tool_choice: { type: 'allowed_tools', allowed_tools: {} } },
    { response_format: { type: 'grammar', grammar: 'root ::= "a"' } },
    { response_format: { type: 'json_object', schema: {} } },
    { modalities: ['text', 'audio'] },
    { messages: [{ role: 'user', content: [{ type: 'video_url', video_url: {} }] }] },
    {
      messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'b', type: 'custom', custom: {} }] }],
    },
  ])('is refused where the answer would be another: %j', (fields) => {
    const call = openAiChat.request.parse({ ...base, ...fields });
    expect(() => lostFields(call, 'native')).toThrow(/cannot be expressed for the protocol native/);
  });
});
