import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { Store } from '#store';
import { authenticate } from './authenticate.ts';
import { keyChanges, Keys, newKeyOptions } from './keys.ts';

const start = Date.UTC(2026, 10, 22, 12);
const hourMs = 3_600_000;
let now: number;
const clock = { now: () => now, monotonic: () => 0 };
let keys: Keys;

beforeEach(async () => {
  now = start;
  keys = await Keys.load({ read: async () => [] } as unknown as Store);
});

function add(expires?: string): { readonly id: string; readonly key: string } {
  const prepared = keys.prepareAdd(newKeyOptions.parse({ name: 'an app', expires }), clock, randomBytes);
  prepared.apply();
  return prepared;
}

function rotate(id: string, graceMs: number) {
  const prepared = keys.prepareRotate(id, graceMs, clock, randomBytes);
  if (prepared === undefined) throw new Error('not rotated');
  prepared.added.apply();
  prepared.ended.apply();
  return prepared;
}

/** How a key is answered at a time. */
function at(time: number, key: string): string {
  try {
    return authenticate((name) => (name === 'x-commonhold-key' ? key : undefined), keys, time).name;
  } catch (thrown) {
    if (thrown instanceof CommonholdError) return thrown.code;
    throw thrown;
  }
}

describe('a key with an end', () => {
  test.each([
    ['a span', '1d', start + 24 * hourMs],
    ['a day, whose end is meant, in UTC', '2026-11-23', Date.UTC(2026, 10, 24)],
    ['a moment', '2026-11-22T12:00:00.001Z', start + 1],
  ])('given as %s holds until that millisecond and not in it', (_form, expires, end) => {
    const { key, id } = add(expires);
    expect([at(end - 1, key), at(end, key), at(end + 1, key)]).toEqual([
      'an app',
      'key_expired',
      'key_expired',
    ]);
    // What is asked for sessions and for approvals goes by the same end.
    expect([keys.byId(id, end - 1)?.name, keys.byId(id, end)]).toEqual(['an app', undefined]);
  });

  test('holds again when the clock is set back: the date of the machine decides, and its owner sets it', () => {
    const { key } = add('1d');
    expect(at(start + 25 * hourMs, key)).toBe('key_expired');
    expect(at(start, key)).toBe('an app');
  });

  test('is listed with its end before it comes, and holds on once the end is taken away', () => {
    const { key, id } = add('1d');
    expect(keys.find(id)?.expires).toBe('2026-11-23T12:00:00.000Z');
    keys.prepareChange(id, keyChanges.parse({ expires: 'never' }), clock)?.apply();
    expect(at(start + 1000 * hourMs, key)).toBe('an app');
  });

  test.each(['2026-11-21', '2026-02-30', '2026-11-22T12:00:00Z'])(
    'cannot be made to end at %s, now',
    (expires) => {
      expect(() => add(expires)).toThrow('expires:');
    },
  );
});

describe('a key that was rotated', () => {
  test('is accepted for the grace to the millisecond, and the one after it from the start and without an end', () => {
    const old = add();
    const { added, expires } = rotate(old.id, 24 * hourMs);
    const end = start + 24 * hourMs;
    expect(Date.parse(expires)).toBe(end);
    expect([at(end - 1, old.key), at(end, old.key)]).toEqual(['an app', 'key_expired']);
    expect([at(start, added.key), at(end + 1000 * hourMs, added.key)]).toEqual(['an app', 'an app']);
  });

  test('without a grace is refused at once, in the same millisecond', () => {
    const old = add();
    rotate(old.id, 0);
    expect(at(start, old.key)).toBe('key_expired');
  });

  test('is not given a longer life by the grace', () => {
    const old = add('2026-11-22T13:00:00Z');
    rotate(old.id, 24 * hourMs);
    expect([at(start + hourMs - 1, old.key), at(start + hourMs, old.key)]).toEqual(['an app', 'key_expired']);
  });

  test('a second time ends each in its own time, and all three are one caller', () => {
    const first = add();
    const second = rotate(first.id, 2 * hourMs).added;
    now += hourMs;
    const third = rotate(second.id, 2 * hourMs).added;
    expect([at(start + 2 * hourMs, first.key), at(start + 2 * hourMs, second.key)]).toEqual([
      'key_expired',
      'an app',
    ]);
    expect(at(start + 3 * hourMs, second.key)).toBe('key_expired');
    const ids = [first, second, third].map(({ id }) => keys.byId(id, start + 1)?.id);
    expect(new Set(ids).size).toBe(1);
  });
});

test('what is changed of a key holds from the next request on, without anything that could be stale', () => {
  const { key, id } = add();
  const who = () => authenticate((name) => (name === 'x-commonhold-key' ? key : undefined), keys, now);
  const before = who();
  keys.prepareChange(id, keyChanges.parse({ scope: { models: ['house'] } }), clock)?.apply();
  expect([before.scope, who().scope]).toEqual([undefined, { models: ['house'] }]);
  keys.prepareRevoke(id, clock).apply();
  expect(at(now, key)).toBe('key_unknown');
  // A change that was on its way when the key was revoked does not bring it back.
  expect(keys.prepareChange(id, keyChanges.parse({ expires: '1d' }), clock)).toBeUndefined();
});

test('a change that was prepared before a key was revoked does not bring it back', () => {
  const { key, id } = add();
  const change = keys.prepareChange(id, keyChanges.parse({ expires: '1d' }), clock);
  keys.prepareRevoke(id, clock).apply();
  change?.apply();
  expect(at(now, key)).toBe('key_unknown');
});
