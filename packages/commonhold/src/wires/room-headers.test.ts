import { expect, test } from 'vitest';
import { codecs } from './codecs.ts';
import type { LimitsLeft } from './wire.ts';

const left: LimitsLeft = {
  requests: { limit: 60, remaining: 59, resetMs: 60_000 },
  tokens: { limit: 1000, remaining: 0, resetMs: 1500 },
};
const now = Date.UTC(2026, 10, 22, 12);

test('clients of OpenAI are told what is left in the headers that OpenAI uses', () => {
  for (const wire of ['openai-chat', 'openai-responses'] as const) {
    expect(codecs[wire].http.limits?.(left, now)).toEqual({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1m0s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1.5s',
    });
  }
});

test('clients of Anthropic are told in Anthropic’s, where a reset is a moment', () => {
  expect(codecs['anthropic-messages'].http.limits?.(left, now)).toEqual({
    'anthropic-ratelimit-requests-limit': '60',
    'anthropic-ratelimit-requests-remaining': '59',
    'anthropic-ratelimit-requests-reset': '2026-11-22T12:01:00Z',
    'anthropic-ratelimit-tokens-limit': '1000',
    'anthropic-ratelimit-tokens-remaining': '0',
    'anthropic-ratelimit-tokens-reset': '2026-11-22T12:00:02Z',
  });
});

test('what has no limit is not told of, and wires without such headers get none', () => {
  expect(codecs['openai-chat'].http.limits?.({}, now)).toEqual({});
  expect(
    codecs['openai-chat'].http.limits?.({ requests: { limit: 5, remaining: 5, resetMs: 0 } }, now),
  ).toEqual({
    'x-ratelimit-limit-requests': '5',
    'x-ratelimit-remaining-requests': '5',
    'x-ratelimit-reset-requests': '0s',
  });
  for (const wire of ['gemini', 'ollama', 'native'] as const)
    expect(Object.keys(codecs[wire].http)).not.toContain('limits');
});
