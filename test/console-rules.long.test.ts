import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

/** What an owner writes: it takes something away that happened every day. */
const stays = `
@id("personal-stays")
@why("What concerns people stays here")
forbid (principal, action == Action::"model.call", resource)
when { context.labels.contains("personal") && resource.destination.local != Local::"verified" };
`;

describe('the page of rules', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  let opened: OpenConsole;
  let page: Page;
  const keys: Record<string, string> = {};

  const ask = async (key: string | undefined, labels = ''): Promise<number> => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key ?? ''}`,
        'x-commonhold-labels': labels,
      },
      body: JSON.stringify({
        model: 'test-model',
        user: 'u',
        messages: [{ role: 'user', content: 'Hello.' }],
      }),
    });
    await reply.text();
    return reply.status;
  };
  const onDisk = (name: string): Promise<string> => readFile(join(home, 'policies', name), 'utf8');

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    node = await startTestNode(home);
    for (const [name, role] of [
      ['Ms Okafor', 'member'],
      ['Reviewer', 'auditor'],
    ] as const) {
      const added = await commonhold(home, ['keys', 'add', name, '--role', role, '--json']);
      keys[name] = (JSON.parse(added.output) as { key: string }).key;
    }
    for (let call = 0; call < 12; call++) await ask(keys['Ms Okafor'], 'personal');
    for (let call = 0; call < 3; call++) await ask(node.key, 'personal');
    for (let call = 0; call < 5; call++) await ask(node.key);
    opened = await openConsole(node, '/rules');
    page = opened.page;
    // What a page asks before it is left is answered by leaving, and counted.
    page.on('dialog', (dialog) => void dialog.accept());
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });
  afterEach(() => {
    expect(opened.foreignRequests).toEqual([]);
    // A refusal that the page tells of is one to the browser too.
    expect(opened.complaints.filter((complaint) => !complaint.includes('409 (Conflict)'))).toEqual([]);
  });

  const area = (name = 'rules.cedar') => page.getByRole('textbox', { name: `Text of ${name}` });
  const group = (name: string) => page.locator('section').filter({ hasText: new RegExp(`^${name}: `) });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  /** Of the text as it stands: while the node looks at a newer one, the sentence goes on. */
  const isRight = (rules: string) => page.getByText(`${rules}, all right.`, { exact: true }).waitFor();

  /** Everybody can read it as it stands, in light and in dark, and nothing of it is wider than a phone. */
  async function isReadable(name: string): Promise<void> {
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `rules-${name}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `rules-${name}-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(phone);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    await screenshot(page, `rules-${name}-phone`);
    await page.setViewportSize(desktop);
  }

  test('says what holds where nobody wrote rules, and begins with a set that explains itself or with one rule', async () => {
    await page.getByText('whoever has a key may call every model').waitFor();
    await page.getByText('A school', { exact: true }).click();
    await page.getByRole('cell', { name: 'Keys of the project pupils may use the model inside.' }).waitFor();
    await isReadable('begin');
    await button('Write rules').click();
    await isRight('1 rule');
    await button('Look at what will change').click();
    await button('Adopt these rules').click();
    await page.getByText('Adopted. 1 rule in force, and the log says so.').waitFor();
    expect(await onDisk('rules.cedar')).toContain('@id("everybody")');
    expect(await ask(keys['Ms Okafor'], 'personal')).toBe(200);
  });

  test('names what is wrong at its line while one writes, and adopts nothing of it', async () => {
    await page.goto(`${opened.origin}/rules`);
    await page.getByRole('link', { name: 'Edit the rules' }).click();
    const before = await onDisk('rules.cedar');
    await area().fill(before + stays.replace('"personal"', '"persnal"'));
    const problem = page.getByRole('button', { name: 'rules.cedar, line 5, rule personal-stays' });
    await problem.waitFor();
    await page.getByText('there is no label "persnal"').waitFor();
    expect(await button('Look at what will change').isDisabled()).toBe(true);
    expect(await button('See the effect').isDisabled()).toBe(true);
    expect(await area().getAttribute('aria-invalid')).toBe('true');
    await isReadable('wrong');
    await problem.click();
    expect(await area().evaluate((element: HTMLTextAreaElement) => element.selectionStart)).toBe(
      before.length + 1,
    );
    expect(await onDisk('rules.cedar')).toBe(before);
  });

  test('keeps what was written over a reload of the page and a look elsewhere', async () => {
    const written = (await onDisk('rules.cedar')) + stays;
    await area().fill(written);
    await isRight('2 rules');
    await page.reload();
    expect(await area().inputValue()).toBe(written);
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    await page.getByText('There are changes in this tab that are not adopted.').waitFor();
    await page.getByRole('link', { name: 'Go on editing' }).click();
    expect(await area().inputValue()).toBe(written);
  });

  test('shows beside the text what it would have meant for calls of the past, with those calls, and says when it is old', async () => {
    await button('See the effect').click();
    const denied = group('Newly denied');
    await denied.getByText('Newly denied: 16 calls').waitFor();
    await denied.getByText('Ms Okafor (13)').waitFor();
    await denied.getByText('personal-stays (16)').waitFor();
    expect(await denied.getByRole('listitem').count()).toBe(10);
    const said = denied.getByRole('listitem').first();
    await said.getByText('deny:personal-stays').waitFor();
    await isReadable('effect');
    const text = await area().inputValue();
    await area().fill(`${text}// a word more\n`);
    await page.getByText('The text has changed since.').waitFor();
    await area().fill(text);
    await page.getByText('The text has changed since.').waitFor({ state: 'detached' });
    await said.getByRole('link').click();
    await page.waitForURL(/\/calls\/[0-9a-z]+$/);
    await page.goBack();
  });

  test('stops looking when told to, and takes no half of an answer for all of it', async () => {
    const address = '**/api/policy/try';
    await page.route(address, () => undefined);
    await isRight('2 rules');
    await button('See the effect').click();
    await button('Stop').click();
    await page.getByText('Stopped. Nothing is known of the rest').waitFor();
    await page.unroute(address);
    await page.route(address, (route) => route.fulfill({ body: '{"type":"progress","seen":5,"of":20}\n' }));
    await button('See it again').click();
    await page.getByText('The answer broke off before its end.').waitFor();
    await page.unroute(address);
  });

  test('adopts after a look at every line that changes, and then really denies', async () => {
    const upstreamSaw = upstream.seen.length;
    await isRight('2 rules');
    await button('Look at what will change').click();
    await page.getByText('You have not seen the effect of exactly this text').waitFor();
    await page.locator('[data-in="after"]', { hasText: '@id("personal-stays")' }).waitFor();
    expect(await page.locator('[data-in="before"]').count()).toBe(0);
    await isReadable('adopt');
    await button('Adopt these rules').click();
    await page.getByText('Adopted. 2 rules in force').waitFor();
    expect(await onDisk('rules.cedar')).toContain(stays);
    expect(await ask(keys['Ms Okafor'], 'personal')).toBe(403);
    expect(upstream.seen).toHaveLength(upstreamSaw);
    expect(await ask(keys['Ms Okafor'])).toBe(200);
    await page.getByRole('link', { name: 'See the rules in force' }).click();
    const rule = page.getByRole('article', { name: 'personal-stays' });
    await rule.getByText('What concerns people stays here', { exact: true }).waitFor();
    await rule.getByText('Forbids. The call ends; there is no remedy.').waitFor();
    await rule.getByText('As it is written in rules.cedar, line 5').click();
    await page.getByRole('row').nth(2).waitFor();
    await isReadable('in-force');
  });

  test('loses neither text when somebody else changes the same file meanwhile', async () => {
    await page.goto(`${opened.origin}/rules/edit`);
    await area().waitFor();
    const start = await area().inputValue();
    await area().fill(`// mine\n${start}`);
    await isRight('2 rules');
    await writeFile(join(home, 'policies', 'rules.cedar'), `// theirs\n${start}`);
    await writeFile(join(home, 'policies', 'more.cedar'), '// more of theirs\n');
    const conflict = page.getByRole('alert', { name: 'Somebody changed the files meanwhile' });
    await conflict.waitFor();
    await conflict.getByText('// theirs').waitFor();
    await conflict.getByText('// mine').waitFor();
    await isReadable('conflict');
    expect(await button('Look at what will change').isDisabled()).toBe(true);
    await button('Go on with both').click();
    await page.getByText('rules.cedar as they have it').waitFor();
    expect(await area().inputValue()).toBe(`// mine\n${start}`);
    // What they added alone is a file of its own now, and the one that was open still is.
    await page.getByRole('button', { name: 'more.cedar' }).waitFor();
    await area().fill(`// mine\n// theirs\n${start}`);
    await isRight('2 rules');
    await button('Look at what will change').click();
    await button('Adopt these rules').click();
    await page.getByText('Adopted. 2 rules in force').waitFor();
    expect(await onDisk('rules.cedar')).toBe(`// mine\n// theirs\n${start}`);
    expect(await onDisk('more.cedar')).toBe('// more of theirs\n');
  });

  test('writes over nothing that was changed in the last moment', async () => {
    await page.goto(`${opened.origin}/rules/edit`);
    await page.getByRole('button', { name: 'rules.cedar' }).click();
    const start = await area().inputValue();
    await area().fill(`${start}// mine again\n`);
    await isRight('2 rules');
    await button('Look at what will change').click();
    const address = '**/api/policy/files';
    await page.route(address, async (route) => {
      if (route.request().method() === 'PUT') {
        await writeFile(join(home, 'policies', 'rules.cedar'), `${start}// in the last moment\n`);
      }
      await route.continue();
    });
    await button('Adopt these rules').click();
    const conflict = page.getByRole('alert', { name: 'Somebody changed the files meanwhile' });
    await conflict.getByText('// in the last moment').waitFor();
    await page.unroute(address);
    expect(await onDisk('rules.cedar')).toBe(`${start}// in the last moment\n`);
    await button('Take theirs and throw mine away').click();
    await conflict.waitFor({ state: 'detached' });
    expect(await area().inputValue()).toBe(`${start}// in the last moment\n`);
    await page.getByText('Nothing is changed yet.').waitFor();
  });

  test('is used by the keyboard alone, and the tab key leaves the text', async () => {
    await page.goto(`${opened.origin}/rules`);
    await page.getByRole('link', { name: 'Edit the rules' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^rules\.cedar/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await area().evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// by keys');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await area().evaluate((element) => element === document.activeElement)).toBe(false);
    await isRight('2 rules');
    await button('Look at what will change').focus();
    await page.keyboard.press('Enter');
    // Reading goes on at what took the button's place, and the next stops are the changes and the two answers.
    const stops: string[] = [];
    for (let stop = 0; stop < 3; stop++) {
      stops.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
      await page.keyboard.press('Tab');
    }
    expect(stops[0]).toBe('What will change');
    expect(stops[1]).toContain('by keys');
    expect(stops[2]).toBe('Adopt these rules');
    await button('Adopt these rules').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Adopted. 2 rules in force').waitFor();
    expect(await onDisk('rules.cedar')).toMatch(/^\/\/ by keys\n/);
  });

  test('says loudly that nothing is enforced, and that files were not taken over', async () => {
    const yaml = await readFile(join(home, 'commonhold.yaml'), 'utf8');
    await writeFile(join(home, 'commonhold.yaml'), `${yaml}\npolicy:\n  mode: observe\n`);
    await page.goto(`${opened.origin}/rules`);
    await page.getByText('Nothing is enforced.').waitFor();
    await writeFile(join(home, 'policies', 'more.cedar'), 'permit(');
    const alert = page.getByRole('alert').filter({ hasText: 'were not taken over' });
    await alert.getByText('more.cedar, line 1').waitFor();
    await isReadable('trouble');
    await writeFile(join(home, 'policies', 'more.cedar'), '');
    await writeFile(join(home, 'commonhold.yaml'), yaml);
  });

  test('shows an auditor the rules and no way to change them, and tells a member where to look instead', async () => {
    for (const [name, words] of [
      ['Reviewer', 'personal-stays'],
      ['Ms Okafor', 'Owners and auditors of this node see its rules.'],
    ] as const) {
      const context = await opened.browser.newContext();
      const other = await context.newPage();
      await other.goto(`${opened.origin}/rules`);
      await other.getByLabel('Your key').fill(keys[name] ?? '');
      await other.getByRole('button', { name: 'Sign in' }).click();
      await other.getByText(words).first().waitFor();
      expect(await other.getByRole('link', { name: 'Edit the rules' }).count()).toBe(0);
      const isListed = (await other.getByRole('link', { name: 'Rules', exact: true }).count()) === 1;
      expect(isListed).toBe(name === 'Reviewer');
      await context.close();
    }
  });
});
