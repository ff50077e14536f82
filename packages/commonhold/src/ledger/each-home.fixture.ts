import { afterEach, beforeEach } from 'vitest';
import type { Store } from '#store';
import { makeTestHome, type TestHome } from './home.fixture.ts';
import type { Ledger } from './ledger.ts';

/** A new home folder for each test of the file that calls this, removed after it. */
export function homeForEach(): TestHome {
  let place: TestHome;
  beforeEach(async () => {
    place = await makeTestHome();
  });
  afterEach(() => place.remove());
  return {
    get home() {
      return place.home;
    },
    get database() {
      return place.database;
    },
    open: (...how) => place.open(...how),
    remove: () => place.remove(),
  };
}

/** The home of the test that runs, with what is open on it. */
export interface OpenTestHome {
  readonly place: TestHome;
  readonly store: Store;
  readonly ledger: Ledger;
  /** As the node does when it stops: for tests that read the files of a closed home. */
  close(): Promise<void>;
  /** As the next start of the node does. */
  open(): Promise<void>;
}

/** As `homeForEach`, with a store and a ledger that are open while the test runs. */
export function openHomeForEach(): OpenTestHome {
  const place = homeForEach();
  let opened: Awaited<ReturnType<TestHome['open']>>;
  const open = async (): Promise<void> => {
    opened = await place.open();
  };
  const close = async (): Promise<void> => {
    await opened.ledger.close();
    await opened.store.close();
  };
  beforeEach(open);
  afterEach(close);
  return {
    place,
    get store() {
      return opened.store;
    },
    get ledger() {
      return opened.ledger;
    },
    close,
    open,
  };
}
