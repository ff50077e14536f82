import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KeyView } from '../packages/commonhold/src/server/index.ts';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import {
  api,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

describe('the page of keys', () => {
  let home: string;
  let upstream: CountingUpstream;
  let node: TestNode;
  let opened: OpenConsole;
  let page: Page;
  let notes: string;

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(
      `${providerYaml(upstream.port)}budgets:\n  node: ['500 calls/month']\n  projects: { lab: ['40 calls/day'] }\n`,
    );
    node = await startTestNode(home);
    notes = await add('notes', '--kind', 'app', '--budget', '3 calls/day', '100000 tokens/month tell');
    await add('Ada', '--kind', 'person', '--project', 'lab', '--label', 'personal', '--expires', '90d');
    await add('tutor', '--kind', 'agent', '--wire', 'anthropic-messages', '--operation', 'generate', 'tool');
    opened = await openConsole(node, '/keys');
    page = opened.page;
  }, 60_000);
  afterAll(async () => {
    await opened?.close();
    await node?.stop();
    await upstream?.close();
    if (home) await removeHome(home);
  });
  beforeEach(async () => {
    await page.setViewportSize(desktop);
    await page.goto(`${opened.origin}/keys`);
    await row('notes').waitFor();
  });
  afterEach(() => {
    expect(opened.foreignRequests).toEqual([]);
    // The browser complains of every answer of 400 by itself; the page has shown it.
    expect(opened.complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });

  const row = (name: string) => page.getByRole('listitem', { name, exact: true });

  async function add(...parameters: string[]): Promise<string> {
    const { output, code } = await commonhold(home, ['keys', 'add', ...parameters]);
    expect(code).toBe(0);
    return output.trim();
  }

  async function ask(): Promise<number> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-commonhold-key': notes },
      body: JSON.stringify({ model: 'test-model', user: 'x', messages: [{ role: 'user', content: 'hi' }] }),
    });
    await reply.arrayBuffer();
    return reply.status;
  }

  async function listed(name: string): Promise<KeyView | undefined> {
    const { keys } = await api<{ keys: KeyView[] }>(node, 'GET', '/api/keys');
    return keys.find((key) => key.name === name);
  }

  test('says of every budget what is used up and when it begins anew, as calls come', async () => {
    await row('notes').getByText('3 calls a day: 0 calls used, begins anew on').waitFor();
    await page.getByText('The whole node: 500 calls a month: 0 calls used').waitFor();
    await page.getByText('The project lab: 40 calls a day: 0 calls used').waitFor();
    expect(await ask()).toBe(200);
    await row('notes').getByText('3 calls a day: 1 call used').waitFor();
    await ask();
    await ask();
    await row('notes').getByText('3 calls a day: 3 calls used, nothing is left until').waitFor();
    expect(await ask()).toBe(429);
    await screenshot(page, 'keys-budgets');
  });

  test('says in words what a key is for', async () => {
    expect(await row('tutor').innerText()).toContain('only by protocol: anthropic-messages');
    expect(await row('tutor').innerText()).toContain(
      'only to: generate text, run its own tools, told by a hook',
    );
    expect(await row('Ada').innerText()).toContain('labels: personal');
  });

  test('changes a key’s terms by keyboard alone, and sends only what was changed', async () => {
    const before = await listed('tutor');
    const change = page.getByRole('button', { name: 'Change tutor' });
    await change.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Change the key “tutor”' });
    await dialog.waitFor();
    expect(await dialog.getByRole('checkbox', { name: 'anthropic-messages' }).isChecked()).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'keys-change');
    await dialog.getByLabel('Requests a minute').focus();
    await page.keyboard.type('30');
    await dialog.getByLabel('Budgets').focus();
    await page.keyboard.type('2.50 EUR/month, 20 calls/day tell');
    await dialog.getByLabel('Ends').focus();
    await page.keyboard.type('2030-03-31');
    await dialog.getByRole('checkbox', { name: 'count tokens' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await row('tutor').getByText('€2.50 a month: €0.00 used').waitFor();
    await row('tutor').getByText('30 requests a minute').waitFor();
    expect(await listed('tutor')).toMatchObject({
      id: before?.id,
      expires: '2030-04-01T00:00:00.000Z',
      scope: { wires: ['anthropic-messages'], operations: ['generate', 'count', 'tool'] },
      limits: { requestsPerMinute: 30, budgets: ['2.5 EUR/month', '20 calls/day tell'] },
    });
    // Who works without a mouse goes on where they were.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Change tutor');
  });

  test('shows what is wrong with a change where it was made, and changes nothing', async () => {
    await page.getByRole('button', { name: 'Change Ada' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Budgets').fill('much/day');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await dialog.getByText(/must be an amount, what is counted/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await listed('Ada'))?.limits.budgets).toEqual([]);
    // Opened again it begins with what holds.
    await page.getByRole('button', { name: 'Change Ada' }).click();
    expect(await dialog.getByLabel('Budgets').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('makes a key with terms, and leaves them out where they are folded away again', async () => {
    await page.getByLabel('Name').fill('narrow');
    const more = page.getByRole('button', { name: 'Say until when it holds' });
    await more.click();
    await page.getByLabel('Calls at one time').fill('2');
    await page.getByRole('button', { name: 'Leave out until when' }).click();
    await page.getByRole('button', { name: 'Say until when it holds' }).click();
    expect(await page.getByLabel('Calls at one time').inputValue()).toBe('');
    await page.getByLabel('Tokens a minute').fill('5000');
    await page.getByRole('checkbox', { name: 'gemini' }).check();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('button', { name: 'I have it' }).click();
    await row('narrow').getByText('5000 tokens a minute').waitFor();
    expect(await listed('narrow')).toMatchObject({
      scope: { wires: ['gemini'] },
      limits: { tokensPerMinute: 5000, budgets: [] },
    });
  });

  test('is without a fault for a screen reader in light and dark, and on a phone no wider than it', async () => {
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'keys-dark');
    await page.getByRole('button', { name: 'Change notes' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'keys-change-dark');
    await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(phone);
    await page.goto(`${opened.origin}/keys`);
    await row('notes').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    await screenshot(page, 'keys-phone');
    await page.getByRole('button', { name: 'Change notes' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'keys-change-phone');
  });
});
