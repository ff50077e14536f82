import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

const configuration = (port: number): string => `
providers:
  acme:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { legalEntity: Acme Inc., country: US, local: no }
    models: [large]
`;

const rules = `
@id("everybody") permit (principal, action, resource);

@id("leaves-ask")
@why("What leaves the house is looked at by somebody first")
@remedy("approve:owner")
forbid (principal, action, resource)
unless { context.approvals.contains("leaves-ask") };
`;

/** Characters that steer, in what an agent would send. */
const hostile = 'Pay <b>this</b> invoice\u202Egpj.exe to ada@example.org \u200b now';

interface Reply {
  readonly status: number;
  readonly text: string;
}

describe('the page of approvals', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  let agent: string;
  let opened: OpenConsole | undefined;
  let page: Page;

  const send = async (user: string, content = 'Hello.', signal?: AbortSignal): Promise<Reply> => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${agent}` },
      body: JSON.stringify({ model: 'large', user, messages: [{ role: 'user', content }] }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: reply.status, text: await reply.text() };
  };

  /** The id of the request that an agent's call waits for. */
  const waiting = (count: number): Promise<string> =>
    eventually(async () => {
      const { approvals } = await api<{ approvals: { id: string; state: string }[] }>(
        node,
        'GET',
        '/api/approvals',
      );
      const open = approvals.filter(({ state }) => state === 'open');
      return open.length === count ? open[0]?.id : undefined;
    });

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(configuration(upstream.port));
    await mkdir(join(home, 'policies'));
    await writeFile(join(home, 'policies', 'rules.cedar'), rules);
    node = await startTestNode(home);
    const added = await commonhold(home, ['keys', 'add', 'clerk', '--kind', 'agent', '--json']);
    agent = (JSON.parse(added.output) as { key: string }).key;
    opened = await openConsole(node);
    page = opened.page;
  });
  afterAll(async () => {
    await opened?.close();
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });
  beforeEach(async () => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize(desktop);
    await page.goto(`${opened?.origin ?? ''}/approvals`);
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
  });
  afterEach(async () => {
    // What a test that failed left open would be taken for the request of the next.
    const { approvals } = await api<{ approvals: { id: string; state: string }[] }>(
      node,
      'GET',
      '/api/approvals',
    );
    for (const { id, state } of approvals) {
      if (state === 'open') await commonhold(home, ['approvals', 'refuse', id]);
    }
    expect(opened?.foreignRequests).toEqual([]);
    // A browser notes every refusal and every lost connection as an error; those that a test makes are not the page's.
    expect(opened?.complaints.filter((line) => !/status of (401|404|409)|ERR_/.test(line))).toEqual([]);
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const open = async (id: string): Promise<void> => {
    await page.goto(`${opened?.origin ?? ''}/approvals/${id}`);
    await page.getByText(/^On .* asked to send/).waitFor();
  };

  test('says that nothing waits, and how a rule would have something wait', async () => {
    await page.getByText('Nothing waits.').waitFor();
    await page.getByText('@remedy("approve:owner")').waitFor();
    await page.getByText('Nothing has been decided yet.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'approvals-none');
  });

  test('a call that waits appears by itself, is looked at in writing, granted, and sent exactly once', async () => {
    const size = async () => (await api<{ log: { size: number } }>(node, 'GET', '/api/status')).log.size;
    const asked = send('granted', hostile);
    await page.getByRole('link', { name: 'Approvals, 1 waits' }).waitFor();
    await page.getByText('1 request waits for your approval.').waitFor();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await screenshot(page, 'approvals-list');
    await page.getByRole('link', { name: /^clerk \(agent, project default\) asks to send/ }).click();
    await page.getByText(/^On .* asked to send/).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toMatch(
      /clerk \(agent, project default\) asked to send .* to acme, United States, rented\./,
    );
    expect(text).toContain('A call waits for your answer, until');
    expect(text).toMatch(/\d+ s left/);
    expect(text).toMatch(/labels on the data\s+personal/);
    expect(text).toMatch(/found in it\s+e-mail addresses: 1/);
    expect(text).toMatch(/keeps data\s+not known/);
    expect(text).toContain('What leaves the house is looked at by somebody first');
    expect(text).not.toContain('ada@example.org');
    await screenshot(page, 'approvals-one');
    const before = await size();
    await button('Look at it as owner').click();
    await page.getByText('ada@example.org').waitFor();
    expect(await size()).toBe(before + 1);
    const content = page.getByRole('region', { name: 'What would leave' });
    expect(await content.innerText()).toContain('Pay <b>this</b> invoice‹U+202E›gpj.exe to');
    expect(await content.innerText()).toContain('‹U+200B› now');
    await button('The bytes, as they would leave').click();
    expect(await content.innerText()).toContain('{"model":"large","user":"granted"');
    await screenshot(page, 'approvals-content');
    await button('Grant …').click();
    const dialog = page.getByRole('dialog', { name: 'Allow exactly this?' });
    await dialog.getByText(/these very bytes, \d+ B, and no others/).waitFor();
    await dialog.getByText('to acme, United States, rented, for the model “large”').waitFor();
    await dialog.getByText('once, within 15 minutes').waitFor();
    expect(await dialog.getByText('You have not looked').count()).toBe(0);
    await screenshot(page, 'approvals-confirm');
    expect(upstream.seen).toEqual([]);
    await dialog.getByRole('button', { name: 'Allow it, which is written down' }).click();
    expect((await asked).status).toBe(200);
    expect(upstream.seen).toEqual(['granted']);
    // The approval was used by the call that waited, so nothing of it is left to be used again.
    await page.getByRole('heading', { name: 'This request is not there any more' }).waitFor();
    await page.getByRole('link', { name: 'The call, as it is on record' }).click();
    await page.getByRole('heading', { name: /^A call of/ }).waitFor();
    await page.getByText('approve:owner').first().waitFor();
    const decided = page.locator('section', {
      has: page.getByRole('heading', { name: 'How it was decided' }),
    });
    await decided.getByText('“leaves-ask” does not forbid it any more.').waitFor();
    expect(await decided.innerText()).toMatch(
      /once it had been approved[^]*approved for the rules\s+leaves-ask/,
    );
    await screenshot(page, 'decision-approved');
    expect(upstream.seen).toEqual(['granted']);
  });

  test('a refusal by keyboard alone reaches the caller with its reason', async () => {
    const asked = send('refused');
    const id = await waiting(1);
    await page.getByRole('link', { name: /^clerk/ }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (words: string): Promise<void> => {
      for (let pressed = 0; pressed < 60; pressed++) {
        if ((await focused()).startsWith(words)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no way to ${words} by keyboard`);
    };
    await tabTo('clerk (agent');
    await page.keyboard.press('Enter');
    await page.getByText(/^On .* asked to send/).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/approvals/${id}`);
    await tabTo('Grant …');
    await page.keyboard.press('Enter');
    await page.getByText('You have not looked at what would leave.').waitFor();
    // The answer that changes nothing has the focus.
    expect(await focused()).toBe('Not now');
    await page.keyboard.press('Enter');
    await tabTo('Refuse …');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Refuse it?' }).waitFor();
    await page.keyboard.type('Ask me in person');
    await screenshot(page, 'approvals-refuse');
    await page.keyboard.press('Enter');
    const reply = await asked;
    expect(reply.status).toBe(403);
    expect(reply.text).toContain('Ask me in person');
    expect(upstream.seen).toEqual(['granted']);
    await page.getByText(/^Refused by you on/).waitFor();
    await page.getByText('It is decided, so the bytes are not kept for looking any more.').waitFor();
    await screenshot(page, 'approvals-refused');
  });

  test('tells at once when somebody else was faster', async () => {
    const asked = send('elsewhere');
    const id = await waiting(1);
    await open(id);
    await button('Refuse …').click();
    await page.getByRole('dialog', { name: 'Refuse it?' }).waitFor();
    const refused = await commonhold(home, ['approvals', 'refuse', id, '--json']);
    expect([refused.errors, refused.code]).toEqual(['', 0]);
    expect((await asked).status).toBe(403);
    await page.getByText(/^Refused by/).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await button(/Grant|Refuse/).count()).toBe(0);
  });

  test('the client may go: the request stays, and with a yes the same bytes are let through once', async () => {
    const leaving = new AbortController();
    // More than is laid out at once.
    const long = 'All the commons are held together. '.repeat(4000);
    const asked = send('later', long, leaving.signal).catch(() => 'gone');
    const id = await waiting(1);
    leaving.abort();
    expect(await asked).toBe('gone');
    await open(id);
    await page.getByText(/No call waits at this moment\. The request is open until/).waitFor();
    await button('Look at it as owner').click();
    await button(/^Show the next .* are left/).click();
    await button(/^Show the next/).waitFor({ state: 'detached' });
    await button('Grant …').click();
    await button('Allow it, which is written down').click();
    await page.getByText(/^Granted by you on .* may be sent once, until/).waitFor();
    await screenshot(page, 'approvals-granted');
    expect((await send('later', long)).status).toBe(200);
    await page.getByText('It had been granted.').waitFor();
    expect(upstream.seen).toEqual(['granted', 'later']);
  });

  test('counts the time down to its end, and then asks the node once and not without end', async () => {
    const leaving = new AbortController();
    const asked = send('time', 'Hello.', leaving.signal).catch(() => 'gone');
    const id = await waiting(1);
    // A browser of its own: a clock that was taken over is one for all pages of a browser's context, from then on.
    const apart = await openConsole(node);
    const clocked = apart.page;
    let asks = 0;
    await clocked.clock.install();
    await clocked.goto(`${opened?.origin ?? ''}/approvals/${id}`);
    await clocked.getByText(/^On .* asked to send/).waitFor();
    await clocked.clock.runFor(35_000);
    await clocked.getByText(/^30 seconds left until/).waitFor({ state: 'attached' });
    leaving.abort();
    await asked;
    await clocked.getByText(/No call waits at this moment/).waitFor();
    clocked.on('request', (request) => (asks += request.url().endsWith(`/api/approvals/${id}`) ? 1 : 0));
    await clocked.clock.runFor(3_600_000);
    await clocked.getByText('Its time is over.').waitFor();
    await clocked.clock.runFor(10_000);
    // This browser's clock runs ahead, and the node still says that it is open: one end, one question, and a few for events.
    expect(asks).toBeGreaterThan(0);
    expect(asks).toBeLessThan(8);
    await apart.close();
    await commonhold(home, ['approvals', 'refuse', id]);
  });

  test('what was decided before is listed from the log', async () => {
    const log = page.getByRole('list', { name: 'Decisions about approvals, latest first' });
    await log.getByText('owner granted it, for “leaves-ask”.').first().waitFor();
    await log.getByText('The reason given: Ask me in person').waitFor();
    await page.getByRole('heading', { name: 'Decided, and not over yet' }).waitFor();
    await screenshot(page, 'approvals-log');
  });

  test.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s', async (scheme) => {
    const leaving = new AbortController();
    const asked = send(scheme, 'Hello.', leaving.signal).catch(() => 'gone');
    const id = await waiting(1);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await open(id);
    // The call is still there: what is looked at below is a page whose time runs.
    await page.getByText(/^A call waits for your answer/).waitFor();
    await button('Look at it as owner').click();
    await page.getByRole('region', { name: 'What would leave' }).waitFor();
    await page.getByText('“leaves-ask”, which forbids').click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `approvals-one-${scheme}`);
    await button('Grant …').click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `approvals-confirm-${scheme}`);
    await button('Not now').click();
    await page.setViewportSize(phone);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByRole('button', { name: 'Contents, 1 approval waits' }).waitFor();
    await screenshot(page, `approvals-phone-${scheme}`);
    await commonhold(home, ['approvals', 'refuse', id]);
    leaving.abort();
    await asked;
  });

  test('who asked sees their own request wait, and cannot decide it', async () => {
    const leaving = new AbortController();
    const asked = send('own', 'Hello.', leaving.signal).catch(() => 'gone');
    const id = await waiting(1);
    await button('Sign out').click();
    await page.getByLabel('Your key').fill(agent);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'Asked by you' }).waitFor();
    expect(await page.getByRole('link', { name: 'Approvals' }).innerText()).toBe('Approvals');
    expect(await page.getByRole('heading', { name: 'What was decided before' }).count()).toBe(0);
    await open(id);
    await page.getByText('It waits for an owner of this node.').waitFor();
    expect(await button(/Grant|Refuse/).count()).toBe(0);
    await button('Look at it as clerk').click();
    await page.getByRole('region', { name: 'What would leave' }).waitFor();
    await screenshot(page, 'approvals-own');
    leaving.abort();
    await asked;
    // A node that is started anew at the same address has forgotten the request, and the page that is open says so.
    const { port } = new URL(node.baseUrl);
    await node.stop();
    node = await startTestNode(home, { environment: { COMMONHOLD_PORT: port } });
    await page.getByRole('heading', { name: 'This request is not there any more' }).waitFor();
    await page.getByText(/a node that was restarted has forgotten all of them/).waitFor();
    await screenshot(page, 'approvals-forgotten');
  });
});
