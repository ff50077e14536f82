import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chaos, openFiles, startChaos, suffer } from './node/chaos.ts';
import { misdeeds, streamOn } from './node/misbehaving-upstream.ts';
import { api, chat } from './node/running-node.ts';

/** Connections that undici may keep for the next call, to both destinations and from this test. */
const keptMax = 8;

describe('a destination that', () => {
  let chaos: Chaos;
  let before: number;
  beforeAll(async () => {
    chaos = await startChaos();
    // One call of each kind first, so that what is opened once and kept is not counted as left behind.
    chaos.bad.behave = (socket) => socket.resetAndDestroy();
    for (let time = 0; time < 3; time++) {
      await (await chat(chaos.node, { model: 'both', stream: true, messages: [] })).text();
      await (await chat(chaos.node, { model: 'alone', messages: [] })).text();
    }
    before = await openFiles(chaos);
  });
  afterAll(() => chaos.close());

  test.each(Object.entries(misdeeds))(
    '%s gets what is due to it, and everything is on record',
    async (_, misdeed) => {
      await suffer(chaos, misdeed);
    },
  );

  test('did all of that leaves no sockets behind', async () => {
    const { bad } = chaos;
    await expect.poll(() => bad.open()).toBeLessThanOrEqual(keptMax);
    await expect.poll(() => openFiles(chaos)).toBeLessThanOrEqual(before + keptMax);
  });

  test('had a hundred megabytes to say was not listened to for long', () => {
    expect(chaos.bad.written()).toBeLessThan(50_000_000);
  });

  test('streams on while its clients hang up is hung up on, and nothing is left behind', async () => {
    chaos.bad.behave = streamOn;
    await Promise.all(Array.from({ length: 50 }, () => hangUpAfterFirstByte(chaos)));
    await expect.poll(() => chaos.bad.open()).toBeLessThanOrEqual(keptMax);
    await expect.poll(() => openFiles(chaos)).toBeLessThanOrEqual(before + keptMax);
    const { calls } = await api<{ calls: { status: string; error?: string }[] }>(
      chaos.node,
      'GET',
      '/api/calls?limit=50',
    );
    expect(calls).toHaveLength(50);
    for (const call of calls) expect(call).toMatchObject({ status: 'aborted', error: 'client_gone' });
  });
});

/** A client of its own connection, which it closes when the answer has begun. */
function hangUpAfterFirstByte({ node }: Chaos): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(
      `${node.baseUrl}/chat/completions`,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
      },
      (reply) => {
        reply.on('error', () => undefined);
        reply.once('data', () => {
          sending.destroy();
          resolve();
        });
      },
    );
    sending.on('error', reject);
    sending.end(JSON.stringify({ model: 'alone', stream: true, messages: [{ role: 'user', content: 'x' }] }));
  });
}
