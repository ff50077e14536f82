import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };
const reason = 'A complaint that we must answer';

/** Nobody listens on port 1: the calls fail, and what was asked is on record all the same. */
const configuration = `${providerYaml(1)}
labels: { own: [ward] }
access: { reason: required, people: 2 }
publish: { serve: entries }
retention: { bodyDays: 365, labelDays: { ward: 30 } }
`;

describe('the page of the ledger', () => {
  let home: string;
  let node: TestNode;
  let opened: OpenConsole;
  let page: Page;
  let anna: string;
  let auditor: string;
  const calls: string[] = [];

  beforeAll(async () => {
    home = await newHome(configuration);
    node = await startTestNode(home);
    // Nothing is erased before somebody has said how lost keys would come back.
    await commonhold(home, ['key', 'recovery', 'none', '--yes']);
    anna = await keyOf('anna', 'member');
    auditor = await keyOf('the auditor', 'auditor');
    for (let made = 0; made < 4; made++) calls.push(await make(anna));
    opened = await openConsole(node, '/ledger');
    page = opened.page;
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    await node.stop();
    await removeHome(home);
  });

  beforeEach(async () => {
    await page.setViewportSize(desktop);
    await page.goto(`${opened.origin}/ledger`);
    await page.getByText('this browser found the signature right').waitFor();
  });
  afterEach(() => {
    expect(opened.foreignRequests).toEqual([]);
    // A browser notes every refusal of the node as an error; what a test asks for in vain is not the page's.
    expect(opened.complaints.filter((line) => !/status of (404|409)/.test(line))).toEqual([]);
  });

  async function keyOf(name: string, role: string): Promise<string> {
    const { output } = await commonhold(home, ['keys', 'add', name, '--role', role, '--json']);
    return (JSON.parse(output) as { key: string }).key;
  }

  /** A call on record; its id. */
  async function make(key: string): Promise<string> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: 'Is it dry?' }] }),
    });
    await reply.text();
    return reply.headers.get('x-commonhold-call') ?? '';
  }

  /** The owner whose key the first start made: another person than the one at the browser, who came by a link. */
  async function other<Reply>(method: string, path: string, json?: unknown): Promise<Reply> {
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${node.key}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    expect(reply.ok).toBe(true);
    return (await reply.json()) as Reply;
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const rows = (name: string) => page.getByRole('list', { name, exact: true }).getByRole('listitem');

  const open = (fold: string) => page.locator('summary', { hasText: fold }).click();

  test('says what this browser has checked of the head, and hands out the head and its key', async () => {
    const { verifierKey } = await other<{ verifierKey: string }>('GET', '/api/receipts/key');
    await page.getByText(verifierKey, { exact: true }).waitFor();
    const origin = verifierKey.slice(0, verifierKey.indexOf('+'));
    expect(await page.getByLabel('The head itself').innerText()).toContain(`— ${origin} `);
    await page.getByText('Nobody else’s signature is on it.').waitFor();
    await page.reload();
    await page.getByText('It is the head that this browser saw on').waitFor();
    // The log grows while the page is open, and the published hashes prove that it only grew.
    calls.push(await make(anna));
    await page.getByText('that those entries are still its beginning.').waitFor();
  });

  test('checks the whole log in the browser when its entries are published', async () => {
    await button('Check the whole log in this browser').click();
    const proved = page.getByText('Proved', { exact: true });
    await proved.waitFor();
    await page.getByText('Its end is unproven, as it is while a node runs.').waitFor();
    await page.getByText('The node was started 1 time').waitFor();
    await page.getByText('Calls that went around the node are not in the log').waitFor();
    // One letter of an entry, changed on the way.
    await page.route('**/log/tile/entries/**', async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[body.indexOf('"kind"') + 1] = 0x6b ^ 1;
      await route.fulfill({ response: answer, body });
    });
    await button('Check the whole log in this browser').click();
    await page.getByText('Not proved', { exact: true }).waitFor();
    await page.getByText('does not have the hash that').waitFor();
    await page.unroute('**/log/tile/entries/**');
  });

  test('does not let the node go back behind a head that this browser has seen', async () => {
    const remember = (change: string) =>
      page.evaluate((what) => {
        const name = Object.keys(localStorage).find((one) => one.startsWith('commonhold.head.')) ?? '';
        const kept = JSON.parse(localStorage.getItem(name) ?? '') as { size: number; root: string };
        const other = what === 'size' ? { size: kept.size + 1000 } : { root: btoa('x'.repeat(32)) };
        localStorage.setItem(name, JSON.stringify({ ...kept, ...other }));
        return localStorage.getItem(name);
      }, change);
    const forked = await remember('root');
    await page.reload();
    await page.getByRole('alert').getByText('The node has signed two histories.').waitFor();
    await page.getByLabel('The head that this browser remembers:').waitFor();
    // The evidence is not overwritten by what it contradicts.
    await page.reload();
    await page.getByText('The node has signed two histories.').waitFor();
    expect(forked).toBe(
      await page.evaluate(() =>
        localStorage.getItem(
          Object.keys(localStorage).find((one) => one.startsWith('commonhold.head.')) ?? '',
        ),
      ),
    );
    await remember('size');
    await page.reload();
    await page.getByRole('alert').getByText('which is more than the node shows now').waitFor();
    await screenshot(page, 'ledger-contradiction');
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByText('the first head of this log that this browser has seen').waitFor();
  });

  test('asks a witness that it is given, and shows how far that has signed', async () => {
    const { verifierKey } = await other<{ verifierKey: string }>('GET', '/api/receipts/key');
    // The node is its own witness here: worth nothing as evidence, and the whole way there and back.
    await other('POST', '/api/witnesses/accepted', { key: verifierKey });
    const { accepted } = await other<{ accepted: { witness: { verifierKeys: string[] } } }>(
      'GET',
      '/api/witnesses',
    );
    await page.getByText('Nobody witnesses this log.').waitFor();
    await open('Ask another witness');
    await page.getByLabel('What you call it').fill('the-cellar');
    await page.getByLabel('Its verifier key').fill(accepted.witness.verifierKeys[0] ?? '');
    await page.getByLabel('Its address').fill(`${opened.origin}/witness`);
    await button('Ask it').click();
    await button('Ask them now').click();
    await page.getByText(/^has signed the head over \d+ entries/).waitFor();
    await page.getByText('No cosignature is required').waitFor();
    // A receipt is proved against the head that has been cosigned, and the cosignature is checked too.
    await page.goto(`${opened.origin}/calls/${calls[0]}`);
    await button('Verify here').click();
    await page.getByText(/^the-cellar \(.*This browser found that signature right/).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Witnesses', exact: true }).scrollIntoViewIfNeeded();
    await screenshot(page, 'ledger-witnesses');
  });

  test('checks a receipt from a file, with or without a key that the reader trusts', async () => {
    const receipt = await fetch(new URL(`/api/receipts/${calls[0]}`, node.baseUrl), {
      headers: { authorization: `Bearer ${node.key}` },
    });
    const bytes = Buffer.from(await receipt.arrayBuffer());
    const choose = (buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name: 'one.receipt', mimeType: 'text/plain', buffer });
    await choose(bytes);
    await page.getByText('Proven, if the key is the node’s').waitFor();
    const { verifierKey } = await other<{ verifierKey: string }>('GET', '/api/receipts/key');
    const field = page.getByLabel('Verifier key that you got from somebody you trust');
    await field.fill('no key');
    await page.getByText('This is no verifier key of a log.').waitFor();
    await field.fill(verifierKey);
    await page.getByText('The head is signed by the key that you gave as trusted.').waitFor();
    bytes[bytes.indexOf('"status"') + 1] = 0x53;
    await choose(bytes);
    await page.getByText('Not proven', { exact: true }).waitFor();
    await page.getByText('none of it is shown').waitFor();
  });

  test('lists who read what, and lets an owner agree to an opening', async () => {
    await other('POST', '/api/accesses/requests', { call: calls[0], reason });
    // The page asks every few seconds; who opens it finds the request at once.
    await page.reload();
    await button('Agree, which is written down').click();
    await page.getByText('may open it').waitFor();
    await other('POST', `/api/calls/${calls[0]}/open`);
    await page.reload();
    await expect.poll(() => rows('Who read what').count()).toBe(2);
    expect(await rows('Who read what').allInnerTexts()).toMatchObject([
      expect.stringMatching(/owner opened the request.* of this call\.\s+Reason: A complaint/s),
      expect.stringMatching(/owner agreed to the opening of this call\./),
    ]);
    await rows('Who read what').first().getByRole('link', { name: 'this call' }).click();
    await page.waitForURL(`**/calls/${calls[0]}`);
  });

  test('erases a call by keyboard alone: what would go is shown first, then a word is typed', async () => {
    await page.locator('summary', { hasText: 'Erase something' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(calls[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What would go' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('What would go');
    await page.getByText('Backups of this home folder').waitFor();
    await page.getByText('later calls that repeat its words cannot be told from others').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('heading', { name: 'What would go' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'ledger-erase-preview');
    const erase = button('Erase 1 call');
    expect(await erase.isDisabled()).toBe(true);
    // The one call that is shown, then the field.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('erase');
    await page.keyboard.press('Enter');
    await page.getByText('Done. 1 call was erased.').waitFor();
    await expect.poll(() => rows('Erasure').count()).toBe(1);
    expect(await rows('Erasure').first().innerText()).toMatch(
      /owner erased 1 call\. The reason on record: the person asked for it\./,
    );
    await page.getByText('Of 1 call something was erased').waitFor();
    const { call } = await other<{ call: { erasure: object } }>('GET', `/api/calls/${calls[1]}`);
    expect(call.erasure).toMatchObject({ extent: 'everything', basis: 'request' });
  });

  test('holds what nobody may erase, and says so where somebody tries', async () => {
    await open('Hold something');
    await page.getByLabel('What is held').selectOption('a call');
    await page
      .getByLabel('Id of the call')
      .last()
      .fill(calls[2] ?? '');
    await button('Hold it').click();
    await expect.poll(() => rows('Holds').count()).toBe(1);
    await open('Erase something');
    await page.getByRole('radio', { name: 'Everything of a person' }).check();
    await page.getByLabel('Name of the key, or “owner”').fill('anna');
    await page.getByRole('radio', { name: 'Only what was said' }).check();
    await button('Show what would go').click();
    const preview = page.getByRole('region', { name: 'What would go' });
    expect(await preview.innerText()).toMatch(/Calls\s+3\s.*Kept by a hold\s+1\s/s);
    // A change of what is meant takes the answer to the last question away.
    await page.getByRole('radio', { name: 'One call' }).check();
    expect(await preview.count()).toBe(0);
    await page
      .getByLabel('Id of the call')
      .first()
      .fill(calls[2] ?? '');
    await button('Show what would go').click();
    await page.getByText('all of it is kept by a hold').waitFor();
    await button(/^Remove the hold on the call/).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the hold' }).click();
    await page.getByText('Nothing is held.').waitFor();
  });

  test('is read in light and in dark and on a phone, and axe objects to nothing', async () => {
    await page.getByText('Where a call carries the label “ward”, it goes after 30 days.').waitFor();
    await rows('Erasure').first().waitFor();
    for (const fold of ['Ask another witness', 'Erase something', 'Hold something']) await open(fold);
    await screenshot(page, 'ledger-light');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    // In light it looks at the page with a preview open, which is the test of erasing.
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('heading', { name: 'Who read what' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'ledger-looks-dark');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize(phone);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
    await page.getByRole('heading', { name: 'Erasure' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'ledger-erasure-phone');
    await button('Ask no more: the witness the-cellar').click();
    await page.getByText('Nobody witnesses this log.').waitFor();
  });

  test.each([
    ['an auditor', () => auditor, ['Who read what', 'Erasure']],
    ['a member', () => anna, []],
  ] as const)('shows %s the head and the checks, and no more than they may see', async (_, key, lists) => {
    await page.context().clearCookies();
    await page.reload();
    await page.getByLabel('Your key').fill(key());
    await button('Sign in').click();
    await page.getByText('this browser found the signature right').waitFor();
    await page.getByRole('heading', { name: 'How long texts are kept' }).waitFor();
    for (const name of lists) await rows(name).first().waitFor();
    const seen = lists.length > 0 ? ['Witnesses'] : [];
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    expect(headings).toEqual(['The head', 'Check it yourself', ...seen, ...lists, 'How long texts are kept']);
    expect(await button('Show what would go').count()).toBe(0);
  });
});
