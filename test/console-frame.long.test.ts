import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
  signInLink,
} from './browser/console.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

let home: string;
let node: TestNode;
let open: OpenConsole;

beforeAll(async () => {
  home = await newHome();
  node = await startTestNode(home, { withModel: true });
  open = await openConsole(node);
});
afterAll(async () => {
  await open.close();
  await node.stop();
  await removeHome(home);
});

const everyPage = [
  'Home',
  'Ask',
  'Connect',
  'Calls',
  'Costs',
  'Import',
  'Where it went',
  'Rules',
  'Approvals',
  'Ledger',
  'Models',
  'Keys',
  'Settings',
];

describe('the frame', () => {
  test('tells who has never asked anything what to do first', async () => {
    await open.page
      .getByRole('heading', { level: 1, name: 'This node has not been asked anything yet' })
      .waitFor();
    await screenshot(open.page, 'home-first');
    await open.page.getByRole('link', { name: 'Ask something' }).click();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(open.page.url()).pathname).toMatch(/^\/ask/);
  });

  test('leads to every page by its contents, and says in the title which one it is', async () => {
    for (const name of everyPage) {
      await open.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await open.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await open.page.title()).toMatch(new RegExp(`^${name} – Commonhold$`));
    }
  });

  test('is walked by keyboard: past the contents, along them, and the reading begins at the new page', async () => {
    const { page } = open;
    await page.goto(`${open.origin}/settings`);
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focusedText(open)).toBe('Skip to the page');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focusedText(open)).toBe('Home');
    for (const name of everyPage.slice(1, -1)) {
      await page.keyboard.press('Tab');
      expect(await focusedText(open)).toBe(name);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  });

  test('can be open many times at once: only the page that is looked at keeps a connection', async () => {
    // A browser keeps six connections to one address.
    const others = await Promise.all(Array.from({ length: 7 }, () => open.context.newPage()));
    for (const page of others) {
      await page.addInitScript(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden' }));
      await page.goto(`${open.origin}/settings`);
      await page.getByRole('heading', { level: 2, name: 'The node' }).waitFor();
    }
    await Promise.all(others.map((page) => page.close()));
  });

  test('says of an address that is no page that it is none', async () => {
    await open.page.goto(`${open.origin}/nothing/here`);
    await open.page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
  });

  test('has its contents behind a button on a phone, and nothing is wider than the phone', async () => {
    const { page } = open;
    await page.setViewportSize(phone);
    await page.goto(`${open.origin}/settings`);
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Contents' }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Keys', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    for (const path of ['/', '/keys', '/settings']) {
      await page.goto(open.origin + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
        path,
        phone.width,
      ]);
    }
    await screenshot(page, 'settings-phone');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('is dark where the system is, or where a person says so, and stays so', async () => {
    const { page } = open;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${open.origin}/settings`);
    await page.getByRole('heading', { level: 2, name: 'The record' }).waitFor();
    expect(await backgroundOf(open)).toBe('rgb(23, 25, 26)');
    await screenshot(page, 'settings-dark');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: /Change it/ }).click();
    await expect.poll(() => backgroundOf(open)).toBe('rgb(251, 250, 247)');
    await page.reload();
    await page.getByRole('heading', { level: 2, name: 'The record' }).waitFor();
    expect(await backgroundOf(open)).toBe('rgb(251, 250, 247)');
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

describe('how this page works', () => {
  test('is there on every page, with promises and code that this node really serves', async () => {
    const { page } = open;
    for (const name of everyPage) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('button', { name: 'How this page works' }).click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('heading', { name: 'What it rests on' }).waitFor();
      expect(await drawer.getByRole('listitem').count()).toBeGreaterThan(2);
      const files = await drawer
        .getByRole('button', { name: /^(commonhold|record|tlog)\// })
        .allTextContents();
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const served = await page.request.get(`${open.origin}/api/source/${file}`);
        expect([name, file, served.status()]).toEqual([name, file, 200]);
      }
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    }
  });

  test('shows the very file, with the digest of its bytes', async () => {
    const { page } = open;
    await page.goto(`${open.origin}/calls`);
    await page.getByRole('button', { name: 'How this page works' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'commonhold/gate/handle', exact: true }).click();
    await drawer.getByText('export async function handle(').waitFor();
    await drawer.getByText(/^Served by the running node, commonhold/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'how-this-works');
    await page.keyboard.press('Escape');
  });
});

describe('Home', () => {
  test('answers the four questions from the record, and follows a call that is made meanwhile', async () => {
    const { page } = open;
    await commonhold(home, ['ask', 'What is a commons?', '--max-tokens', '12']);
    await page.goto(open.origin);
    await page.getByText('1 call on record').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Can you inspect how the system works?',
      'Can you control where your data goes?',
      'Can you keep using it if a vendor changes direction or disappears?',
      'Can you build on it without asking permission?',
    ]);
    await page.getByText('Nothing left what you own').waitFor();
    await page.getByText('100 % of calls ran on what you own').waitFor();
    await page.getByText(/^nothing\. /).waitFor();
    await commonhold(home, ['ask', 'And what is a fence?', '--max-tokens', '12']);
    await page.getByText('2 calls on record').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'home');
  });
});

describe('Keys', () => {
  test('makes a key that works, shows it once, and revokes it, by keyboard alone', async () => {
    const { page } = open;
    await page.goto(`${open.origin}/keys`);
    await page.getByLabel('Name').focus();
    await page.keyboard.type('homework app');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const key = (await dialog.locator('pre').first().textContent()) ?? '';
    expect(key).toMatch(/^chk_[\w-]{43}$/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'keys-new');
    const works = async () =>
      (await fetch(`${node.baseUrl}/models`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await works()).toBe(200);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole('button', { name: 'I have it' }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Revoke homework app' }).focus();
    await page.keyboard.press('Enter');
    const ask = page.getByRole('dialog');
    // What cannot be undone is not what Enter does first.
    await expect.poll(() => focusedText(open)).toBe('Keep it');
    await ask.getByRole('button', { name: 'Revoke', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show 1 revoked key' }).waitFor();
    expect(await works()).toBe(401);
    await screenshot(page, 'keys');
  });
});

describe('Settings', () => {
  test('describes the node, shows the signed head, and reads the configuration again', async () => {
    const { page } = open;
    await page.goto(`${open.origin}/settings`);
    await page.getByText(/— commonhold\//).waitFor();
    await page.getByRole('button', { name: 'Read it again now' }).click();
    await page.getByText('Read. Nothing has changed.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'settings');
  });
});

describe('the door', () => {
  test('opens by a key that is typed, shows what was wrong, and closes', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    const field = page.getByLabel('Your key');
    await field.fill('chk_wrong');
    await page.keyboard.press('Enter');
    await page.getByText(/This key is not known here/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'sign-in');
    await field.fill(node.key);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
  });

  test('takes the code out of the address as soon as the link is opened', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByLabel('Your key').waitFor();
    await page.goto(await signInLink(node));
    await page.getByRole('navigation').waitFor();
    expect(page.url()).toBe(`${open.origin}/`);
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });
});

test('through all of this the pages asked nobody but the node, and broke nowhere', () => {
  expect(open.foreignRequests).toEqual([]);
  // The refused key is written to the browser's console by the browser itself.
  expect(open.complaints.filter((text) => !text.includes('401'))).toEqual([]);
});

async function focusedText({ page }: OpenConsole): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

async function backgroundOf({ page }: OpenConsole): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
