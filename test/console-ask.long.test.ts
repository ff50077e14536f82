import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  type OpenConsole,
  openConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { eventually } from './node/eventually.ts';
import { api, newHome, providerYaml, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

interface Listed {
  readonly calls: readonly { readonly id: string; readonly status: string; readonly run?: string }[];
}

/** A second name at the same server, rented, so that there are two to choose from and a warning to see. */
const rented = (port: number): string => `  faraway:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { local: no, legalEntity: Faraway Ltd, country: US }
    models: [other-model]
`;

describe('the Ask page', () => {
  let home: string;
  let node: TestNode;
  let upstream: ScriptedUpstream;
  let browser: OpenConsole;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    home = await newHome(providerYaml(upstream.port, rented(upstream.port)));
    node = await startTestNode(home);
    browser = await openConsole(node, '/ask');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const question = () => browser.page.getByLabel('Your question');
  const answers = () => browser.page.getByRole('article');

  async function begin(): Promise<void> {
    await browser.page.goto(`${browser.origin}/ask`);
    await question().waitFor();
  }
  /** Asks and waits until no answer is coming any more. */
  async function ask(words: string, ...pieces: string[]): Promise<void> {
    upstream.answer = { type: 'text', pieces };
    await question().fill(words);
    await question().press('Enter');
    await button('Stop').waitFor({ state: 'detached' });
    await answers().getByText(pieces.join('')).last().waitFor();
  }
  const saved = () => browser.page.getByText('Saved', { exact: true }).waitFor();

  test('says where words would go before they are sent, and after, with the record of the call', async () => {
    const { page } = browser;
    await begin();
    await page
      .getByText('Your words go to upstream, which the owner of this node declares to be local.')
      .waitFor();
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('option', { name: 'other-model leaves to faraway' }).click();
    await page.getByText('Your words leave to faraway.').waitFor();
    await ask('What is a commons?', 'A meadow', ' that is **tended** together.');
    const answer = answers().first();
    await answer.getByText('covered by the signed head of').waitFor();
    const text = await answer.innerText();
    expect(text).toContain('leaves to faraway');
    expect(text).toContain('allowed by the rule “valid-key”');
    const link = await answer.getByRole('link', { name: 'its record' }).getAttribute('href');
    const { calls } = await api<Listed>(node, 'GET', '/api/calls?limit=1');
    expect(link).toBe(`/calls/${calls[0]?.id}`);
    expect(page.url()).toBe(`${browser.origin}/ask/${calls[0]?.run}`);
    expect(await answer.locator('strong').innerText()).toBe('tended');
    await screenshot(page, 'ask');
  });

  test('keeps every version: an answer made again, and a question asked differently', async () => {
    const { page } = browser;
    await begin();
    await ask('One?', 'words of the first try');
    upstream.answer = { type: 'text', pieces: ['words of the next try'] };
    await button('Answer again').click();
    await answers().getByText('words of the next try').waitFor();
    await page.getByText('2 of 2').waitFor();
    await button('Earlier version').click();
    await answers().getByText('words of the first try').waitFor();
    await button('Ask differently').click();
    const words = page.getByLabel('The question in other words');
    expect(await words.inputValue()).toBe('One?');
    await words.fill('Uno?');
    upstream.answer = { type: 'text', pieces: ['words in Italian'] };
    await words.press('Enter');
    await answers().getByText('words in Italian').waitFor();
    await button('Stop').waitFor({ state: 'detached' });
    await button('Earlier version').click();
    await answers().getByText('words of the next try').waitFor();
    await saved();

    await page.reload();
    await answers().getByText('words of the next try').waitFor();
    await page.getByText('1 of 2').first().waitFor();
  });

  test('asks several models beside each other, each with its own call and its own past', async () => {
    const { page } = browser;
    await begin();
    await button('Ask another model beside it').click();
    await page.getByText('Your words leave to faraway.').waitFor();
    await ask('One?', 'both');
    expect(await answers().count()).toBe(2);
    await ask('Two?', 'again');
    const asked = upstream.seen.slice(-2) as { model: string; messages: { content: string }[] }[];
    expect(asked.map(({ model }) => model).toSorted()).toEqual(['other-model', 'test-model']);
    for (const { messages } of asked)
      expect(messages.map(({ content }) => content)).toEqual(['One?', 'both', 'Two?']);
    expect(await page.getByText('Two?', { exact: true }).count()).toBe(1);
    expect(await accessibilityProblems(page)).toEqual([]);
    await answers().last().getByText('covered by the signed head').waitFor();
    await screenshot(page, 'ask-beside');
  });

  test('is told by the node what went wrong, in its words, and keeps what came', async () => {
    const { page } = browser;
    await begin();
    upstream.answer = { type: 'broken', pieces: ['It begins and'] };
    await question().fill('Break!');
    await question().press('Enter');
    await answers().getByText('It begins and').waitFor();
    await answers().getByText('It broke off here.').waitFor();
    upstream.answer = { type: 'refusal', status: 400, message: 'The moon is full.' };
    await question().fill('Refuse!');
    await question().press('Enter');
    await answers().getByText('The moon is full.').waitFor();
    await page.getByText('Without an answer, this question is not part of what later ones send.').waitFor();
    await ask('And now?', 'Fine.');
    expect(upstream.seen.at(-1)).toMatchObject({
      messages: [{ content: 'Break!' }, { content: 'It begins and' }, { content: 'And now?' }],
    });
  });

  test('stops an answer at Escape, and the record says that it was aborted', async () => {
    const { page } = browser;
    await begin();
    upstream.answer = { type: 'endless', piece: 'and on ', everyMs: 20 };
    await question().fill('Go on!');
    await question().press('Enter');
    await answers().getByText('and on and on').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('You stopped it here.').waitFor();
    await answers().getByText('recorded as aborted').waitFor();
    await eventually(async () => {
      const { calls } = await api<Listed>(node, 'GET', '/api/calls?limit=1');
      return calls[0]?.status === 'aborted' ? true : undefined;
    });
  });

  test('follows an answer only while the reader is at its end', async () => {
    const { page } = browser;
    await begin();
    upstream.answer = { type: 'endless', piece: 'a line\n\n', everyMs: 10 };
    await question().fill('Go on!');
    await question().press('Enter');
    const place = () =>
      page.evaluate(
        () => [window.scrollY, document.documentElement.scrollHeight - window.innerHeight] as const,
      );
    await eventually(async () => {
      const [at, end] = await place();
      return end > 600 && end - at < 200 ? true : undefined;
    });
    await page.mouse.move(600, 300);
    await page.mouse.wheel(0, -400);
    await eventually(async () => {
      const [at, end] = await place();
      return end - at > 380 ? true : undefined;
    });
    const [before, height] = await place();
    await eventually(async () => ((await place())[1] > height + 200 ? true : undefined));
    expect((await place())[0]).toBe(before);
    await page.keyboard.press('Escape');
    await page.getByText('You stopped it here.').waitFor();
  });

  test('sends what was set and nothing else, and judges a schema before it is sent', async () => {
    const { page } = browser;
    await begin();
    await ask('Plain?', 'yes');
    expect(Object.keys(upstream.seen.at(-1) as object).toSorted()).toEqual([
      'messages',
      'model',
      'stream',
      'stream_options',
    ]);
    await button('Settings: all as the model has them').click();
    await page.getByLabel('System prompt').fill('Be brief.');
    await page.getByLabel('Temperature', { exact: true }).fill('0.2');
    await page.getByLabel('Seed').fill('7');
    await page.getByLabel('Stop at').fill('END\nSTOP');
    await page.getByLabel('JSON schema').fill('{"type": ');
    await page.getByText('Not sent: this is not JSON.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('JSON schema').fill('{"type": "object"}');
    await page.getByText('This is JSON and will be sent as the schema.').waitFor();
    await screenshot(page, 'ask-settings');
    await button('Close the settings').click();
    await ask('Set?', '{"a": 1');
    expect(upstream.seen.at(-1)).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief.' }, {}, {}, { content: 'Set?' }],
      temperature: 0.2,
      seed: 7,
      stop: ['END', 'STOP'],
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
    });
    await answers().getByText('It is not JSON:').last().waitFor();
    await button('Settings: system prompt, temperature 0.2, seed 7, 2 stop texts, JSON schema').waitFor();
  });

  test('lists conversations, finds them by their words, renames, exports and deletes them', async () => {
    const { page } = browser;
    await begin();
    await ask('Where do swallows winter?', 'South of the desert.');
    await saved();
    const list = page.getByRole('complementary');
    await list.getByRole('searchbox').fill('of the DESERT');
    await list.getByText('South of the desert.').waitFor();
    expect(await list.getByRole('listitem').count()).toBe(1);
    await list.getByRole('searchbox').fill('polar bears');
    await list.getByText('No conversation has the words “polar bears”.').waitFor();
    await list.getByRole('searchbox').fill('');

    await button('Rename').click();
    await page.getByLabel('Title of the conversation').fill('Swallows');
    await page.keyboard.press('Enter');
    await list.getByRole('link', { name: 'Swallows' }).waitFor();

    const [markdown] = await Promise.all([page.waitForEvent('download'), button('Save as Markdown').click()]);
    expect(markdown.suggestedFilename()).toBe('Swallows.md');
    const text = await readFile(await markdown.path(), 'utf8');
    expect(text).toContain(
      '# Swallows\n\n## You\n\nWhere do swallows winter?\n\n## test-model\n\nSouth of the desert.',
    );
    const [json] = await Promise.all([page.waitForEvent('download'), button('Save as JSON').click()]);
    expect(JSON.parse(await readFile(await json.path(), 'utf8'))).toMatchObject({ title: 'Swallows' });

    await button('Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The calls in it stay on record').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await list.getByRole('link', { name: 'Swallows' }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Ask', level: 1 }).waitFor();
  });

  test('says of a rented model that its box is closed, and why', async () => {
    const { page } = browser;
    await begin();
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('option', { name: 'other-model' }).click();
    await ask('Open up?', 'no');
    await button('Glass box').click();
    await page.getByText('This box is closed').waitFor();
    await page
      .getByText('The answer was made by faraway, on machines and with a model that you rent.')
      .waitFor();
  });

  test('goes on with an answer while somebody looks at its record', async () => {
    const { page } = browser;
    await begin();
    upstream.answer = { type: 'endless', piece: 'more ', everyMs: 20 };
    await question().fill('Go on!');
    await question().press('Enter');
    await answers().getByText('more more').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goBack();
    await button('Stop').click();
    await page.getByText('You stopped it here.').waitFor();
  });

  test('is used by keyboard alone, from the first word to another version', async () => {
    const { page } = browser;
    await begin();
    upstream.answer = { type: 'text', pieces: ['by keys'] };
    // A new conversation is there to be written in.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Your question');
    await page.keyboard.type('One line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('and another');
    await page.keyboard.press('Enter');
    await answers().getByText('by keys').waitFor();
    await page.getByRole('status').getByText('The answer of test-model is complete.').waitFor();
    expect(upstream.seen.at(-1)).toMatchObject({ messages: [{ content: 'One line\nand another' }] });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Your question',
    );
    upstream.answer = { type: 'text', pieces: ['once more'] };
    for (let tries = 0; tries < 20; tries++) {
      await page.keyboard.press('Shift+Tab');
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Answer again') break;
    }
    await page.keyboard.press('Enter');
    await answers().getByText('once more').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE');
    await page.getByText('2 of 2').waitFor();
  });

  test('has no barrier in light, in dark and on a phone, where nothing is wider than the screen', async () => {
    const { page } = browser;
    await begin();
    const long = `| a | b |\n|---|---|\n| ${'wide '.repeat(40)} | ${'x'.repeat(120)} |\n\n\`\`\`js\n${'let x = 1; '.repeat(30)}\n\`\`\`\n\n- [x] done\n- [ ] open\n\n### Deep\n\n[a](https://example.org)`;
    upstream.answer = { type: 'text', pieces: [long] };
    await question().fill('Show me.');
    await question().press('Enter');
    await page.getByRole('region', { name: 'Table' }).waitFor();
    await answers().getByText('covered by the signed head').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'ask-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(phone);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'ask-phone');
    await button('All conversations').click();
    await page.getByRole('dialog').getByRole('link', { name: 'Show me.' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('asked nobody but the node, and nothing in it broke', () => {
    expect(browser.foreignRequests).toEqual([]);
    // What the scripted server refused is told by the browser too.
    expect(browser.complaints).toEqual([
      'Failed to load resource: the server responded with a status of 400 (Bad Request)',
    ]);
  });

  // The last one, because a browser complains of the requests that fail here.
  test('says that a conversation could not be saved, and saves it when that is possible again', async () => {
    const { page } = browser;
    await begin();
    await page.route('**/api/conversations/*', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    upstream.answer = { type: 'text', pieces: ['unsaved'] };
    await question().fill('Keep this.');
    await question().press('Enter');
    await page
      .getByRole('alert')
      .getByText('Not saved, and tried again: The node does not answer.')
      .waitFor();
    await page.unroute('**/api/conversations/*');
    await saved();
    await page.reload();
    await answers().getByText('unsaved').waitFor();
  });
});
