import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openHomeForEach } from './each-home.fixture.ts';
import { someAttempt, someCall } from './home.fixture.ts';

const opened = openHomeForEach();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('an attempt that stays open holds none of what was sent: an agent may leave hundreds of megabytes of them behind', async () => {
  const { ledger } = opened;
  const begin = async () => {
    const call = someCall({ request: randomBytes(4096) });
    const sent = randomBytes(4096);
    const attempt = await ledger.intent(someAttempt({ call, sent }));
    return { attempt, held: [new WeakRef(call.request), new WeakRef(sent)] };
  };
  const { attempt, held } = await begin();
  // What a weak reference was made of stays until the turn in which it was made is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(held.map((one) => one.deref() === undefined)).toEqual([true, true]);
  expect(attempt.intent).toBeGreaterThanOrEqual(0);
});
