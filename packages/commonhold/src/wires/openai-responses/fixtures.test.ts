import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { readStream } from '../codec.contract.ts';
import { openAiResponses } from './index.ts';
import { parseRequest } from './parse-request.ts';

/**
 * Answers in the shapes that vendors really send, each beside the parts that it is read as. A snapshot that changes
 * is a change of what the record and every other wire will say about such an answer.
 */
const folder = join(import.meta.dirname, 'fixtures');
const names = readdirSync(folder).filter(
  (name) => /\.(sse|json)$/.test(name) && !name.endsWith('.parts.json'),
);
const streams = names.filter((name) => name.endsWith('.sse'));

function read(name: string): Part[] {
  const bytes = readFileSync(join(folder, name));
  return name.endsWith('.sse') ? readStream(openAiResponses, bytes) : openAiResponses.reply.parse(bytes);
}

const request = parseRequest({
  model: 'm',
  input: 'x',
  include: ['message.output_text.logprobs'],
  top_logprobs: 5,
});
const context = { call: '01call', model: 'm', created: 1_760_000_000, request };

function written(parts: readonly Part[]): Uint8Array {
  const serializer = openAiResponses.stream.serializer(context);
  return Buffer.concat([...parts.map((part) => serializer.push(part)), serializer.end()]);
}

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
  test.each(names)('%s is read as its parts', async (name) => {
    const parts = JSON.stringify(read(name), undefined, 2);
    await expect(`${parts}\n`).toMatchFileSnapshot(join(folder, `${name}.parts.json`));
  });

  test.each(streams)('%s is read alike when it is split anywhere', (name) => {
    const bytes = readFileSync(join(folder, name));
    const whole = read(name);
    for (let cut = 1; cut < bytes.length; cut += 23) {
      expect(readStream(openAiResponses, bytes, [cut, cut + 1])).toEqual(whole);
    }
  });

  test.each(streams)('%s says the same as the whole answer that stands in its last event', (name) => {
    const text = readFileSync(join(folder, name)).toString().trim();
    const last = JSON.parse(text.split('\n\n').at(-1)?.split('data: ')[1] ?? '') as {
      readonly response: { readonly output?: unknown };
    };
    if (last.response.output === undefined) return;
    const whole = collect(openAiResponses.reply.parse(Buffer.from(JSON.stringify(last.response))));
    const streamed = collect(read(name));
    expect(streamed.choices).toEqual(whole.choices);
    expect(streamed.usage).toEqual(whole.usage);
  });

  test.each(names.filter((name) => name !== 'openai-failed.sse'))(
    '%s says the same once it is written again, by items of the same ids in the same order',
    (name) => {
      const parts = read(name);
      const before = collect(parts);
      const bytes = written(parts);
      expect(collect(readStream(openAiResponses, bytes)).choices).toEqual(before.choices);
      const again = openAiResponses.reply.serialize(before, context);
      expect(collect(openAiResponses.reply.parse(again)).choices).toEqual(before.choices);
      const output = outputOf(bytes).map(({ type, id }) => ({ type, id }));
      const { output: whole } = JSON.parse(Buffer.from(again).toString()) as { output: WrittenItem[] };
      expect(whole.map(({ type, id }) => ({ type, id }))).toEqual(output);
    },
  );
});
