import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openConsole, type OpenConsole } from './console.ts';
import { newHome, removeHome, startTestNode, type TestNode } from '../node/running-node.ts';

/** As wide as on most desks; every test begins with it. */
const desktop = { width: 1280, height: 900 };

/** Starting a node and a browser on a busy machine of two cores, with room. */
const startMs = 60_000;

interface Surroundings {
  readonly node: TestNode;
  readonly opened: OpenConsole;
  readonly page: Page;
}

/** A node and an owner's browser for the tests of one file, there once its tests run. */
export interface ConsoleTest extends Surroundings {
  /** Goes to a page of the console. */
  goto(path: string): Promise<void>;
}

interface Setting {
  /** Fills the home before the node starts. */
  readonly home?: () => Promise<string>;
  readonly withModel?: boolean;
}

/**
 * What the test of a page begins and ends with. After each test it is held to what no page may ever do: ask anybody but the
 * node for anything, or write an error to the browser's console.
 */
export function consoleTest({ home: makeHome = newHome, withModel = false }: Setting = {}): ConsoleTest {
  let home: string;
  let now: Surroundings;
  beforeAll(async () => {
    home = await makeHome();
    const node = await startTestNode(home, { withModel });
    const opened = await openConsole(node);
    now = { node, opened, page: opened.page };
  }, startMs);
  afterAll(async () => {
    await now.opened.close();
    await now.node.stop();
    await removeHome(home);
  });
  afterEach(async () => {
    expect(now.opened.foreignRequests).toEqual([]);
    expect(now.opened.complaints).toEqual([]);
    await now.page.setViewportSize(desktop);
    await now.page.emulateMedia({ colorScheme: 'light', media: 'screen' });
  });
  return {
    get node() {
      return now.node;
    },
    get opened() {
      return now.opened;
    },
    get page() {
      return now.page;
    },
    async goto(path) {
      await now.page.goto(now.opened.origin + path);
      await now.page.getByRole('heading', { level: 1 }).waitFor();
    },
  };
}
