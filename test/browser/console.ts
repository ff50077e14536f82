import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './launch.ts';
import { commonhold, type TestNode } from '../node/running-node.ts';

/** A browser that is signed in to a node's console, and watches for what a page must never do. */
export interface OpenConsole {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly origin: string;
  /** Addresses that the page asked for outside of the node: there must be none. */
  readonly foreignRequests: readonly string[];
  /** Errors that the page wrote to the browser's console or threw. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Where screenshots go, one for each page that a test shows; pictures for the documents are taken from them. */
const screenshots = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

/** What signing in needs of a node, wherever it runs. */
type SignedInTo = Pick<TestNode, 'home' | 'baseUrl'>;

/** Opens the console by a one-time link, as its owner would. */
export async function openConsole(node: SignedInTo, path = '/'): Promise<OpenConsole> {
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: desktop,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const origin = new URL(node.baseUrl).origin;
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !request.url().startsWith(`${origin}/`))
      foreignRequests.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(await signInLink(node));
  await page.getByRole('navigation').waitFor();
  if (path !== '/') await page.goto(origin + path);
  return { browser, context, page, origin, foreignRequests, complaints, close: () => browser.close() };
}

/** A fresh one-time link, made by the command line. */
export async function signInLink(node: SignedInTo): Promise<string> {
  const made = await commonhold(node.home, ['console', '--json']);
  return (JSON.parse(made.output) as { link: string }).link;
}

/** What axe finds wrong with the page as it stands, as lines to read; empty when there is nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`),
  );
}

/** Keeps a picture of the page under `.cache/screenshots`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  // Hiding the caret would take a style that the page's policy rightly refuses.
  await page.screenshot({ path: join(screenshots, `${name}.png`), caret: 'initial' });
}
