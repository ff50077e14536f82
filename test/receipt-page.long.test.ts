import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bodyText, coverageText, receiptCoverageText } from '@commonhold/record';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityProblems, phone, screenshot } from './browser/console.ts';
import { launchBrowser } from './browser/launch.ts';
import { startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import { chat, commonhold, newHome, providerYaml, removeHome, startTestNode } from './node/running-node.ts';

const consoleFolder = fileURLToPath(new URL('../packages/console', import.meta.url));
/** Without a key from elsewhere the verdict depends on a key that only the receipt names. */
const provenIf = 'Proven, if the key is the node’s';
const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));

/** The page as an auditor has it: one file on a disk, a receipt beside it, and no node any more. */
describe('the receipt page', () => {
  let folder: string;
  let file: string;
  let text: string;
  let call: string;
  let key: string;
  /** The same receipt with what opens request and answer, and the answer to the byte. */
  let opened: string;
  let answer: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonhold-page-'));
    await Promise.all([buildPage(), makeReceipt()]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
    page = await context.newPage();
    asked = [];
    complaints = [];
    context.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await context.close();
    expect(asked).toEqual([pathToFileURL(join(folder, 'receipt.html')).href]);
    expect(complaints).toEqual([]);
  });

  async function buildPage(): Promise<void> {
    const parameters = ['build', '--config', 'receipt-page/vite.config.ts', '--outDir', folder];
    await promisify(execFile)(process.execPath, [vite, ...parameters], { cwd: consoleFolder });
  }

  async function makeReceipt(): Promise<void> {
    const upstream = await startCountingUpstream(0);
    const home = await newHome(providerYaml(upstream.port));
    const node = await startTestNode(home);
    const reply = await chat(node, {
      model: 'test-model',
      messages: [{ role: 'user', content: 'a question' }],
    });
    const answered = await reply.text();
    call = reply.headers.get('x-commonhold-call') ?? '';
    const printed = await eventually(async () => {
      const { code, output } = await commonhold(home, ['receipt', call]);
      return code === 0 ? output : undefined;
    });
    key = (await commonhold(home, ['receipt', 'key'])).output.trim();
    const withSalts = await commonhold(home, ['receipt', call, '--open', 'request', '--open', 'answer']);
    await node.stop();
    await upstream.close();
    await removeHome(home);
    text = printed;
    file = join(folder, 'call.receipt');
    await writeFile(file, text);
    opened = join(folder, 'opened.receipt');
    await writeFile(opened, withSalts.output);
    answer = join(folder, 'answer.json');
    await writeFile(answer, answered);
  }

  const open = async (): Promise<void> => {
    await page.goto(pathToFileURL(join(folder, 'receipt.html')).href);
  };

  async function choose(path: string): Promise<void> {
    await page.getByLabel('Choose a receipt').setInputFiles(path);
    await page.locator('#verdict').waitFor();
  }

  async function chooseText(content: string): Promise<void> {
    const path = join(folder, 'other.receipt');
    await writeFile(path, content);
    await choose(path);
  }

  const verdict = (): Promise<string> => page.locator('#verdict').innerText();
  const result = (): Promise<string> => page.locator('#result').innerText();

  test('says of a receipt of a real node that it is proven, by what, and what that does not prove', async () => {
    await open();
    await choose(file);
    expect(await verdict()).toBe(provenIf);
    const shown = await result();
    const parts = [call, key, 'Completed', 'declares to be local', receiptCoverageText.proves.leaves];
    for (const part of parts) expect(shown).toContain(part);
    for (const sentence of [
      receiptCoverageText.cannot.statedKey,
      receiptCoverageText.cannot.content,
      receiptCoverageText.cannot.witness,
      receiptCoverageText.cannot.time,
      receiptCoverageText.cannot.rest,
      coverageText.cannot.bypass,
    ]) {
      expect(shown).toContain(sentence);
    }
    // The entry to the byte, on demand.
    const entry = /^leaf (.*)$/m.exec(text)?.[1] ?? '';
    await page.getByText('As it stands in the log').first().click();
    expect(await page.locator('pre').first().innerText()).toBe(entry);
    await page.getByText('Its path to the signed root').first().click();
    expect(await result()).toContain('together, the root');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test.each<['light' | 'dark', string, { width: number; height: number }]>([
    ['light', 'receipt-light', { width: 1100, height: 900 }],
    ['dark', 'receipt-dark', { width: 1100, height: 900 }],
    ['light', 'receipt-phone', phone],
  ])('can be read by everybody in %s (%s), without scrolling sideways', async (colorScheme, name, size) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await open();
    await screenshot(page, `${name}-empty`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await choose(file);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await screenshot(page, name);
    expect(await accessibilityProblems(page)).toEqual([]);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(size.width);
  });

  test('shows nothing of a receipt that was tampered with', async () => {
    await open();
    await chooseText(text.replace('"status":"completed"', '"status":"aborted"'));
    expect(await verdict()).toBe('Not proven');
    const shown = await result();
    expect(shown).toContain('The hashes of the proof do not lead from the leaf to the root.');
    expect(shown).not.toContain(call);
    expect(shown).not.toContain(receiptCoverageText.proves.leaves);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'receipt-tampered');
  });

  test('says of another file that it is no receipt, and takes the next one all the same', async () => {
    await open();
    await chooseText('<script>alert(1)</script>\n');
    expect(await verdict()).toBe('Not proven');
    expect(await result()).toContain('This is no receipt: its first line is not');
    await choose(file);
    await expect.poll(verdict).toBe(provenIf);
  });

  test('holds the receipt against the key that the reader trusts, also when it is given later', async () => {
    await open();
    await choose(file);
    const field = page.getByLabel('The verifier key of the node');
    await field.fill(key);
    await expect.poll(result).toContain(receiptCoverageText.proves.trustedKey);
    expect(await verdict()).toBe('Proven');
    expect(await result()).not.toContain(receiptCoverageText.cannot.statedKey);
    await field.fill('commonhold.example/log/test+63dc4887+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h');
    await expect.poll(verdict).toBe('Not proven');
    expect(await result()).toContain('is of the log');
    await field.fill('my key');
    await expect.poll(() => page.locator('#key-problem').innerText()).toContain('A verifier key looks like');
    expect(await page.locator('#verdict').count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('can be used with the keyboard alone', async () => {
    // Asked for before the page is there: the browser must know that somebody waits before the key is pressed.
    const chooser = page.waitForEvent('filechooser');
    await open();
    const focused = () => page.evaluate('document.activeElement?.textContent');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(file);
    await expect.poll(focused).toBe(provenIf);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('As it stands in the log');
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open]').count()).toBe(1);
  });

  test('takes a file that is dropped on it', async () => {
    await open();
    await page.evaluate(`
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], 'dropped.receipt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    `);
    await page.locator('#verdict').waitFor();
    expect(await verdict()).toBe(provenIf);
    expect(await page.title()).toBe('dropped.receipt: proven');
  });

  test('says of a file whether it is the answer that the receipt opens', async () => {
    await open();
    await choose(opened);
    expect(await result()).toContain('What this receipt opens');
    expect(await result()).toContain(bodyText.cannot.guess);
    expect(await result()).not.toContain(receiptCoverageText.cannot.content);
    const body = page.getByLabel('The request or the answer as a file');
    await body.setInputFiles(answer);
    const said = page.locator('#body-verdict');
    await expect.poll(() => said.innerText()).toBe('The body fits');
    expect(await page.evaluate('document.activeElement?.id')).toBe('body-verdict');
    expect(await result()).toContain(bodyText.proves.replied);
    expect(await result()).toContain(bodyText.cannot.word);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'receipt-body');
    const other = join(folder, 'other.json');
    await writeFile(other, `${await readFile(answer, 'utf8')} `);
    await body.setInputFiles(other);
    await expect.poll(() => said.innerText()).toBe('The body does not fit');
    expect(await result()).toContain(bodyText.cannot.salt);
    expect(await result()).not.toContain(bodyText.proves.replied);
    await choose(file);
    await expect.poll(() => said.innerText()).toBe('The body was not checked');
    // Of a receipt that proves nothing, a file is held against nothing.
    await chooseText((await readFile(opened, 'utf8')).replace('"status":"completed"', '"status":"aborted"'));
    await expect.poll(verdict).toBe('Not proven');
    expect(await said.count()).toBe(0);
  });

  test('takes a receipt and an answer that are dropped together, whichever is first', async () => {
    await open();
    const content = { answer: await readFile(answer, 'utf8'), receipt: await readFile(opened, 'utf8') };
    await page.evaluate(`
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(content.answer)}], 'answer.json'));
      dataTransfer.items.add(new File([${JSON.stringify(content.receipt)}], 'call.receipt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    `);
    await expect
      .poll(() => page.getByRole('status').innerText())
      .toBe('call.receipt: proven. answer.json: fits.');
    expect(await verdict()).toBe(provenIf);
  });

  test('opens everything for the paper it is printed on, and leaves out what paper cannot do', async () => {
    await open();
    await choose(file);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.locator('form').isVisible()).toBe(false);
    await screenshot(page, 'receipt-print');
  });

  test.each([
    [
      'signatures of that kind',
      () => void (crypto.subtle.importKey = () => Promise.reject(new Error('none'))),
    ],
    ['the encoding', () => void Reflect.deleteProperty(Uint8Array, 'fromBase64')],
  ])('says so in a browser that lacks %s, instead of a verdict', async (_, cripple) => {
    await page.addInitScript(cripple);
    await open();
    await expect
      .poll(() => page.getByRole('status').innerText())
      .toMatch(/^This browser .* receipt verify FILE”\.$/);
    expect(await page.getByLabel('Choose a receipt').isDisabled()).toBe(true);
  });
});
