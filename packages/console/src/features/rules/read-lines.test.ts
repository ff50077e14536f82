import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('lines are whole, however the bytes of an answer are cut', async () => {
  const text = '{"a":"é"}\n\n{"b":2}\n{"c":3}';
  for (const size of [1, 2, 3, 7, 100]) {
    const all = bytes(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < all.length; at += size) controller.enqueue(all.slice(at, at + size));
        controller.close();
      },
    });
    expect(await Array.fromAsync(readLines(body)), `${size}`).toEqual(['{"a":"é"}', '{"b":2}', '{"c":3}']);
  }
});

test('an answer of which enough was read is not waited for', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes('one\ntwo\n')),
    cancel: () => {
      isCancelled = true;
    },
  });
  for await (const line of readLines(body)) {
    expect(line).toBe('one');
    break;
  }
  expect(isCancelled).toBe(true);
});
