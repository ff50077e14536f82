import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { drawPause, pauseAfter, retryAfterOf } from './retries.ts';

const options = { max: 2, firstMs: 500, longestMs: 8000 };
const failed = (status: number, more: Record<string, string | number> = {}): CommonholdError =>
  new CommonholdError('upstream_failed', { destination: 'acme', status, ...more });
const hour = 3_600_000;

describe('the pause before the same bytes go to the same place once more', () => {
  test.each([408, 425, 429, 500, 502, 503, 520, 521, 522, 523, 529])('is taken after status %i', (status) => {
    expect(pauseAfter(failed(status), 'generate', 1, options, hour)).toEqual({ fromMs: 0, spreadMs: 500 });
  });

  test.each([401, 402, 403, 404, 409, 501, 504, 505, 524])('is not taken after status %i', (status) => {
    expect(pauseAfter(failed(status), 'generate', 1, options, hour)).toBeUndefined();
  });

  test('is taken when nobody could be reached, and not when somebody may still be at work or has answered in part', () => {
    const after = (code: ConstructorParameters<typeof CommonholdError>[0]) =>
      pauseAfter(new CommonholdError(code), 'generate', 1, options, hour);
    expect(after('upstream_unreachable')).toBeDefined();
    for (const code of [
      'upstream_timeout',
      'upstream_stalled',
      'upstream_broke',
      'upstream_reply_invalid',
      'upstream_redirected',
      'upstream_refused',
      'destination_address_refused',
      'client_gone',
      'node_full',
      'internal',
    ] as const) {
      expect(after(code), code).toBeUndefined();
    }
  });

  test('is never taken for a tool, which may have done its work before it failed', () => {
    for (const operation of ['generate', 'count', 'embed'] as const) {
      expect(pauseAfter(failed(503), operation, 1, options, hour), operation).toBeDefined();
    }
    expect(pauseAfter(failed(503), 'tool', 1, options, hour)).toBeUndefined();
  });

  test('may be twice as long each time, up to the longest, and the number of them ends', () => {
    const spread = (tries: number): number | undefined =>
      pauseAfter(failed(503), 'generate', tries, { ...options, max: 9 }, hour)?.spreadMs;
    expect([1, 2, 3, 4, 5, 6, 9, 10].map(spread)).toEqual([
      500,
      1000,
      2000,
      4000,
      8000,
      8000,
      8000,
      undefined,
    ]);
    expect(pauseAfter(failed(503), 'generate', 1, { ...options, max: 0 }, hour)).toBeUndefined();
  });

  test('is as long as the destination asks at least, and is not taken when that is longer than the longest', () => {
    const asked = (retryAfter: number) =>
      pauseAfter(failed(429, { retryAfter }), 'generate', 1, options, hour);
    expect(asked(3)).toEqual({ fromMs: 3000, spreadMs: 500 });
    expect(asked(8)).toEqual({ fromMs: 8000, spreadMs: 500 });
    expect(asked(8.001)).toBeUndefined();
  });

  test('is not taken when the call would be over before it is', () => {
    expect(pauseAfter(failed(503), 'generate', 1, options, 499)).toBeUndefined();
    expect(pauseAfter(failed(429, { retryAfter: 3 }), 'generate', 1, options, 3400)).toBeUndefined();
  });

  test.each(['insufficient_quota', 'billing_hard_limit_reached', 'insufficient_balance', 'credit_exhausted'])(
    'is not taken when the allowance is used up (%s)',
    (kind) => expect(pauseAfter(failed(429, { kind }), 'generate', 1, options, hour)).toBeUndefined(),
  );

  test('is drawn from its whole width, so that calls that failed together come back apart', () => {
    const pause = { fromMs: 1000, spreadMs: 500 };
    expect(drawPause(pause, Buffer.from('00000000', 'hex'))).toBe(1000);
    expect(drawPause(pause, Buffer.from('80000000', 'hex'))).toBe(1250);
    expect(drawPause(pause, Buffer.from('ffffffff', 'hex'))).toBeCloseTo(1500);
  });
});

describe('what a destination asks for', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');

  test.each([
    ['0', 0],
    [' 12 ', 12],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ])('is read from %j', (text, seconds) => {
    expect(retryAfterOf({ 'retry-after': text }, now)).toBe(seconds);
  });

  test('is read from milliseconds first, where a vendor sends them', () => {
    expect(retryAfterOf({ 'retry-after-ms': '250', 'retry-after': '1' }, now)).toBe(0.25);
    expect(retryAfterOf({ 'retry-after-ms': 'soon', 'retry-after': '1' }, now)).toBe(1);
  });

  test.each(['', 'soon', '-1', '1.5', '1e9', '99999999999', 'Sun, 99 Foo'])(
    'is nothing when it cannot be read: %j',
    (text) => expect(retryAfterOf({ 'retry-after': text }, now)).toBeUndefined(),
  );
});
