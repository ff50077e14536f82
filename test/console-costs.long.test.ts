import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CostsView } from '../packages/commonhold/src/server/index.ts';
import { accessibilityProblems, phone, screenshot } from './browser/console.ts';
import { consoleTest } from './browser/console-test.ts';
import { api, commonhold } from './node/running-node.ts';

/** A school and a company with calls of every kind: paid, free, told by the destination, and of unknown price. */
async function demoHome(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'ch-'));
  const home = join(parent, 'demo');
  const made = await commonhold(parent, ['demo', '--home', home, '--calls', '400', '--json']);
  if (made.code !== 0) throw new Error(made.errors);
  return home;
}

describe('the page about costs', () => {
  const console = consoleTest({ home: demoHome });
  const costs = (query = '') => api<CostsView>(console.node, 'GET', `/api/costs${query}`);
  const table = (by: string) => console.page.getByRole('table', { name: `Costs by ${by}` });
  const money = (amount: string, currency: string): string =>
    new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(Number(amount));

  test('says in words what it came to, what is not in that sum, and on whose word it rests', async () => {
    await console.goto('/costs');
    const { totals } = await costs();
    const sentence = await console.page.getByText(/calls, sent \d+ times, cost/).innerText();
    expect(totals.money.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    for (const { amount, currency } of totals.money) expect(sentence).toContain(money(amount, currency));
    const told = totals.toldMoney.map(({ amount, currency }) => money(amount, currency)).join('');
    await console.page.getByText(`${told} of it is what destinations said they took`).waitFor();
    await console.page.getByText(`${totals.free} sendings cost nothing`).waitFor();
    // The demonstration leaves one call open at least.
    expect(totals.open).toBeGreaterThan(0);
    await console.page.getByText(/^Not in that sum: .*under way/).waitFor();
    await screenshot(console.page, 'costs');
  });

  test.each([
    ['model', 'model'],
    ['vendor', 'vendor'],
    ['principal', 'person or key'],
    ['project', 'project'],
    ['destination', 'destination'],
  ])('adds up by %s to the same sums, and what nobody knows is unknown in every row', async (by, name) => {
    await console.goto(`/costs?by=${by}`);
    await table(name).waitFor();
    const { totals, costs: rows } = await costs(`?by=${by}`);
    expect(await table(name).getByRole('row').count()).toBe(rows.length + 1);
    expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(totals.attempts);
    const shown = await table(name).locator('tbody tr').allInnerTexts();
    for (const [at, { attempts, unpriced, unmetered, open, money: paid, free }] of rows.entries()) {
      const unknown = unpriced + unmetered + open;
      if (unknown === attempts) expect(shown[at]).toMatch(/unknown/);
      else if (paid.length === 0)
        expect([free, shown[at]]).toEqual([attempts - unknown, expect.stringMatching(/nothing/)]);
      for (const { amount, currency } of paid) {
        if (Number(amount) >= 0.01) expect(shown[at]).toContain(money(amount, currency));
      }
    }
  });

  test('has a bar for each day in each currency, and the same as a table', async () => {
    await console.goto('/costs?days=7');
    const { totals, days } = await costs('?days=7');
    for (const { currency } of totals.money) {
      const drawing = console.page.getByRole('img', { name: `Cost a day in ${currency}` });
      await drawing.waitFor();
      expect(await drawing.locator('rect').count()).toBe(7);
    }
    await console.page.getByText('The same as a table').click();
    expect(await console.page.locator('details table tbody tr').count()).toBe(days.length);
    await console.goto('/costs?from=2019-01-01&to=2019-12-31');
    await console.page.getByText(/Nothing of this time is on record with its cost/).waitFor();
  });

  test('leads from a row to its calls, which say what each cost', async () => {
    await console.goto('/costs?days=30');
    await table('model').getByRole('link', { name: 'Show calls of vendor-a-small' }).click();
    await console.page.waitForURL(/\/calls\?provider=vendor-a&model=vendor-a-small&from=.*T00.*&to=.*T23/);
    await console.page
      .getByText(/US\$0\.0\d+/)
      .first()
      .waitFor();
    const listed = await commonhold(console.node.home, [
      'calls',
      '--model',
      'vendor-a-small',
      '--limit',
      '5',
    ]);
    expect(listed.output).toMatch(/^call +time +status +model +where +tokens +cost +took/);
    expect(listed.output).toMatch(/ 0\.00\d+ USD /);
  });

  test('shows what budgets have left, as the command does', async () => {
    await console.goto('/costs');
    const { budgets } = await costs();
    expect(budgets.map(({ budget }) => budget)).toEqual(['20 USD/month', '100000 calls/month']);
    const rows = console.page.getByRole('table', { name: 'Budgets' }).locator('tbody tr');
    const [first] = budgets;
    expect(await rows.first().innerText()).toContain(money(first?.left.split(' ')[0] ?? '', 'USD'));
    const printed = await commonhold(console.node.home, ['costs']);
    expect(printed.output).toContain('Budgets as they stand now:');
    expect(printed.output).toContain(`${first?.left ?? ''} `);
  });

  test('hands out what it shows', async () => {
    await console.goto('/costs?days=30&by=project');
    await table('project').waitFor();
    const [download] = await Promise.all([
      console.page.waitForEvent('download'),
      console.page.getByRole('link', { name: 'This table, by project' }).click(),
    ]);
    const printed = await commonhold(console.node.home, ['costs', '--by', 'project', '--csv']);
    expect(await readFile(await download.path(), 'utf8')).toBe(printed.output);
  });

  test('is used by the keyboard alone: another time, another sum, the calls behind a row', async () => {
    const { page } = console;
    await console.goto('/costs');
    await page.getByRole('link', { name: '7 days' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/days=7&by=model/);
    await page.getByRole('link', { name: 'destination', exact: true }).focus();
    await page.keyboard.press('Enter');
    await table('destination').waitFor();
    expect(new URL(page.url()).search).toBe('?days=7&by=destination');
    await table('destination').getByRole('link').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/calls\?provider=/);
  });

  test('can be read by everybody, in light and in dark', async () => {
    await console.goto('/costs');
    await table('model').waitFor();
    await console.page.getByText('The same as a table').click();
    expect(await accessibilityProblems(console.page)).toEqual([]);
    await console.page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(console.page)).toEqual([]);
    await screenshot(console.page, 'costs-dark');
  });

  test('fits on a phone', async () => {
    await console.page.setViewportSize(phone);
    for (const by of ['model', 'principal']) {
      await console.goto(`/costs?by=${by}`);
      await console.page.getByRole('table', { name: 'Budgets' }).waitFor();
      expect(await console.page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    }
    expect(await accessibilityProblems(console.page)).toEqual([]);
    await screenshot(console.page, 'costs-phone');
  });

  test('stands beside each destination on the page about where it went', async () => {
    await console.goto('/where');
    const places = console.page.getByRole('table', { name: 'By destination, with what it cost' });
    await places.getByRole('row', { name: /local.*nothing/ }).waitFor();
    await places.getByRole('row', { name: /vendor-a.*US\$/ }).waitFor();
    await places.scrollIntoViewIfNeeded();
    await screenshot(console.page, 'where-costs');
  });
});
