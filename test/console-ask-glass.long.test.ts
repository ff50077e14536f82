import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  type OpenConsole,
  openConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Conversation {
  readonly messages: readonly {
    readonly id: string;
    readonly role: string;
    readonly text: string;
    readonly call?: string;
    readonly given?: string;
    readonly forced?: string;
    readonly scored?: string;
    readonly parent?: string;
  }[];
}

/** A stream of the wire with many tokens, in lines of some words each. */
function longAnswer(count: number): string {
  const events = Array.from({ length: count }, (_, index) => {
    const token = index % 12 === 11 ? '\n' : ` word${index}`;
    const told = { token, logprob: -(index % 7), bytes: [...Buffer.from(token)], id: index };
    const logprobs = { content: [{ ...told, top_logprobs: [told] }] };
    return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: token }, logprobs, finish_reason: null }] })}\n\n`;
  });
  return `${events.join('')}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
}

/** What is not there by then will not come; answers of the model have longer. */
const waitMs = 8000;

/** The glass box on answers of the real small model. */
describe('the glass box', () => {
  let home: string;
  let node: TestNode;
  let browser: OpenConsole;

  beforeAll(async () => {
    home = await newHome('engine: { contextTokens: 1024 }\n');
    node = await startTestNode(home, { withModel: true });
    browser = await openConsole(node, '/ask');
    browser.page.setDefaultTimeout(waitMs);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await node.stop();
    await removeHome(home);
  });

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const tokens = () => browser.page.getByRole('listbox', { name: 'The answer, token by token' });
  /** As the page itself would read it: a conversation is nobody else's, not even that of another key of the owner. */
  const conversation = (): Promise<Conversation> =>
    browser.page.evaluate(async () => {
      const id = location.pathname.split('/').at(-1) ?? '';
      return (await (await fetch(`/api/conversations/${id}`)).json()) as Conversation;
    });
  const spelled = async (): Promise<string> => {
    await tokens().waitFor();
    return (await tokens().getByRole('option').allTextContents()).join('').replaceAll('⏎\n', '\n');
  };
  const complete = () => button('Answer again').waitFor({ timeout: 60_000 });
  const saved = () => browser.page.getByText('Saved', { exact: true }).waitFor();

  test('opens an answer of the model inside: its tokens spell it, with how likely each was and what else was', async () => {
    const { page } = browser;
    await page.getByText('Your words stay in this node, which is verified').waitFor();
    await button('Settings: all as the model has them').click();
    await page.getByLabel('Most tokens of an answer').fill('40');
    await page.getByLabel('Seed').fill('3');
    await button('Close the settings').click();
    await page.getByLabel('Your question').fill('Tell a short story about a fox.');
    await page.keyboard.press('Enter');
    await complete();
    await saved();
    const answer = (await conversation()).messages.at(-1);
    await button('Glass box').click();
    const options = tokens().getByRole('option');
    expect(await spelled()).toBe(answer?.text);
    expect(await options.count()).toBe(40);
    await options.nth(5).click();
    await page.getByText('Token 6 of 40').waitFor();
    await page.getByText('at temperature', { exact: false }).first().waitFor();
    const rows = page.getByRole('table', { name: 'What could have stood here' }).getByRole('row');
    expect(await rows.count()).toBeGreaterThan(2);
    expect(await page.getByRole('img', { name: /^Surprise of each token\. On average/ }).count()).toBe(1);
    await screenshot(page, 'glass-box');
  });

  test('has no barrier in light, in dark and on a phone', async () => {
    const { page } = browser;
    await page.getByText('What would temperature change here?').click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'glass-box-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(phone);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'glass-box-phone');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('shows what the model read, with the tokens that steer it, and the template that wrote them', async () => {
    const { page } = browser;
    await page.getByText('What the model read before it answered').click();
    const prompt = page.getByRole('region', { name: 'What the model read before it answered' });
    expect(await prompt.innerText()).toContain('<|im_start|>user\nTell a short story about a fox.<|im_end|>');
    await page.getByText('The chat template that wrote it').click();
    await page.getByText('It came in the model’s file.').waitFor();
    await page.getByText('add_generation_prompt').waitFor();
  });

  test('forks by keyboard alone: from the chosen token on the model says something else, and both stay', async () => {
    const { page } = browser;
    const before = (await conversation()).messages.at(-1);
    await tokens().focus();
    await page.keyboard.press('Home');
    for (let at = 0; at < 5; at++) await page.keyboard.press('ArrowRight');
    await page.getByText('Token 6 of 40').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const chosen = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(chosen).toMatch(/^Go on from here with “/);
    await page.keyboard.press('Enter');
    await page.getByText('the model was made to say').waitFor();
    await page.getByText('2 of 2').waitFor({ timeout: 60_000 });
    await complete();
    await saved();
    const fork = (await conversation()).messages.at(-1);
    expect(fork?.parent).toBe(before?.parent);
    expect(fork?.text.startsWith(fork.given ?? '?')).toBe(true);
    expect(fork?.given?.endsWith(fork.forced ?? '?')).toBe(true);
    expect(chosen).toContain(fork?.forced ?? '?');
    expect(fork?.call).not.toBe(before?.call);
    // The box opens again, on the whole fork: what it was given came back with its probabilities in the same call.
    expect(await spelled()).toBe(fork?.text);
    await screenshot(page, 'glass-box-fork');
  });

  test('finds the tokens on record after the page was closed, which is recorded too', async () => {
    const { page } = browser;
    await page.reload();
    await complete();
    await button('Glass box').click();
    const before = await api<{ log: { size: number } }>(node, 'GET', '/api/status');
    await button('Read them from the record').click();
    const fork = (await conversation()).messages.at(-1);
    expect(await spelled()).toBe(fork?.text);
    const after = await api<{ log: { size: number } }>(node, 'GET', '/api/status');
    expect(after.log.size).toBe(before.log.size + 1);
  });

  test('works probabilities out for an answer that came without them, by a recorded call that says so', async () => {
    const { page } = browser;
    await button('Settings: seed 3, most tokens of an answer 40').click();
    await page.getByRole('switch', { name: 'Keep how likely each token was' }).uncheck();
    await button('Close the settings').click();
    await button('Answer again').click();
    await page.getByText('3 of 3').waitFor({ timeout: 60_000 });
    await complete();
    await page.getByText('Nothing new is written. It is a call of its own, and on record.').waitFor();
    await button('Work the probabilities out now').click();
    await page.getByText('Worked out afterwards, at temperature 0').waitFor({ timeout: 60_000 });
    await saved();
    const answer = (await conversation()).messages.at(-1);
    expect(await spelled()).toBe(answer?.text);
    const { call } = await api<{ call: { status: string; outputTokens: number } }>(
      node,
      'GET',
      `/api/calls/${answer?.scored ?? ''}`,
    );
    expect(call).toMatchObject({ status: 'completed', outputTokens: 0 });
  });

  test('stays light with four thousand tokens: going to another touches that one and no other', async () => {
    const { page } = browser;
    await page.goto(`${browser.origin}/ask`);
    await page.route('**/v1/chat/completions', (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        headers: { 'x-commonhold-destination': 'local' },
        body: longAnswer(4000),
      }),
    );
    await page.getByText('Your words stay in this node').waitFor();
    await page.getByLabel('Your question').fill('At length?');
    await page.keyboard.press('Enter');
    await complete();
    await page.unroute('**/v1/chat/completions');
    await button('Glass box').click();
    await tokens().waitFor();
    expect(await tokens().getByRole('option').count()).toBe(4000);
    await tokens().focus();
    const touched = await page.evaluate(async () => {
      const box = document.querySelector('[role="listbox"]');
      if (box === null) throw new Error('there is no list of tokens');
      const elements = new Set<Node>();
      const observer = new MutationObserver((records) =>
        records.forEach(({ target }) => elements.add(target)),
      );
      observer.observe(box, { subtree: true, childList: true, attributes: true, characterData: true });
      for (let at = 0; at < 10; at++) {
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return elements.size;
    });
    await page.getByText('Token 11 of 4,000').waitFor();
    // The eleven tokens that were passed, and the list itself, which names the one that is looked at.
    expect(touched).toBe(12);
  });

  test('explains to somebody who never heard of a token what it is, and that likely is not true', async () => {
    const { page } = browser;
    await page.getByText('What is this?').click();
    await page.getByText('A model does not write words. It writes tokens').waitFor();
    await page.getByText('A high number does not mean that something is true.').waitFor();
    expect(browser.foreignRequests).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });
});
