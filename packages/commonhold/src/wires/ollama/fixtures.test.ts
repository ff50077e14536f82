import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '#call';
import { readStream } from '../codec.contract.ts';
import { answersIn, streamOf, testReading } from '../vendor-answers.fixture.ts';
import { ollama } from './index.ts';

/** Answers in the shapes that Ollama really sends. */
const folder = join(import.meta.dirname, 'fixtures');
const answers = answersIn(folder, ollama);
const { names, read } = answers;

function contextFor(name: string) {
  const form = name.startsWith('generate') ? 'generate' : 'chat';
  const body = {
    model: 'm',
    logprobs: true,
    top_logprobs: 5,
    ...(form === 'chat' ? { messages: [{ role: 'user', content: 'x' }] } : { prompt: 'x' }),
  };
  const request = ollama.request.parse(body, { operation: 'generate', form });
  return { call: '01call', model: 'm', created: 1_760_000_000, request, elapsedMs: () => 12 };
}

describe('answers of Ollama', () => {
  testReading(folder, ollama, answers, 5);

  test.each(names.filter((name) => name !== 'chat-breaks.ndjson'))(
    '%s says the same once it is written again, with its own durations',
    (name) => {
      const before = collect(read(name));
      const bytes = streamOf(ollama, read(name), contextFor(name));
      expect(collect(readStream(ollama, bytes))).toMatchObject({
        choices: before.choices,
        ...(before.usage ? { usage: before.usage } : {}),
      });
      const whole = collect(ollama.reply.parse(ollama.reply.serialize(before, contextFor(name))));
      expect(whole).toMatchObject({
        choices: before.choices,
        ...(before.usage ? { usage: before.usage } : {}),
        ...(before.extra ? { extra: before.extra } : {}),
      });
    },
  );

  test('a stream is told in the form that was asked for', () => {
    const parts = read('generate-stream.ndjson');
    const text = streamOf(ollama, parts, contextFor('generate-stream.ndjson')).toString();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ response, done }) => [response, done])).toEqual([
      ['def', false],
      [' f', false],
      ['', true],
    ]);
    expect(lines.at(-1)).toMatchObject({ context: [529, 30142, 13], done_reason: 'stop', eval_count: 4 });
    expect(lines[0]).not.toHaveProperty('message');
  });
});
