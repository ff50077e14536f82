import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StopBuffer } from './stop-buffer.ts';

function run(stops: readonly string[], texts: readonly string[]) {
  const buffer = new StopBuffer<number>(stops);
  const left = texts.flatMap((text, note) => [...buffer.push({ text, note })]);
  return { left: [...left, ...buffer.end()], stopped: buffer.stopped };
}

describe('Stop strings', () => {
  test('split over pieces cut the answer before them and take their notes with them', () => {
    const { left, stopped } = run(['END'], ['say E', 'N', 'D and more']);
    expect(left).toEqual([{ text: 'say ', note: 0 }]);
    expect(stopped).toBe(true);
  });

  test('hold nothing back once a beginning turns out to be none', () => {
    const buffer = new StopBuffer<undefined>(['END']);
    expect(buffer.push({ text: 'E', note: undefined })).toEqual([]);
    expect(buffer.push({ text: 'x', note: undefined }).map((piece) => piece.text)).toEqual(['E', 'x']);
  });

  test('let through what only looked like a beginning when the answer ends', () => {
    expect(run(['END'], ['the EN']).left).toEqual([{ text: 'the EN', note: 0 }]);
  });

  test('give the text before the first of them, whatever the pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(text), fc.array(text, { maxLength: 3 }), (texts, stops) => {
        const whole = texts.join('');
        const found = stops.filter((stop) => stop !== '' && whole.includes(stop));
        const end = Math.min(whole.length, ...found.map((stop) => whole.indexOf(stop)));
        const { left, stopped } = run(stops, texts);
        // Of stop strings that overlap, the one that is complete first counts.
        const written = left.map((piece) => piece.text).join('');
        expect(whole.startsWith(written)).toBe(true);
        expect(stopped).toBe(found.length > 0);
        if (found.length <= 1) expect(written).toBe(whole.slice(0, end));
        for (const stop of found) expect(written).not.toContain(stop);
      }),
    );
  });
});
