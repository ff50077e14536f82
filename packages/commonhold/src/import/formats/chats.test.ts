import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormatParser, ImportedCall } from '../imported-call.ts';
import { ChatgptParser } from './chatgpt.ts';
import { ClaudeExportParser } from './claude.ts';

interface Parsed {
  readonly calls: readonly ImportedCall[];
  readonly unanswered: number;
}

function parse(parser: FormatParser, conversation: unknown): Parsed {
  const calls = [...parser.push({ number: 1, text: JSON.stringify(conversation) }), ...parser.end()];
  return { calls, unanswered: parser.unanswered() };
}

const bodyOf = ({ request, reply }: ImportedCall): string => `${request}${reply ?? ''}`;

describe('an export of ChatGPT', () => {
  const message = (role: string, content: object | string, more: object = {}): object => ({
    author: { role, name: null },
    content: typeof content === 'string' ? { content_type: 'text', parts: [content] } : content,
    create_time: 1756800000,
    recipient: 'all',
    metadata: {},
    ...more,
  });
  const node = (
    parent: string | null,
    children: readonly string[],
    said: object | null,
  ): Readonly<Record<string, unknown>> => ({ parent, children, message: said });
  const of = (mapping: object, more: object = {}): Parsed =>
    parse(new ChatgptParser(), { conversation_id: 'c', mapping, current_node: 'gone', ...more });

  test('loses no message whose parent does not name it, nor any that hang in a circle', () => {
    const { calls } = of({
      root: node(null, [], null),
      q: node('root', [], message('user', 'Who?')),
      a: node('q', [], message('assistant', 'I')),
      x: node('y', ['y'], message('user', 'Round')),
      y: node('x', ['x'], message('assistant', 'and round')),
    });
    const bodies = calls.map(bodyOf).join('');
    for (const said of ['Who?', 'I', 'Round', 'and round']) expect(bodies).toContain(`"${said}"`);
    expect(calls[0]?.request).toContain('Who?');
  });

  test('says what was for a tool, which files were sent along, and what somebody said aloud', () => {
    const { calls } = of({
      q: node(
        null,
        ['a'],
        message(
          'user',
          {
            content_type: 'multimodal_text',
            parts: [{ content_type: 'audio_transcription', text: 'Draw a boat' }],
          },
          { metadata: { attachments: [{ id: 'file-1', name: 'quay.pdf' }] } },
        ),
      ),
      a: node('q', ['t'], message('assistant', 'boat.png', { recipient: 'dalle.text2im' })),
      t: node(
        'a',
        [],
        message('tool', {
          content_type: 'multimodal_text',
          parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'file-service://2' }],
        }),
      ),
    });
    expect(calls).toHaveLength(1);
    const [call] = calls;
    expect(call?.request).toContain('Draw a boat');
    expect(call?.request).toContain('quay.pdf');
    expect(call?.reply).toContain('"recipient":"dalle.text2im"');
    expect(call?.partial).toContain('images');
  });

  test('keeps what the person told about themselves for every talk', () => {
    const { calls } = of({
      s: node(
        null,
        ['q'],
        message(
          'user',
          { content_type: 'user_editable_context', user_profile: 'I am Ada', user_instructions: 'Be kind' },
          { metadata: { is_user_system_message: true, is_visually_hidden_from_conversation: true } },
        ),
      ),
      q: node('s', ['a'], message('user', 'Hello')),
      a: node('q', [], message('assistant', 'Hello Ada')),
    });
    expect(calls[0]?.request).toContain('I am Ada');
  });

  test('has every message in a call, or counts it as one that nobody answered', () => {
    const one = fc.record({
      role: fc.constantFrom('user', 'assistant', 'tool', 'system'),
      said: fc.string({ minLength: 1 }),
      parent: fc.nat(),
      isTold: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 25 }), (all) => {
        const parentOf = all.map(({ parent }, at) => (parent % (at + 1) === at ? null : parent % (at + 1)));
        const mapping = Object.fromEntries(
          all.map(({ role, said }, at) => {
            const children = all.flatMap((other, index) =>
              parentOf[index] === at && other.isTold ? [`n${index}`] : [],
            );
            const parent = parentOf[at] ?? null;
            return [
              `n${at}`,
              node(parent === null ? null : `n${parent}`, children, message(role, `${at}:${said}`)),
            ];
          }),
        );
        const { calls, unanswered } = of(mapping);
        const bodies = calls.map(bodyOf).join('');
        const lost = all.filter(({ said }, at) => !bodies.includes(JSON.stringify(`${at}:${said}`)));
        expect(lost.length).toBeLessThanOrEqual(unanswered);
        expect(lost.some(({ role }) => role === 'assistant')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an export of Claude', () => {
  const message = (uuid: string, sender: string, text: string, more: object = {}): object => ({
    uuid,
    sender,
    text,
    content: [{ type: 'text', text }],
    created_at: '2026-09-03T07:00:00Z',
    attachments: [],
    files: [],
    ...more,
  });
  const of = (...messages: readonly object[]): Parsed =>
    parse(new ClaudeExportParser(), { uuid: 'c', name: 'Boat', chat_messages: messages });

  test('whose question was asked again gives both answers the question, and each branch its own past', () => {
    const root = '00000000-0000-4000-8000-000000000000';
    const { calls } = of(
      message('q', 'human', 'Which colour?', { parent_message_uuid: root }),
      message('a', 'assistant', 'Blue', { parent_message_uuid: 'q' }),
      message('b', 'assistant', 'Red', { parent_message_uuid: 'q' }),
      message('q2', 'human', 'Why blue?', { parent_message_uuid: 'a' }),
      message('a2', 'assistant', 'The sea', { parent_message_uuid: 'q2' }),
    );
    expect(calls.map(({ request }) => request.includes('Which colour?'))).toEqual([true, true, false]);
    expect(calls.map(({ parent }) => parent)).toEqual([undefined, undefined, 'claude:a']);
  });

  test('keeps the text of what was attached, whole', () => {
    const { calls } = of(
      message('q', 'human', 'Explain', {
        attachments: [{ file_name: 'lease.txt', extracted_content: 'Tenant: Ada ☃' }],
      }),
      message('a', 'assistant', 'A lease'),
    );
    expect(calls[0]?.request).toContain('Tenant: Ada ☃');
  });

  test('has every message in a call, or counts it as one that nobody answered', () => {
    const one = fc.record({
      sender: fc.constantFrom('human', 'assistant'),
      said: fc.string({ minLength: 1 }),
      parent: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 25 }), (all) => {
        const messages = all.map(({ sender, said, parent }, at) =>
          message(
            `n${at}`,
            sender,
            `${at}:${said}`,
            parent === undefined ? {} : { parent_message_uuid: `n${parent % (at + 1)}` },
          ),
        );
        const { calls, unanswered } = of(...messages);
        const bodies = calls.map(bodyOf).join('');
        const lost = all.filter(({ said }, at) => !bodies.includes(JSON.stringify(`${at}:${said}`)));
        expect(lost.length).toBeLessThanOrEqual(unanswered);
        expect(lost.some(({ sender }) => sender === 'assistant')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
