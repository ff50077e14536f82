/**
 * Takes the pictures of the console that README and guides show, from running nodes: `npm run pictures`.
 *
 * Run it after a change of the look, look at what it made, and commit it. One node is new and has the small model, for
 * the first minute; the other holds demonstration data, which the pictures say themselves.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/browser/launch.ts';
import { signInLink } from '../test/browser/console.ts';
import { walkFirstMinute } from '../test/browser/first-minute.ts';
import { commonhold, startTestNode, type TestNode } from '../test/node/running-node.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
/** Made-up sessions and exports, which the page about imports shows. */
const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'packages/commonhold/src/import/fixtures');
const size = { width: 1280, height: 800 };

async function newPage(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: size, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), caret: 'initial' });
  console.log(`docs/pictures/${name}.png`);
}

async function withNode(
  home: string,
  withModel: boolean,
  work: (node: TestNode) => Promise<void>,
): Promise<void> {
  const node = await startTestNode(home, { withModel });
  try {
    await work(node);
  } finally {
    await node.stop();
  }
}

const homes = await mkdtemp(join(tmpdir(), 'commonhold-pictures-'));
const browser = await launchBrowser();
try {
  await withNode(join(homes, 'new'), true, async (node) => {
    const page = await newPage(browser);
    await walkFirstMinute(page, await signInLink(node), 'What is a commons?', (step) =>
      take(page, `first-minute-${step}`),
    );
  });
  const past = join(homes, 'past');
  await mkdir(past);
  await withNode(past, false, async (node) => {
    await commonhold(past, ['import', join(fixtures, 'litellm.json'), join(fixtures, 'claude.json')]);
    const page = await newPage(browser);
    await page.goto(await signInLink(node));
    await page.getByRole('navigation').waitFor();
    await page.goto(new URL('/import', node.baseUrl).href);
    await page
      .locator('input[type=file]')
      .setInputFiles(['claude-code.jsonl', 'codex.jsonl', 'chatgpt.zip'].map((name) => join(fixtures, name)));
    await page.getByRole('button', { name: 'Leave it' }).waitFor();
    await take(page, 'console-import-look');
    await page.getByRole('button', { name: 'Leave it' }).click();
    await commonhold(past, ['import', fixtures]);
    await page.getByText('19 calls on').waitFor();
    const report = page.getByRole('heading', { name: 'What your past hung on' });
    await report.evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await take(page, 'console-import');
  });
  const demo = join(homes, 'demo');
  await commonhold(homes, ['demo', '--home', demo, '--seed', '7']);
  await withNode(demo, true, async (node) => {
    const page = await newPage(browser);
    await page.goto(await signInLink(node));
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await take(page, 'console-home');
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('table').waitFor();
    await take(page, 'console-calls');
    // Rules that are there, and what they would have done to calls that were made without them.
    await commonhold(demo, ['policy', 'adopt', 'company']);
    await page.goto(new URL('/rules', node.baseUrl).href);
    await page.getByRole('link', { name: 'Edit the rules' }).click();
    await page.getByRole('button', { name: 'rules.cedar' }).click();
    await page.getByRole('button', { name: 'See the effect' }).click();
    await page.getByText('What this takes for granted').waitFor();
    await take(page, 'console-rules');
  });
} finally {
  await browser.close();
  await rm(homes, { recursive: true, force: true });
}
