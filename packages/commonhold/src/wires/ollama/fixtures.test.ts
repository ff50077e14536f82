import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { readStream } from '../codec.contract.ts';
import { ollama } from './index.ts';

/**
 * Answers in the shapes that Ollama really sends, each beside the parts that it is read as. A snapshot that changes is a change of
 * what the record and every other wire will say about such an answer.
 */
const folder = join(import.meta.dirname, 'fixtures');
const names = readdirSync(folder).filter((name) => !name.endsWith('.parts.json'));
const streams = names.filter((name) => name.endsWith('.ndjson'));

function read(name: string): Part[] {
  const bytes = readFileSync(join(folder, name));
  return name.endsWith('.ndjson') ? readStream(ollama, bytes) : ollama.reply.parse(bytes);
}

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
  test.each(names)('%s is read as its parts', async (name) => {
    const parts = JSON.stringify(read(name), undefined, 2);
    await expect(`${parts}\n`).toMatchFileSnapshot(join(folder, `${name}.parts.json`));
  });

  test.each(streams)('%s is read alike when it is split anywhere', (name) => {
    const bytes = readFileSync(join(folder, name));
    const whole = read(name);
    for (let cut = 1; cut < bytes.length; cut += 5) {
      expect(readStream(ollama, bytes, [cut, cut + 1])).toEqual(whole);
    }
  });

  test.each(names.filter((name) => name !== 'chat-breaks.ndjson'))(
    '%s says the same once it is written again, with its own durations',
    (name) => {
      const before = collect(read(name));
      const serializer = ollama.stream.serializer(contextFor(name));
      const bytes = Buffer.concat([...read(name).map((part) => serializer.push(part)), serializer.end()]);
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
    const serializer = ollama.stream.serializer(contextFor('generate-stream.ndjson'));
    const text = Buffer.concat([...parts.map((part) => serializer.push(part)), serializer.end()]).toString();
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
