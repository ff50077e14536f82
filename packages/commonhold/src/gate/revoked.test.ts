import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Keys, newKeyOptions } from '#identity';
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
