/**
 * A process for the test of erasures that are cut off: erases a person in the home folder given, and kills itself after so
 * many commits of that, or in the middle of cleaning the files.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '#base';
import { type Commit, databaseFile, openStore, type Store } from '#store';
import { somebody } from '../home.fixture.ts';
import { openLedger } from '../open-ledger.ts';

const home = process.argv[2] ?? '';
const killAfter = Number(process.argv[3]);
/** Into the writing of the new file. */
const cleaningMs = 4;

const store = await openStore({
  path: join(home, databaseFile),
  spaceReserveBytes: 0,
  onFatal: (error) => {
    throw error;
  },
});
let commits = 0;
let counting = false;
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const mortal: Store = {
  commit: async (commit: Commit) => {
    const committed = await store.commit(commit);
    commits += counting ? 1 : 0;
    if (counting && commits > killAfter) die();
    return committed;
  },
  read: (sql, parameters) => store.read(sql, parameters),
  clean: (how) => {
    const cleaned = store.clean(how);
    if (counting) {
      process.stdout.write('cleaning');
      setTimeout(die, cleaningMs);
    }
    return cleaned;
  },
  head: () => store.head(),
  close: () => store.close(),
};
const ledger = await openLedger({
  home,
  store: mortal,
  clock: systemClock,
  randomness: (count) => randomBytes(count),
  software: 'commonhold erasure test',
  heartbeats: 'none',
  onTrouble: (error) => {
    throw error;
  },
});
await ledger.erasures.settled();
counting = true;
await ledger.erasures.erase({
  scope: { kind: 'person', principals: ['p_one'] },
  extent: 'everything',
  basis: 'request',
  actor: somebody('p_owner'),
  compact: 'always',
});
