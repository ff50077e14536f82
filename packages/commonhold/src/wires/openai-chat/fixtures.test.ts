import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '#call';
import { readStream } from '../codec.contract.ts';
import { answersIn, streamOf, testReading } from '../vendor-answers.fixture.ts';
import { openAiChat } from './index.ts';
import { parseRequest } from './parse-request.ts';

/** Answers in the shapes that vendors really send. */
const folder = join(import.meta.dirname, 'fixtures');
const answers = answersIn(folder, openAiChat);
const { names, read } = answers;

const request = parseRequest({
  model: 'm',
  messages: [{ role: 'user', content: 'x' }],
  stream_options: { include_usage: true },
  logprobs: true,
  top_logprobs: 5,
});
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

describe('answers of vendors', () => {
  testReading(folder, openAiChat, answers);

  test.each(names.filter((name) => name !== 'openrouter-error.sse'))(
    '%s says the same once it is written again',
    (name) => {
      const { id: _id, ...before } = collect(read(name));
      const bytes = streamOf(openAiChat, read(name), context);
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
