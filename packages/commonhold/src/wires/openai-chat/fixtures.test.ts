import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { readStream } from '../codec.contract.ts';
import { openAiChat } from './index.ts';
import { parseRequest } from './parse-request.ts';

/**
 * Answers in the shapes that vendors really send, each beside the parts that it is read as. A snapshot that changes
 * is a change of what the record and every other wire will say about such an answer.
 */
const folder = join(import.meta.dirname, 'fixtures');
const names = readdirSync(folder).filter(
  (name) => /\.(sse|json)$/.test(name) && !name.endsWith('.parts.json'),
);

function read(name: string): Part[] {
  const bytes = readFileSync(join(folder, name));
  return name.endsWith('.sse') ? readStream(openAiChat, bytes) : openAiChat.reply.parse(bytes);
}

const request = parseRequest({
  model: 'm',
  messages: [{ role: 'user', content: 'x' }],
  stream_options: { include_usage: true },
  logprobs: true,
  top_logprobs: 5,
});
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

describe('answers of vendors', () => {
  test.each(names)('%s is read as its parts', async (name) => {
    const parts = JSON.stringify(read(name), undefined, 2);
    await expect(`${parts}\n`).toMatchFileSnapshot(join(folder, `${name}.parts.json`));
  });

  test.each(names.filter((name) => name.endsWith('.sse')))(
    '%s is read alike when it is split anywhere',
    (name) => {
      const bytes = readFileSync(join(folder, name));
      const whole = read(name);
      for (let cut = 1; cut < bytes.length; cut += 7) {
        expect(readStream(openAiChat, bytes, [cut, cut + 1])).toEqual(whole);
      }
    },
  );

  test.each(names.filter((name) => name !== 'openrouter-error.sse'))(
    '%s says the same once it is written again',
    (name) => {
      const { id: _id, ...before } = collect(read(name));
      const serializer = openAiChat.stream.serializer(context);
      const bytes = Buffer.concat([...read(name).map((part) => serializer.push(part)), serializer.end()]);
      const { id: _ours, ...streamed } = collect(readStream(openAiChat, bytes));
      expect(streamed).toMatchObject({ choices: before.choices, unknown: before.unknown });
      const { id: _again, ...whole } = collect(
        openAiChat.reply.parse(openAiChat.reply.serialize(collect(read(name)), context)),
      );
      expect(whole).toMatchObject({
        choices: before.choices,
        ...(before.extra ? { extra: before.extra } : {}),
      });
    },
  );
});
