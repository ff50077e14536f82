import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Reply } from '#call';
import { readStream } from '../codec.contract.ts';
import { answersIn, streamOf, testReading } from '../vendor-answers.fixture.ts';
import { gemini } from './index.ts';

/** Answers in the shapes that Google really sends. */
const folder = join(import.meta.dirname, 'fixtures');
const answers = answersIn(folder, gemini);
const { names, bytesOf, read } = answers;

const body = { contents: [], generationConfig: { responseLogprobs: true, logprobs: 5 } };
const requestIn = (form: string) =>
  gemini.request.parse(body, { operation: 'generate', model: 'm', stream: true, form });

describe('answers of Google', () => {
  testReading(folder, gemini, answers);

  test.each(names.filter((name) => !name.includes('overloaded')))(
    '%s says the same once it is written again, as one document, as events and as an array',
    (name) => {
      const before = said(collect(read(name)));
      for (const form of ['sse', 'json']) {
        const context = { call: '01call', model: 'm', created: 1_760_000_000, request: requestIn(form) };
        const bytes = streamOf(gemini, read(name), context);
        expect(said(collect(readStream(gemini, bytes)))).toEqual(before);
        const whole = gemini.reply.serialize(collect(read(name)), context);
        expect(said(collect(gemini.reply.parse(whole)))).toEqual(before);
      }
    },
  );

  test('a stream that was cut anywhere before its reason broke off, as events and as an array', () => {
    for (const name of ['google-stream.sse', 'google-array.stream']) {
      const bytes = bytesOf(name);
      const end = name.endsWith('.sse') ? bytes.indexOf('finishReason') : bytes.length;
      for (let cut = 0; cut < end; cut++) {
        expect(() => readStream(gemini, bytes.subarray(0, cut))).toThrow(/ended/);
      }
    }
  });
});

/** What an answer says; the id is ours where we write it, and of what responses of a stream repeat the last word counts. */
function said({ id: _id, created: _created, usage, extra, unknown, choices, ...rest }: Reply) {
  const own: unknown[] = [];
  const beside = new Map<unknown, object>();
  for (const { value } of unknown) {
    const { candidate, fields } = value as { candidate?: number; fields?: object };
    if (fields) beside.set(candidate, { ...beside.get(candidate), ...fields });
    else own.push(value);
  }
  return { ...rest, choices, usage, extra, own, beside };
}
