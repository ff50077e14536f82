import { describe, expect, test } from 'vitest';
import type { Json } from '#base';
import { collect, type GenerateCall, type Part, type WireName } from '#call';
import { codecs } from './codecs.ts';
import { LostAnswer } from './lost-answer.ts';
import type { ReplyContext } from './wire.ts';

const bytes = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const request: GenerateCall = {
  operation: 'generate',
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
  sampling: {},
  stream: false,
};
const context: ReplyContext = { call: 'c', model: 'm', created: 1, request };

function lost(wire: WireName, client: WireName, answer: Json): readonly string[] {
  const watching = new LostAnswer(client);
  return codecs[wire].reply
    .parse(bytes(answer))
    .flatMap((part) => watching.see(part))
    .map(({ feature }) => feature.replace(' (answer)', ''));
}

const claude = (...content: readonly Json[]): Json => ({
  type: 'message',
  id: 'msg_1',
  model: 'm',
  content,
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 1 },
});
const response = (...output: readonly Json[]): Json => ({ id: 'r', status: 'completed', model: 'm', output });
const gemini = (parts: readonly Json[], beside: Readonly<Record<string, Json>> = {}): Json => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', ...beside }],
});
const chat = (message: Readonly<Record<string, Json>>): Json => ({
  id: 'c',
  model: 'm',
  system_fingerprint: 'fp',
  service_tier: 'default',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
});
const text = { type: 'text', text: 'So.' };

const answers: readonly (readonly [WireName, string, Json])[] = [
  [
    'anthropic-messages',
    'server_tool_use',
    claude({ type: 'server_tool_use', id: 's', name: 'w', input: {} }),
  ],
  ['anthropic-messages', 'mcp_tool_result', claude({ type: 'mcp_tool_result', content: [] })],
  ['anthropic-messages', 'compaction', claude({ type: 'compaction', content: 'x' })],
  ['anthropic-messages', 'citations', claude({ ...text, citations: [{ type: 'char_location' }] })],
  ['anthropic-messages', 'signature', claude({ type: 'thinking', thinking: 'Hm.', signature: 's' }, text)],
  ['anthropic-messages', 'redacted_thinking', claude({ type: 'redacted_thinking', data: 's' }, text)],
  [
    'openai-responses',
    'web_search_call',
    response({ type: 'web_search_call', id: 'w', status: 'completed' }),
  ],
  ['openai-responses', 'mcp_call', response({ type: 'mcp_call', id: 'm', name: 'a' })],
  [
    'openai-responses',
    'encrypted_content',
    response({ type: 'reasoning', id: 'r', summary: [], encrypted_content: 's' }),
  ],
  [
    'openai-responses',
    'annotations',
    response({
      type: 'message',
      id: 'm',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'So.', annotations: [{ type: 'url_citation' }] }],
    }),
  ],
  ['gemini', 'inlineData', gemini([{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }])],
  ['gemini', 'executableCode', gemini([{ executableCode: { code: '1' } }])],
  [
    'gemini',
    'groundingMetadata',
    gemini([{ text: 'So.' }], { groundingMetadata: { webSearchQueries: ['x'] } }),
  ],
  ['gemini', 'thoughtSignature', gemini([{ text: 'So.', thoughtSignature: 's' }])],
  ['openai-chat', 'annotations', chat({ content: 'So.', annotations: [{ type: 'url_citation' }] })],
  ['openai-chat', 'audio', chat({ content: null, audio: { id: 'a', data: 'AAAA' } })],
  ['openai-chat', 'images', chat({ content: 'So.', images: [{ type: 'image_url' }] })],
  [
    'openai-chat',
    'tool_calls',
    chat({ tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'ls' } }] }),
  ],
];
const clients = (Object.keys(codecs) as readonly WireName[]).filter((name) => name !== 'native');

describe('what an answer says and the wire of its client has no words for', () => {
  test.each(answers)('is warned of once, where it came by %s and is %s', (wire, what, answer) => {
    for (const client of clients) {
      expect([client, lost(wire, client, answer)]).toEqual([client, client === wire ? [] : [what]]);
    }
  });

  test('is not what only describes the answer, and not what every wire has', () => {
    for (const client of clients) {
      expect(lost('openai-chat', client, chat({ content: 'So.', refusal: null, annotations: [] }))).toEqual(
        [],
      );
      expect(
        lost('gemini', client, gemini([{ text: 'So.' }], { safetyRatings: [], avgLogprobs: 1 })),
      ).toEqual([]);
      expect(lost('anthropic-messages', client, claude({ ...text, citations: null }))).toEqual([]);
      expect(lost('ollama', client, { message: { content: 'So.' }, done: true, total_duration: 1 })).toEqual(
        [],
      );
    }
  });
});

describe("Gemini's signature of a call", () => {
  const signed = gemini([
    { functionCall: { name: 'weather', args: { city: 'Graz' } }, thoughtSignature: 'c2ln' },
  ]);
  const extra = { google: { thought_signature: 'c2ln' } };

  test("goes to OpenAI's clients where Google's own service puts it, whole and streamed", () => {
    const parts: readonly Part[] = codecs.gemini.reply.parse(bytes(signed));
    const whole = Buffer.from(codecs['openai-chat'].reply.serialize(collect(parts), context)).toString();
    expect(JSON.parse(whole)).toMatchObject({
      choices: [{ message: { tool_calls: [{ extra_content: extra }] } }],
    });
    const stream = codecs['openai-chat'].stream.serializer(context);
    const written = Buffer.concat(parts.map((part) => stream.push(part))).toString();
    expect(written).toContain(`"extra_content":${JSON.stringify(extra)}`);
    expect(lost('gemini', 'openai-chat', signed)).toEqual([]);
    expect(lost('gemini', 'anthropic-messages', signed)).toEqual(['thoughtSignature']);
  });

  test('comes back from there to Gemini, and nothing is put in its place', () => {
    const call = codecs['openai-chat'].request.parse({
      model: 'm',
      messages: [
        { role: 'user', content: 'x' },
        {
          role: 'assistant',
          tool_calls: [
            {
              id: 'c',
              type: 'function',
              function: { name: 'weather', arguments: '{}' },
              extra_content: extra,
            },
          ],
        },
        { role: 'tool', tool_call_id: 'c', content: 'Sunny' },
      ],
    });
    const { body, warnings } = codecs.gemini.request.serialize(call, 'gemini-3-pro');
    expect(warnings).toEqual([]);
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      contents: [{}, { parts: [{ thoughtSignature: 'c2ln' }] }, {}],
    });
    const other = codecs['anthropic-messages'].request.serialize(call, 'm');
    expect(other.warnings.map(({ feature }) => feature)).toContain('extra_content (tool-call part)');
  });
});

test('names that a vendor makes up are bounded, however many they are', () => {
  const made = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}${'x'.repeat(500)}`, true]));
  const named = lost('openai-chat', 'ollama', chat({ content: 'So.', ...made }));
  expect(named).toHaveLength(32);
  expect(Math.max(...named.map((name) => name.length))).toBe(60);
});
