import { describe, expect, test } from 'vitest';
import type { GenerateCall, Sampling } from '#call';
import { engineSampling, fileSampling, resolveLogitBias, resolveSampling } from './sampling.ts';

function resolve(sampling: Sampling, declared: Record<string, unknown> = {}, deterministic = false) {
  return resolveSampling(asked(sampling, deterministic), fileSampling(declared), () => 42, 'small');
}

function asked(sampling: Sampling, deterministic = false): GenerateCall {
  return { operation: 'generate', model: 'small', messages: [], sampling, stream: false, deterministic };
}

describe('Sampling', () => {
  test("is the call's, then the file's, then the engine's", () => {
    expect(resolve({ topP: 0.5 }, { top_p: 0.6, temp: 0.7, min_p: 'much' })).toEqual({
      ...engineSampling,
      topP: 0.5,
      temperature: 0.7,
      seed: 42,
    });
  });

  test('takes a zero for an answer', () => {
    expect(resolve({ temperature: 0, topK: 0, minP: 0, seed: 0 }, { temp: 1 })).toMatchObject({
      temperature: 0,
      topK: 0,
      minP: 0,
      seed: 0,
    });
  });

  test('has the seed 0 when the call is deterministic and names none', () => {
    expect(resolve({}, {}, true).seed).toBe(0);
    expect(resolve({ seed: 5 }, {}, true).seed).toBe(5);
  });

  test.each<Sampling>([
    { temperature: -0.1 },
    { temperature: Number.NaN },
    { topK: 1.5 },
    { topP: 0 },
    { topP: 1.1 },
    { minP: -1 },
    { repeatPenalty: 0 },
    { frequencyPenalty: Infinity },
    { seed: -1 },
    { seed: 2 ** 32 },
  ])('that has no meaning is refused: %j', (sampling) => {
    expect(() => resolve(sampling)).toThrow('cannot be expressed');
  });

  test('is biased only for tokens that there are and that do not end the answer', () => {
    const bias = (logitBias: Record<string, number>) =>
      resolveLogitBias(asked({ logitBias }), 100, (token) => token === 2, 'small');
    expect([...bias({ 7: -100, 8: 1.5 })]).toEqual([
      [7, -100],
      [8, 1.5],
    ]);
    for (const wrong of ['100', '-1', 'x', '2']) expect(() => bias({ [wrong]: 1 })).toThrow('A bias of 1');
  });
});
