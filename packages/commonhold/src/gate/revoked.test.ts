import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { authenticate, Keys, newKeyOptions, ownerBySocket, requireInForce } from '#identity';
import type { Store } from '#store';
import { candidate, completion, type Event, gateFor, question, send } from './gate.fixture.ts';

/** It was allowed when it came, and is on record so; what has left cannot be called back by hanging up. */
test('a call that is under way when its key is revoked goes on to its end, and the next one is refused', async () => {
  const events: Event[] = [];
  const keys = await Keys.load({ read: async () => [] } as unknown as Store);
  const clock = { now: () => 0, monotonic: () => 0 };
  const { id, key, apply } = keys.prepareAdd(newKeyOptions.parse({ name: 'an app' }), clock, randomBytes);
  apply();
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(completion.slice(0, 20));
    keys.prepareRevoke(id, clock).apply();
    yield Buffer.from(completion.slice(20));
  }
  const provider = {
    send: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: body() }),
    close: () => Promise.resolve(),
  };
  const { gate } = await gateFor(events, { house: [candidate(events, 'house', {}, { provider })] }, { keys });
  const headers = { 'x-commonhold-key': key };
  expect(await send(gate, question('house'), { headers, principal: undefined })).toMatchObject({
    status: 200,
    body: completion,
  });
  expect(events.at(-1)).toMatchObject({ type: 'outcome', result: { status: 'completed' } });
  const next = await send(gate, question('house'), { headers, principal: undefined });
  expect([next.status, next.headers['x-commonhold-error']]).toEqual([401, 'key_unknown']);
});

test('what would be sent once more is not, when its key was revoked in the meantime', async () => {
  const events: Event[] = [];
  const keys = await Keys.load({ read: async () => [] } as unknown as Store);
  const clock = { now: () => 0, monotonic: () => 0 };
  const { id, key, apply } = keys.prepareAdd(newKeyOptions.parse({ name: 'an app' }), clock, randomBytes);
  apply();
  const provider = {
    send: async () => {
      keys.prepareRevoke(id, clock).apply();
      throw new CommonholdError('upstream_unreachable', { destination: 'house' });
    },
    close: () => Promise.resolve(),
  };
  const patience = {
    retries: { max: 2, firstMs: 1, longestMs: 1 },
    breaker: { failures: 9, windowMs: 1, restMs: 1 },
  };
  const house = candidate(events, 'house', {}, { provider, patience });
  const { gate } = await gateFor(events, { house: [house] }, { keys });
  const headers = { 'x-commonhold-key': key };
  const told = await send(gate, question('house'), { headers, principal: undefined });
  expect([told.status, told.headers['x-commonhold-error']]).toEqual([401, 'key_unknown']);
  expect(events.filter(({ type }) => type === 'intent').length).toBe(1);
});

test('a key that has ended is told from one in force, and the socket of the home folder has none that could end', async () => {
  const keys = await Keys.load({ read: async () => [] } as unknown as Store);
  let now = 0;
  const clock = { now: () => now, monotonic: () => 0 };
  const options = newKeyOptions.parse({ name: 'an app', expires: '1d' });
  const { id, key, apply } = keys.prepareAdd(options, clock, randomBytes);
  apply();
  const principal = authenticate((name) => (name === 'x-commonhold-key' ? key : undefined), keys, 0);
  expect(() => requireInForce(principal, keys, now)).not.toThrow();
  expect(() => requireInForce(ownerBySocket, keys, now)).not.toThrow();
  now = 86_400_000;
  expect(() => requireInForce(principal, keys, now)).toThrow('has expired');
  keys.prepareRevoke(id, clock).apply();
  expect(() => requireInForce(principal, keys, now)).toThrow('not known');
});
