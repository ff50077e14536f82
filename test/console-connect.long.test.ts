import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppsView } from '../packages/commonhold/src/server/index.ts';
import { accessibilityProblems, phone, screenshot } from './browser/console.ts';
import { consoleTest } from './browser/console-test.ts';
import { api, commonhold, newHome, providerYaml } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.answer = { type: 'text', pieces: ['Good ', 'morning.'] };
});
afterAll(() => upstream.close());

describe('the page for connecting apps', () => {
  const console = consoleTest({ home: () => newHome(providerYaml(upstream.port)) });
  const chosen = (name: string) => console.page.getByRole('link', { name, exact: true });
  const make = (app: string) => console.page.getByRole('button', { name: `Make a key for ${app}` });
  const shownKey = () => console.page.getByText(/^chk_[\w-]+$/).innerText();

  async function call(key: string): Promise<number> {
    const reply = await fetch(`${console.node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'test-model',
        stream: true,
        messages: [{ role: 'user', content: 'Hello' }],
      }),
    });
    await reply.text();
    return reply.status;
  }

  test('has the addresses that the node prints when it starts', async () => {
    await console.goto('/connect');
    const { baseUrls } = await api<AppsView>(console.node, 'GET', '/api/apps');
    expect(baseUrls.openai).toBe(console.node.baseUrl);
    for (const address of Object.values(baseUrls)) {
      expect(await console.page.getByRole('definition').getByText(address, { exact: true }).count()).toBe(1);
    }
    await screenshot(console.page, 'connect');
  });

  test('makes a key, puts it into what is to be copied, and says when the first call is here', async () => {
    const { page } = console;
    await console.goto('/connect?app=curl');
    await page.getByText('As soon as there is a key, this page waits').waitFor();
    await make('curl').click();
    await page.getByText('Start curl and ask it something.').waitFor();
    const key = await shownKey();
    await page.getByText(`'authorization: Bearer ${key}'`).waitFor();
    expect(await page.getByText('THE-NEW-KEY').count()).toBe(0);
    expect(await call(key)).toBe(200);
    await page.getByText(/The first call arrived on/).waitFor();
    await page.getByText('The first call arrived on').scrollIntoViewIfNeeded();
    await screenshot(page, 'connect-arrived');
    // From one app to another and back, and the key is still there; it is shown nowhere else.
    await chosen('Cline').click();
    await make('Cline').waitFor();
    expect(await page.getByText(key).count()).toBe(0);
    await chosen('curl').click();
    expect(await shownKey()).toBe(key);
    await page.getByRole('link', { name: 'Read it' }).click();
    await page.waitForURL(/\/calls\/[0-9a-z]{26}$/);
  });

  test('says of an app whose names lead nowhere that its calls will fail, and nothing of one that asks for what it is told', async () => {
    const { page } = console;
    await console.goto('/connect?app=claude-code');
    await page.getByText('calls of Claude Code will fail').waitFor();
    await page.getByText('commonhold providers add anthropic', { exact: true }).waitFor();
    await chosen('Cline').click();
    await make('Cline').waitFor();
    expect(await page.getByText('will fail').count()).toBe(0);
  });

  test('is used by the keyboard alone, from the choice of an app to the text with its key', async () => {
    const { page } = console;
    await console.goto('/connect');
    await chosen('Codex CLI').focus();
    await page.keyboard.press('Enter');
    await make('Codex CLI').waitFor();
    await page.keyboard.press('Tab');
    for (let at = 0; at < 30 && !(await isFocused('with your own subscription')); at += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/app=codex-cli&way=subscription/);
    await page.getByText('authentication: caller', { exact: true }).waitFor();
    for (let at = 0; at < 30 && !(await isFocused('Make a key for Codex CLI')); at += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText('requires_openai_auth = true').waitFor();
    const key = await shownKey();
    expect((await page.locator('pre').allInnerTexts()).join('\n')).toContain(`"x-commonhold-key" = "${key}"`);
    await page.getByText('commonhold connect codex-cli --subscription', { exact: true }).waitFor();
  });

  async function isFocused(name: string): Promise<boolean> {
    return (await console.page.evaluate(() => document.activeElement?.textContent ?? '')) === name;
  }

  test.each([
    'claude-code',
    'codex-cli',
    'gemini-cli',
    'opencode',
    'cline',
    'open-webui',
    'openai-sdk',
    'curl',
  ])('shows for %s the very lines that the command writes', async (app) => {
    await console.goto(`/connect?app=${app}`);
    const blocks = await console.page.locator('pre').allInnerTexts();
    const person = join(console.node.home, 'person');
    await mkdir(person, { recursive: true });
    const printed = await commonhold(console.node.home, ['connect', app, '--print'], '', { HOME: person });
    expect(printed.code).toBe(0);
    const lines = printed.output
      .split('\n')
      .flatMap((line) => /^ {2}(?:\+ ?)?(.*\S.*)$/.exec(line)?.slice(1) ?? [])
      .filter((line) => line !== '+');
    expect(lines.length).toBeGreaterThan(0);
    const shown = blocks.join('\n').split('\n');
    for (const line of lines)
      if (line.trim() !== '+') expect(shown.map((one) => one.trim())).toContain(line.trim());
  });

  test('says another address where an app has to use one, and not a nonsense', async () => {
    const { page } = console;
    await console.goto('/connect?app=open-webui');
    await page.getByText('Does your app reach the node by another address?').click();
    await page.getByRole('textbox', { name: 'Address' }).fill('http://host.docker.internal:7777/');
    await page.getByRole('button', { name: 'Use it in the texts' }).click();
    await page.getByText('OPENAI_API_BASE_URL=http://host.docker.internal:7777/v1').waitFor();
    await page.getByRole('link', { name: 'Back to the node’s own' }).click();
    await page.getByText(`OPENAI_API_BASE_URL=${console.node.baseUrl}`).waitFor();
    const refused = await fetch(new URL('/api/apps?address=ftp://x', console.node.baseUrl), {
      headers: { authorization: `Bearer ${console.node.key}` },
    });
    expect(refused.status).toBe(400);
  });

  test('lets a member use the key that they have, and makes none', async () => {
    const made = await commonhold(console.node.home, ['keys', 'add', 'Newcomer', '--json']);
    const { key } = JSON.parse(made.output) as { key: string };
    const context = await console.opened.browser.newContext();
    const page = await context.newPage();
    await page.goto(console.opened.origin);
    await page.getByLabel('Your key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('Use the key that you have').waitFor();
    expect(await page.getByRole('button', { name: /^Make a key/ }).count()).toBe(0);
    expect(await call(key)).toBe(200);
    await page.getByText(/The first call arrived on/).waitFor();
    await context.close();
  });

  test('can be read by everybody, in light and in dark', async () => {
    const { page } = console;
    await console.goto('/connect?app=claude-code&way=subscription');
    await make('Claude Code').click();
    await page.getByText('Start Claude Code and ask it something.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'connect-dark');
  });

  test('fits on a phone, every app of it', async () => {
    const { page } = console;
    await page.setViewportSize(phone);
    const { apps } = await api<AppsView>(console.node, 'GET', '/api/apps');
    for (const { id } of apps) {
      await console.goto(`/connect?app=${id}`);
      await page.getByRole('heading', { level: 3, name: 'By hand' }).waitFor();
      expect([id, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
        id,
        phone.width,
      ]);
    }
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('heading', { level: 3, name: 'By hand' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'connect-phone');
  });
});
