import { describe, expect, test } from 'vitest';
import { BrokenElement, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { ChatgptParser } from './chatgpt.ts';
import { ClaudeExportParser } from './claude.ts';

/** Calls in a conversation, each message of which is `[id, parent, whether a model wrote it, text]`. */
type Said = readonly [id: string, parent: string | undefined, isAnswer: boolean, text: string];

const forms: readonly (readonly [string, () => FormatParser, (said: readonly Said[]) => object])[] = [
  [
    'Claude',
    () => new ClaudeExportParser(),
    (said) => ({
      uuid: 'c',
      chat_messages: said.map(([uuid, parent, isAnswer, text]) => ({
        uuid,
        parent_message_uuid: parent,
        sender: isAnswer ? 'assistant' : 'human',
        text,
      })),
    }),
  ],
  [
    'ChatGPT',
    () => new ChatgptParser(),
    (said) => ({
      conversation_id: 'c',
      mapping: Object.fromEntries(
        said.map(([id, parent, isAnswer, text]) => [
          id,
          {
            parent,
            message: {
              author: { role: isAnswer ? 'assistant' : 'user' },
              content: { content_type: 'text', parts: [text] },
            },
          },
        ]),
      ),
    }),
  ],
];

/** A chain of what a person said, with an answer to each message of it where wanted. */
function chain(count: number, text: string, areAnswered: boolean): Said[] {
  return Array.from({ length: count }, (_, at): Said[] => [
    [`q${at}`, at === 0 ? undefined : `q${at - 1}`, false, text],
    ...(areAnswered ? [[`a${at}`, `q${at}`, true, 'Yes.'] as const] : []),
  ]).flat();
}

describe.each(forms)('a conversation of %s by a stranger', (_, parser, written) => {
  const read = (said: readonly Said[], onCall: (call: ImportedCall) => void): number => {
    const reading = parser();
    for (const call of reading.push({ number: 1, text: JSON.stringify(written(said)) })) onCall(call);
    return reading.unanswered();
  };

  test('of 40,000 messages that nobody answered takes the memory of 40,000 messages, and not of their square', () => {
    expect(read(chain(40_000, 'x', false), () => undefined)).toBe(40_000);
  });

  test('that would become a hundred times its size on record is broken, and read no further', () => {
    let bytes = 0;
    const bomb = chain(700, 'y'.repeat(10_000), true);
    expect(() => read(bomb, ({ request }) => (bytes += request.length))).toThrow(BrokenElement);
    expect(bytes).toBeLessThan(300 * 1024 * 1024);
  });

  test('in which a long text was answered again and again is read', () => {
    const again = Array.from({ length: 30 }, (_none, at): Said => [`a${at}`, 'q', true, `Answer ${at}`]);
    const calls: string[] = [];
    read([['q', undefined, false, 'z'.repeat(1_000_000)], ...again], ({ reply }) => calls.push(reply ?? ''));
    expect(calls).toHaveLength(30);
  });
});
