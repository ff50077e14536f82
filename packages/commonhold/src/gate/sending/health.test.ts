import { describe, expect, test } from 'vitest';
import { CommonholdError, type ErrorCode } from '#base';
import type { Candidate } from '../candidate.ts';
import { candidate } from '../gate.fixture.ts';
import { Health } from './health.ts';

const patience = {
  retries: { max: 0, firstMs: 1, longestMs: 1 },
  breaker: { failures: 3, windowMs: 10_000, restMs: 5000 },
};

function world(more: Partial<Candidate> = {}) {
  let time = 1000;
  const health = new Health({ now: () => 1_000_000 + time, monotonic: () => time });
  const acme = candidate([], 'acme', {}, { patience, ...more });
  const sent = (code?: ErrorCode, values = {}): boolean => {
    using entered = health.enter(acme);
    if (entered === undefined) return false;
    entered.ended(code === undefined ? undefined : new CommonholdError(code, values));
    return true;
  };
  const failing = (times: number): void => {
    for (let time = 0; time < times; time++) sent('upstream_unreachable');
  };
  return { health, acme, sent, failing, pass: (ms: number) => (time += ms) };
}

describe('a destination', () => {
  test('rests after as many failures in the window as its row says, for as long as its row says', () => {
    const { health, acme, sent, failing, pass } = world();
    failing(2);
    expect(health.restsMs(acme)).toBeUndefined();
    failing(1);
    expect(health.restsMs(acme)).toBe(5000);
    expect(sent()).toBe(false);
    pass(4999);
    expect(health.restsMs(acme)).toBe(1);
    pass(1);
    expect(health.restsMs(acme)).toBeUndefined();
  });

  test('does not rest for failures that lie apart', () => {
    const { health, acme, failing, pass } = world();
    for (let times = 0; times < 5; times++) {
      failing(2);
      pass(10_000);
    }
    expect(health.restsMs(acme)).toBeUndefined();
  });

  test('does not rest while it answers more often than it fails', () => {
    const { health, acme, sent, failing } = world();
    for (let times = 0; times < 10; times++) sent();
    failing(9);
    expect(health.restsMs(acme)).toBeUndefined();
    failing(1);
    expect(health.restsMs(acme)).toBeDefined();
  });

  test('is tried by one call at a time after its rest, and is back with the first answer', () => {
    const { health, acme, sent, failing, pass } = world();
    failing(3);
    pass(5000);
    using probe = health.enter(acme);
    expect(probe).toBeDefined();
    expect(sent()).toBe(false);
    expect(health.restsMs(acme)).toBe(1000);
    probe?.ended(undefined);
    expect(health.of('acme')?.state).toBe('well');
    failing(2);
    expect(health.restsMs(acme)).toBeUndefined();
  });

  test('rests again when that call fails', () => {
    const { health, acme, failing, pass } = world();
    failing(3);
    pass(5000);
    failing(1);
    expect(health.restsMs(acme)).toBe(5000);
  });

  test('may be tried by the next call when that one said nothing: its client hung up, or it was never sent', () => {
    const { acme, health, sent, failing, pass } = world();
    failing(3);
    pass(5000);
    expect(sent('client_gone')).toBe(true);
    {
      using _neverSent = health.enter(acme);
    }
    expect(sent()).toBe(true);
    expect(health.of('acme')?.state).toBe('well');
  });

  test('is not woken and not kept longer by calls that were under way when it began to rest', () => {
    const { health, acme, failing, pass } = world();
    using one = health.enter(acme);
    using other = health.enter(acme);
    failing(3);
    pass(1000);
    one?.ended(undefined);
    other?.ended(new CommonholdError('upstream_broke'));
    expect(health.restsMs(acme)).toBe(4000);
  });

  test.each([
    ['upstream_failed', { status: 500 }, 'failing'],
    ['upstream_failed', { status: 529 }, 'failing'],
    ['upstream_stalled', {}, 'failing'],
    ['upstream_reply_invalid', {}, 'failing'],
    ['upstream_refused', { status: 400 }, 'well'],
    ['upstream_failed', { status: 429 }, 'unknown'],
    ['upstream_failed', { status: 401 }, 'unknown'],
    ['client_gone', {}, 'unknown'],
    ['call_timeout', {}, 'unknown'],
    ['node_full', {}, 'unknown'],
  ] as const)('that ends a call with %s %j is %s', (code, values, state) => {
    const { health, sent } = world();
    sent(code, values);
    expect(health.of('acme')?.state).toBe(state);
  });

  test('says when it last answered, when and how it last failed, and until when it rests', () => {
    const { health, sent, failing, pass } = world();
    expect(health.of('acme')).toBeUndefined();
    sent();
    pass(10);
    failing(2);
    expect(health.of('acme')).toEqual({
      state: 'failing',
      sent: 3,
      failed: 2,
      lastAnswer: 1_001_000,
      lastFailure: { at: 1_001_010, error: 'upstream_unreachable' },
    });
    failing(1);
    expect(health.of('acme')).toMatchObject({ state: 'resting', restsUntil: 1_006_010 });
    pass(20_000);
    expect(health.of('acme')).toMatchObject({ state: 'resting', sent: 0, failed: 0 });
  });

  test('never rests where its row says 0, and the engine inside never does', () => {
    const never = world({ patience: { ...patience, breaker: { ...patience.breaker, failures: 0 } } });
    never.failing(100);
    expect(never.sent()).toBe(true);
    const engine = world({ patience: undefined });
    engine.failing(100);
    expect(engine.sent()).toBe(true);
    expect(engine.health.of('acme')).toBeUndefined();
  });

  test('whose row was changed is another one, and a row that is gone is forgotten', () => {
    const { health, acme, failing } = world();
    failing(3);
    const changed = candidate([], 'acme', {}, { patience });
    expect(health.restsMs(changed)).toBeUndefined();
    expect(health.restsMs(acme)).toBeUndefined();
    health.keepOnly(new Set(['other']));
    expect(health.all()).toEqual([]);
  });
});
