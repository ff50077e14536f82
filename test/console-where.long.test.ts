import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallsPage, FlowsView } from '../packages/commonhold/src/server/index.ts';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { commonhold, startTestNode, type TestNode } from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

describe('the page about where it went', () => {
  let parent: string;
  let node: TestNode;
  let opened: OpenConsole;
  let page: Page;
  let memberKey: string;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ch-'));
    const home = join(parent, 'demo');
    await commonhold(parent, ['demo', '--home', home, '--calls', '400', '--json']);
    node = await startTestNode(home);
    const added = await commonhold(home, ['keys', 'add', 'Newcomer', '--json']);
    memberKey = (JSON.parse(added.output) as { key: string }).key;
    opened = await openConsole(node, '/where');
    page = opened.page;
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    await node.stop();
    await rm(parent, { recursive: true });
  });

  beforeEach(async () => {
    await page.setViewportSize(desktop);
    await page.goto(`${opened.origin}/where`);
    await diagram().waitFor();
  });
  afterEach(() => {
    expect(opened.foreignRequests).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  const diagram = () => page.getByRole('group', { name: 'The flow' });
  const rows = () => page.getByRole('table', { name: /^Every flow/ }).getByRole('row');

  async function ask(path: string, key = node.key): Promise<Response> {
    return fetch(new URL(path, node.baseUrl), { headers: { authorization: `Bearer ${key}` } });
  }

  test('draws who sent what where, says the same in words and in a table, and all three add up', async () => {
    const view = (await (await ask('/api/flows')).json()) as FlowsView;
    const { totals } = view;
    const sentence = page.getByText(/calls, sent \d+ times; \d+ of these sendings left this node/);
    expect(await sentence.innerText()).toContain(`sent ${totals.attempts} times; ${totals.leftNode} of`);
    // The invented vendor of whose country nothing is known is a stand-in, which few calls need on some days.
    const isUnknown = view.flows.some(({ destination }) => destination?.provider === 'vendor-c');
    const unknown = isUnknown ? ['Country unknown'] : [];
    for (const name of ['France', 'United States', 'Germany', 'Went nowhere', ...unknown]) {
      await diagram().getByText(name, { exact: true }).waitFor();
    }
    await page.getByText('names of people are not reliably found').waitFor();
    await screenshot(page, 'where');
    await diagram().scrollIntoViewIfNeeded();
    await screenshot(page, 'where-flow');
    const more = page.getByRole('button', { name: /^Show \d+ more$/ });
    if ((await more.count()) > 0) await more.click();
    expect(await rows().count()).toBe(view.flows.length + 1);
    const places = diagram().getByRole('link', {
      name: /^(local|server-room|vendor-.): /,
    });
    const drawn = await places.evaluateAll((links) =>
      links.map((link) => Number(/: (\d+) times?/.exec(link.getAttribute('aria-label') ?? '')?.[1] ?? 0)),
    );
    expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(totals.attempts);
  });

  test('leads from every part of the drawing and every row to the calls that it stands for', async () => {
    const view = (await (await ask('/api/flows?by=destination')).json()) as FlowsView;
    const vendor = view.flows.find(({ destination }) => destination?.provider === 'vendor-b');
    await diagram()
      .getByRole('link', { name: /^vendor-b: / })
      .click();
    await page.waitForURL(/\/calls\?provider=vendor-b&from=/);
    const { search } = new URL(page.url());
    const listed = (await (await ask(`/api/calls${search}&limit=1000`)).json()) as CallsPage;
    expect(listed.calls).toHaveLength(vendor?.calls ?? -1);
    await page.goBack();
    await page.getByRole('link', { name: /^Show calls of .*review agent, code, vendor-b$/ }).click();
    await page.waitForURL(/provider=vendor-b&principal=p_\w+&label=code/);
  });

  test('draws by name what it had drawn together, when asked', async () => {
    const others = diagram().getByRole('link', { name: /^\d+ others: / });
    await others.waitFor();
    await page.getByRole('button', { name: 'Draw all of them by name' }).click();
    expect(await others.count()).toBe(0);
    await diagram()
      .getByRole('link', { name: /^Exam desk: / })
      .waitFor();
    await page.getByRole('button', { name: 'Draw the smallest of each column together' }).click();
    await others.waitFor();
  });

  test('is used by the keyboard alone: another time, a flow of it, and back', async () => {
    await page.getByRole('link', { name: '7 days' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/days=7/);
    const to = new Date().toISOString().slice(0, 10);
    await page.getByLabel('From').focus();
    await page.keyboard.press('Tab');
    await page.getByLabel('From').fill('2019-01-01');
    await page.getByLabel('To', { exact: true }).fill('2018-01-01');
    await page.keyboard.press('Enter');
    await page.getByText('the first must not be after the last').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2019-01-31');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2019-01-01&to=2019-01-31/);
    await page.getByText('Nothing was sent in this time, and nothing was refused.').waitFor();
    await page.goto(`${opened.origin}/where?days=90`);
    await diagram().waitFor();
    const ribbon = diagram()
      .getByRole('link', { name: / to personal: / })
      .first();
    await ribbon.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/calls\\?principal=.*label=personal.*${to}`));
    await page.goBack();
    await diagram().waitFor();
  });

  test('hands out what it shows, as tables and as a record of processing', async () => {
    const load = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).click(),
      ]);
      return readFile(await download.path(), 'utf8');
    };
    const flows = await load('Every flow as a table (CSV)');
    expect(flows).toMatch(/^from,to,principal,/);
    const record = await load('A record of processing, as a document (Markdown)');
    expect(record).toContain('## Vendor A, Inc. (invented)');
    expect(record).toContain('| Purpose | unknown |');
    expect(await load('A record of processing, as a table (CSV)')).toContain('Vendor B SAS (invented)');
    const said = await commonhold(node.home, ['flows', '--processing', '--since', '30d']);
    expect(said).toMatchObject({ code: 0, output: record });
    const listed = await commonhold(node.home, ['flows', '--by', 'country']);
    expect(listed.output).toMatch(/^US +rented +\d+ +\d+ +\d/m);
    expect((await commonhold(node.home, ['flows', '--csv'])).output).toBe(flows);
  });

  test('shows a member nothing of anybody else, and takes no half of a period', async () => {
    const own = (await (await ask('/api/flows', memberKey)).json()) as FlowsView;
    expect(own).toMatchObject({ whose: 'own', flows: [], totals: { calls: 0, attempts: 0 } });
    const table = await (await ask('/api/flows.csv', memberKey)).text();
    expect(table.trim().split('\n')).toHaveLength(1);
    for (const query of [
      'from=2026-11-01',
      'days=7&from=2026-11-01&to=2026-11-02',
      'from=2026-11-02&to=2026-11-01',
      'days=0',
      'by=colour',
    ]) {
      expect((await ask(`/api/flows?${query}`)).status, query).toBe(400);
    }
    const { accesses } = (await (await ask('/api/accesses')).json()) as { accesses: { action: string }[] };
    // The demonstration has looks of its own; exporting facts is not one.
    expect(accesses.filter(({ action }) => action === 'export')).toEqual([]);
  });

  test('can be read by everybody, in light and in dark', async () => {
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await diagram().scrollIntoViewIfNeeded();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'where-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('is printed over the whole width of the paper, without what one only clicks', async () => {
    await page.emulateMedia({ media: 'print' });
    const paper = { width: 900, height: 1250 };
    await page.setViewportSize(paper);
    await diagram().waitFor();
    expect((await diagram().boundingBox())?.width).toBeGreaterThan(paper.width * 0.8);
    expect(await page.getByRole('button').count()).toBe(0);
    await screenshot(page, 'where-print');
    await page.emulateMedia({ media: 'screen' });
  });

  test('says all of it on a phone too, where a drawing has no room', async () => {
    await page.setViewportSize(phone);
    await page.getByText('The drawing needs a wider window').waitFor();
    expect(await diagram().count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    await page.getByRole('heading', { name: 'Every flow' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'where-phone');
  });
});
