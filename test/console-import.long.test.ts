import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { commonhold, newHome, startTestNode, type TestNode } from './node/running-node.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../packages/commonhold/src/import/fixtures/${name}`, import.meta.url));
const desktop = { width: 1280, height: 900 };

describe('the page that imports', () => {
  let home: string;
  let node: TestNode;
  let opened: OpenConsole;
  let page: Page;

  beforeAll(async () => {
    home = await newHome();
    node = await startTestNode(home);
    opened = await openConsole(node);
    page = opened.page;
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    await node.stop();
    await rm(home, { recursive: true });
  });
  afterEach(() => {
    expect(opened.foreignRequests).toEqual([]);
    // A browser complains by itself of every answer that is a refusal, and one file here is refused.
    expect(opened.complaints.filter((one) => !one.includes('status of 400'))).toEqual([]);
  });

  const showReport = (): Promise<void> =>
    page
      .getByRole('heading', { name: 'What your past hung on' })
      .evaluate((heading) => heading.scrollIntoView({ block: 'start' }));

  test('is where the first page leads to while the record is empty, by keyboard alone', async () => {
    const link = page.getByRole('link', { name: 'Import sessions and exports of other tools' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor();
    await page.getByText('Nothing was imported yet.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'import-empty');
  });

  test('reads the files that somebody chooses and shows at once what they hung on', async () => {
    await page
      .locator('input[type=file]')
      .setInputFiles(['claude-code.jsonl', 'codex.jsonl', 'chatgpt.zip', 'litellm.json'].map(fixture));
    const before = page.getByRole('heading', { name: 'What is in the files' }).locator('..');
    await page.getByText(/litellm, .*: 3 calls to add/).waitFor();
    expect(await before.innerText()).toContain('claude-sonnet-4-5-20250929');
    // So far it was only looked at.
    expect(await page.getByText('Nothing was imported yet.').count()).toBe(1);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'import-look');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'What your past hung on' }).waitFor();
    await page.getByText('litellm: 3 calls added.').waitFor();
    await page.getByText('12 calls on').waitFor();
    const found = page.getByRole('region', { name: 'Secrets that went out' });
    expect(await found.innerText()).toMatch(/secret.*2026-09-01.*anthropic/s);
    expect(await page.getByText('make new ones where they were issued').count()).toBe(1);
    expect(
      await page.getByRole('region', { name: 'Files that these calls came from' }).innerText(),
    ).toContain('codex.jsonl');
    // Counts, never values.
    expect(await page.content()).not.toContain('DE89');
    expect(await page.content()).not.toContain('ada.berg');
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'import-results');
    await showReport();
    await screenshot(page, 'import');
  });

  test('follows what the command line imports while it is open', async () => {
    await commonhold(home, ['import', fixture('claude.json')]);
    await page.getByText('14 calls on').waitFor();
  });

  test('says which file it could not read, and why', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'poem.txt.json',
      mimeType: 'application/json',
      buffer: Buffer.from('A heron stood in the water.'),
    });
    await page.getByText('it has none of the forms that are known here').waitFor();
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    await page.goto(`${opened.origin}/import`);
  });

  test('says of a file that is on record already that nothing will be added', async () => {
    await page.locator('input[type=file]').setInputFiles(fixture('codex.jsonl'));
    await page.getByText('0 calls to add, 2 on record already').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('This very file was imported on').waitFor();
  });

  test('gives the report away as Markdown and as JSON, with what it shows', async () => {
    const [markdown, json] = await Promise.all(
      ['this report as Markdown', 'as JSON'].map(async (name) => {
        const path = await page.getByRole('link', { name }).getAttribute('href');
        return (await page.request.get(`${opened.origin}${path}`)).text();
      }),
    );
    expect(markdown).toContain('# What your past hung on');
    expect(JSON.parse(json ?? '')).toMatchObject({ calls: 14 });
    expect(`${markdown}${json}`).not.toMatch(/DE89|ada\.berg|ghp_|4111/);
  });

  test('fits a phone and holds in the dark', async () => {
    await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.getByRole('heading', { name: 'What would stop tomorrow' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await showReport();
    await screenshot(page, 'import-phone-dark');
    await page.setViewportSize(desktop);
  });

  test('leads to the imported calls, which the list shows as such', async () => {
    await page.getByRole('link', { name: 'All imported calls' }).click();
    await page.getByText('claude-sonnet-4-5-20250929').first().waitFor();
    expect(page.url()).toContain('origin=import');
  });

  test('and the page of one says whose word it is, from which file, and what that file lacks', async () => {
    await page
      .getByRole('row', { name: /claude-sonnet-4-5-20250929/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByText('Nothing of it is proven').waitFor();
    await page.getByText('“claude-code.jsonl”').waitFor();
    await page.getByText('the instructions that the tool sent before everything else').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'import-call');
  });
});
