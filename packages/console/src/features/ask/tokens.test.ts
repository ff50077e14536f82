import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Alternative,
  bandOf,
  beginningOf,
  bitsOf,
  probabilityOf,
  rankOf,
  readTokens,
  sharesAt,
  spelled,
} from './tokens.ts';

const alternative = (text: string, probability: number, id?: number): Alternative => ({
  text,
  logprob: Math.log(probability),
  bytes: [...new TextEncoder().encode(text)],
  id,
});

const wire = [
  {
    token: ' fox',
    logprob: Math.log(0.25),
    bytes: [32, 102, 111, 120],
    id: 7,
    top_logprobs: [
      { token: ' dog', logprob: Math.log(0.5), bytes: [32, 100, 111, 103], id: 8 },
      { token: ' fox', logprob: Math.log(0.25), bytes: [32, 102, 111, 120], id: 7 },
    ],
  },
  { token: 3 },
];

describe('tokens', () => {
  test('are read alike from the wire and from the engine’s own lines, and what is none is left out', () => {
    const [token, ...others] = readTokens(wire);
    expect(others).toEqual([]);
    expect(token).toMatchObject({ text: ' fox', id: 7, alternatives: [{ text: ' dog' }, { id: 7 }] });
    const { top_logprobs: alternatives, ...own } = wire[0] ?? {};
    expect(readTokens([{ ...own, alternatives }])).toEqual([token]);
    expect(readTokens(undefined)).toEqual([]);
  });

  test('say how likely and how surprising they were, and in which place', () => {
    const [token] = readTokens(wire);
    if (token === undefined) throw new Error('no token');
    expect(probabilityOf(token)).toBeCloseTo(0.25);
    expect(bitsOf(token)).toBeCloseTo(2);
    expect(rankOf(token)).toBe(2);
    expect(bandOf(token)).toBe(2);
  });

  test('that the settings had excluded have no probability, and the least sure shade', () => {
    const excluded = { ...alternative('x', 1), logprob: -9999 };
    expect(probabilityOf(excluded)).toBeUndefined();
    expect(bitsOf(excluded)).toBeUndefined();
    expect(bandOf(excluded)).toBe(4);
  });

  test('spell characters that are cut into several of them', () => {
    const [first, second] = [
      [0xf0, 0x9f],
      [0xa6, 0x8a],
    ].map((bytes) => ({ ...alternative('\ufffd', 0.5), bytes }));
    if (!first || !second) throw new Error('no tokens');
    expect(spelled([first, second])).toBe('🦊');
  });
});

describe('the beginning of a fork', () => {
  const tokens = [alternative('A', 0.5, 1), alternative(' fox', 0.5, 2), alternative(' ran', 0.5, 3)].map(
    (token) => ({
      ...token,
      alternatives: [],
    }),
  );

  test('is all that stood before, and the other token', () => {
    expect(beginningOf(tokens, 1, alternative(' dog', 0.1, 9))).toEqual({ text: 'A dog', ids: [1, 9] });
  });

  test('names no ids when one of them is unknown, so that nothing is guessed', () => {
    expect(beginningOf(tokens, 1, alternative(' dog', 0.1)).ids).toBeUndefined();
  });
});

describe('another temperature', () => {
  const chances = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 5 });

  test('shares the whole, keeps the order, and gives what was drawn from at the temperature that it was drawn at', () => {
    fc.assert(
      fc.property(chances, fc.double({ min: 0.1, max: 2, noNaN: true }), (list, temperature) => {
        const whole = list.reduce((sum, one) => sum + one, 0);
        const alternatives = list.map((one, index) => alternative(String(index), one / whole, index));
        const shares = sharesAt(alternatives, 0.8, temperature);
        expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
        for (const [index, share] of shares.entries()) {
          const likelier = list.findIndex((one) => one > (list[index] ?? 0) * 1.001);
          if (likelier !== -1) expect(shares[likelier]).toBeGreaterThanOrEqual(share);
        }
        const same = sharesAt(alternatives, 0.8, 0.8);
        for (const [index, share] of same.entries()) expect(share).toBeCloseTo((list[index] ?? 0) / whole);
      }),
    );
  });

  test('of zero leaves only the likeliest', () => {
    expect(sharesAt([alternative('a', 0.2), alternative('b', 0.7)], 0.8, 0)).toEqual([0, 1]);
  });
});
