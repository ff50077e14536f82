/**
 * A process for the tests of faults: one short life of a node's record. It opens the home folder given, records calls,
 * signs and publishes heads, erases a person if it is told to, and closes. Every line that it prints is something that
 * somebody was told and may rely on:
 *
 *     intent <id>     the intent is durable; the content may leave
 *     call <id>       the outcome is durable
 *     erased <person> the erasure is done
 *     head <base64>   a signed head that anybody may have seen
 *     refused <code>  a call that was refused, with nothing sent
 *
 * Behind each stands how many bytes the write-ahead log had then.
 */
import { randomBytes } from 'node:crypto';
import { statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CommonholdError, systemClock } from '#base';
import { databaseFile, openStore } from '#store';
import { someAttempt, somebody, someCall, someResult } from '../home.fixture.ts';
import { openLedger } from '../open-ledger.ts';
import { LogPublisher } from '../publish/log-publisher.ts';

const [home = '', calls = '0', erases = ''] = process.argv.slice(2);
const atOnce = 4;
/** Enough to see that calls go on being refused and the process lives. */
const refusalsMax = 12;
/** People in turn, so that an erasure finds some of them. */
const people = ['p_ada', 'p_blaise', 'p_chandra'];

const path = join(home, databaseFile);
/** With the size that the write-ahead log has then: everything told is within it. */
const tell = (line: string): void => void writeSync(1, `${line} ${statSync(`${path}-wal`).size}\n`);
const die = (error: unknown): never => {
  writeSync(2, `${String(error)}\n`);
  process.exit(3);
};
process.on('unhandledRejection', die);

const store = await openStore({ path, spaceReserveBytes: 0, onFatal: die });
const publisher = new LogPublisher({
  home,
  store,
  onTrouble: (error) => writeSync(2, `${error.message}\n`),
  onRebuild: () => undefined,
});
const ledger = await openLedger({
  home,
  store,
  clock: systemClock,
  randomness: (count) => randomBytes(count),
  software: 'commonhold fault test',
  onTrouble: (error) => writeSync(2, `${error.message}\n`),
  onCheckpoint: () => publisher.wake(),
});
tell(`head ${Buffer.from(await ledger.checkpoint()).toString('base64')}`);

let begun = 0;
let refusals = 0;
async function work(): Promise<void> {
  while (begun < Number(calls) && refusals < refusalsMax) {
    const number = (begun += 1);
    const call = someCall({ principal: somebody(people[number % people.length]) });
    try {
      const attempt = await ledger.intent(someAttempt({ call }));
      tell(`intent ${call.id}`);
      attempt.received(Buffer.from('Hello.'));
      attempt.replied(Buffer.from('Hello.'));
      await attempt.outcome(someResult());
      tell(`call ${call.id}`);
      if (number % 5 === 0) tell(`head ${Buffer.from(await ledger.checkpoint()).toString('base64')}`);
    } catch (thrown) {
      if (!(thrown instanceof CommonholdError)) throw thrown;
      refusals += 1;
      tell(`refused ${thrown.code}`);
    }
  }
}
await Promise.all(Array.from({ length: atOnce }, work));
if (erases !== '') {
  await ledger.erasures.erase({
    scope: { kind: 'person', principals: [erases] },
    extent: 'everything',
    basis: 'request',
    actor: somebody('p_owner'),
    compact: 'always',
  });
  tell(`erased ${erases}`);
}
await ledger.close();
tell(`head ${Buffer.from(await ledger.checkpoint()).toString('base64')}`);
await publisher.close();
await store.close();
