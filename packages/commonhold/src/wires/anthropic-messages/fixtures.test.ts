import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { readStream } from '../codec.contract.ts';
import { anthropicMessages } from './index.ts';
import { parseRequest } from './parse-request.ts';

/**
 * Answers in the shapes that Anthropic and servers that follow it really send, each beside the parts that it is read as. A
 * snapshot that changes is a change of what the record and every other wire will say about such an answer.
 */
const folder = join(import.meta.dirname, 'fixtures');
const names = readdirSync(folder).filter(
  (name) => /\.(sse|json)$/.test(name) && !name.endsWith('.parts.json'),
);
const streams = names.filter((name) => name.endsWith('.sse'));

function read(name: string): Part[] {
  const bytes = readFileSync(join(folder, name));
  return name.endsWith('.sse') ? readStream(anthropicMessages, bytes) : anthropicMessages.reply.parse(bytes);
}

const request = parseRequest({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

describe('answers of Anthropic', () => {
  test.each(names)('%s is read as its parts', async (name) => {
    const parts = JSON.stringify(read(name), undefined, 2);
    await expect(`${parts}\n`).toMatchFileSnapshot(join(folder, `${name}.parts.json`));
  });

  test.each(streams)('%s is read alike when it is split anywhere', (name) => {
    const bytes = readFileSync(join(folder, name));
    const whole = read(name);
    for (let cut = 1; cut < bytes.length; cut += 7) {
      expect(readStream(anthropicMessages, bytes, [cut, cut + 1])).toEqual(whole);
    }
  });

  test.each(names.filter((name) => name !== 'overloaded-after-200.sse'))(
    '%s says the same once it is written again as a stream',
    (name) => {
      const { id: _id, extra: _extra, unknown, ...before } = collect(read(name));
      const serializer = anthropicMessages.stream.serializer(context);
      const bytes = Buffer.concat([...read(name).map((part) => serializer.push(part)), serializer.end()]);
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
      const { id: _id, ...before } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string };
      const written = anthropicMessages.reply.serialize(collect(read(name)), context);
      const { id: _ours, ...after } = JSON.parse(Buffer.from(written).toString()) as { id: string };
      expect(after).toEqual(before);
    },
  );

  test('that break in the middle of a call of a tool are told as broken, and what was counted is known', () => {
    const bytes = readFileSync(join(folder, 'tool-use.sse'));
    const parser = anthropicMessages.stream.parser();
    const parts = parser.push(bytes.subarray(0, bytes.indexOf('Francisc')));
    expect(() => parser.end()).toThrow(/ended before its end mark/);
    expect(parts.findLast(({ type }) => type === 'usage')).toMatchObject({
      usage: { inputTokens: 472, outputTokens: 2 },
    });
  });

  test('with arguments whose call never began are refused, because nobody knows which tool they are for', () => {
    const lines = readFileSync(join(folder, 'tool-use.sse'), 'utf8').split('\n\n');
    const without = lines.filter((event) => !event.includes('"tool_use", "id"')).join('\n\n');
    expect(() => readStream(anthropicMessages, Buffer.from(without))).toThrow(/has not begun/);
  });
});
