import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '#call';
import { readStream } from '../codec.contract.ts';
import { answersIn, isStream, streamOf, testReading } from '../vendor-answers.fixture.ts';
import { openAiResponses } from './index.ts';
import { parseRequest } from './parse-request.ts';

/** Answers in the shapes that vendors really send. */
const folder = join(import.meta.dirname, 'fixtures');
const answers = answersIn(folder, openAiResponses);
const { names, bytesOf, read } = answers;

const request = parseRequest({
  model: 'm',
  input: 'x',
  include: ['message.output_text.logprobs'],
  top_logprobs: 5,
});
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

interface WrittenItem {
  readonly type: string;
  readonly id?: string;
}

/** The items of the last event of a stream, in which the whole answer stands. */
function outputOf(bytes: Uint8Array): readonly WrittenItem[] {
  const events = Buffer.from(bytes).toString().trim().split('\n\n');
  const last = JSON.parse(events.at(-1)?.split('data: ')[1] ?? '') as {
    readonly response: { readonly output: readonly WrittenItem[] };
  };
  return last.response.output;
}

describe('answers of vendors', () => {
  testReading(folder, openAiResponses, answers, 23);

  test.each(names.filter(isStream))(
    '%s says the same as the whole answer that stands in its last event',
    (name) => {
      const text = bytesOf(name).toString().trim();
      const last = JSON.parse(text.split('\n\n').at(-1)?.split('data: ')[1] ?? '') as {
        readonly response: { readonly output?: unknown };
      };
      if (last.response.output === undefined) return;
      const whole = collect(openAiResponses.reply.parse(Buffer.from(JSON.stringify(last.response))));
      const streamed = collect(read(name));
      expect(streamed.choices).toEqual(whole.choices);
      expect(streamed.usage).toEqual(whole.usage);
    },
  );

  test.each(names.filter((name) => name !== 'openai-failed.sse'))(
    '%s says the same once it is written again, by items of the same ids in the same order',
    (name) => {
      const parts = read(name);
      const before = collect(parts);
      const bytes = streamOf(openAiResponses, parts, context);
      expect(collect(readStream(openAiResponses, bytes)).choices).toEqual(before.choices);
      const again = openAiResponses.reply.serialize(before, context);
      expect(collect(openAiResponses.reply.parse(again)).choices).toEqual(before.choices);
      const output = outputOf(bytes).map(({ type, id }) => ({ type, id }));
      const { output: whole } = JSON.parse(Buffer.from(again).toString()) as { output: WrittenItem[] };
      expect(whole.map(({ type, id }) => ({ type, id }))).toEqual(output);
    },
  );
});
