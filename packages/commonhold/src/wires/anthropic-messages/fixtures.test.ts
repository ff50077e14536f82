import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '#call';
import { readStream } from '../codec.contract.ts';
import { answersIn, streamOf, testReading } from '../vendor-answers.fixture.ts';
import { anthropicMessages } from './index.ts';
import { parseRequest } from './parse-request.ts';

/** Answers in the shapes that Anthropic and servers that follow it really send. */
const folder = join(import.meta.dirname, 'fixtures');
const answers = answersIn(folder, anthropicMessages);
const { names, bytesOf, read } = answers;

const request = parseRequest({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

describe('answers of Anthropic', () => {
  testReading(folder, anthropicMessages, answers);

  test.each(names.filter((name) => name !== 'overloaded-after-200.sse'))(
    '%s says the same once it is written again as a stream',
    (name) => {
      const { id: _id, extra: _extra, unknown, ...before } = collect(read(name));
      const bytes = streamOf(anthropicMessages, read(name), context);
      const {
        id: _ours,
        extra: _own,
        unknown: again,
        ...after
      } = collect(readStream(anthropicMessages, bytes));
      expect(after).toEqual(before);
      // Citations of a whole answer come as pieces of a stream; anything else comes as it was.
      const pieces = unknown.filter(({ value }) => !JSON.stringify(value).includes('citations'));
      expect(again).toEqual(expect.arrayContaining(pieces));
    },
  );

  test.each(['message.json', 'citations.json'])(
    '%s is the same document once it is written again',
    (name) => {
      const { id: _id, ...before } = JSON.parse(bytesOf(name).toString()) as { id: string };
      const written = anthropicMessages.reply.serialize(collect(read(name)), context);
      const { id: _ours, ...after } = JSON.parse(Buffer.from(written).toString()) as { id: string };
      expect(after).toEqual(before);
    },
  );

  test('that break in the middle of a call of a tool are told as broken, and what was counted is known', () => {
    const bytes = bytesOf('tool-use.sse');
    const parser = anthropicMessages.stream.parser();
    const parts = parser.push(bytes.subarray(0, bytes.indexOf('Francisc')));
    expect(() => parser.end()).toThrow(/ended before its end mark/);
    expect(parts.findLast(({ type }) => type === 'usage')).toMatchObject({
      usage: { inputTokens: 472, outputTokens: 2 },
    });
  });

  test('with arguments whose call never began are refused, because nobody knows which tool they are for', () => {
    const lines = bytesOf('tool-use.sse').toString().split('\n\n');
    const without = lines.filter((event) => !event.includes('"tool_use", "id"')).join('\n\n');
    expect(() => readStream(anthropicMessages, Buffer.from(without))).toThrow(/has not begun/);
  });
});
