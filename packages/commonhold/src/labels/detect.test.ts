import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from './detect.ts';
import { contextMax, matchMax, windowMax } from './detector.ts';
import { email } from './detectors/email.ts';
import { paymentCard } from './detectors/payment-card.ts';

const found = (text: string): string[] =>
  detect(text, [email, paymentCard]).map(
    ({ start, end, detector }) => `${detector}: ${text.slice(start, end)}`,
  );

describe('what is found in a text', () => {
  test('is told with its place in the text as it was given', () => {
    expect(found('Pay ４１１１\u200B１１１１ 1111–1111, says ada@example.org.')).toEqual([
      'payment-card: ４１１１\u200B１１１１ 1111–1111',
      'email: ada@example.org',
    ]);
  });

  test('is found wherever it stands in a long text, once', () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '7', '.', '@'), maxLength: 2 * windowMax });
    const thing = fc.constantFrom('jane.roe@example.org', '4111 1111 1111 1111', '5555-5555-5555-4444');
    fc.assert(
      fc.property(around, thing, around, (before, value, after) => {
        const text = `${before} x ${value} x ${after}`;
        const start = before.length + 3;
        const here = detect(text, [email, paymentCard]).filter((one) => one.start === start);
        expect(here.map(({ end }) => text.slice(start, end))).toEqual([value]);
      }),
    );
  });

  test('is the same in every place relative to the windows', () => {
    for (let before = 0; before < 2 * windowMax; before++) {
      const text = `${'1 '.repeat(before)}x 4111111111111111 x`;
      expect(found(text), `${before}`).toEqual(['payment-card: 4111111111111111']);
    }
  });

  test('never is a part of something longer that a window cuts off', () => {
    for (const length of [windowMax - contextMax, matchMax, windowMax, 3 * windowMax]) {
      expect(found('4'.repeat(length))).toEqual([]);
    }
  });
});
