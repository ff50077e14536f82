import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventData } from './server-sent-events.ts';

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...places.map((place) => place % (bytes.length + 1)), 0, bytes.length].sort(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, index) => bytes.slice(sorted[index], end));
}

test.each(['\n', '\r\n', '\r'])(
  'events come out whole wherever the bytes are cut, with line ends %j',
  async (end) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/[\r\n]/g, '') || 'x'),
        ),
        fc.array(fc.nat({ max: 10_000 }), { maxLength: 20 }),
        async (events, places) => {
          const text = events
            .map((data) => `: a comment${end}event: x${end}data: ${data}${end}${end}`)
            .join('');
          const read = await Array.fromAsync(
            eventData(streamOf(cut(new TextEncoder().encode(text), places))),
          );
          expect(read).toEqual(events);
        },
      ),
      { numRuns: 60 },
    );
  },
);

test('an event that is not closed by an empty line still counts, so that the last word is not lost', async () => {
  expect(
    await Array.fromAsync(eventData(streamOf([new TextEncoder().encode('data: one\n\ndata:two')]))),
  ).toEqual(['one', 'two']);
});
