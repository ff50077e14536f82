import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chaos, startChaos, suffer } from './node/chaos.ts';
import { misdeeds } from './node/misbehaving-upstream.ts';
import { chat } from './node/running-node.ts';

/** A sample; test/chaos.long.test.ts has all of them, and counts what is left behind. */
const sample = [
  'says nothing',
  'ends inside a chunk',
  'resets at once',
  'is asked too much',
  'answers with another place to go',
  'answers with a hundred megabytes',
];

let chaos: Chaos;
beforeAll(async () => void (chaos = await startChaos()));
afterAll(() => chaos.close());

test.each(sample)(
  'a destination that %s: the right error, the right fallback, everything on record',
  async (name) => {
    const misdeed = misdeeds[name];
    if (misdeed === undefined) throw new Error(`nobody knows how to do this: ${name}`);
    await suffer(chaos, misdeed);
  },
);

test('an image is passed on by its address and never fetched by the node', async () => {
  const url = `http://127.0.0.1:${chaos.good.port}/picture.png`;
  chaos.bad.behave = (socket) => socket.resetAndDestroy();
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url } },
  ];
  const reply = await chat(chaos.node, {
    model: 'both',
    stream: true,
    messages: [{ role: 'user', content }],
  });
  expect(await reply.text()).toContain('yes');
  expect(JSON.stringify(chaos.good.seen.at(-1))).toContain(url);
  expect(chaos.good.fetched).toEqual([]);
});
