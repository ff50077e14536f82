import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { eventually } from './node/eventually.ts';
import {
  api,
  chat,
  commonhold,
  newHome,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

/** An answer that tries everything a page could fall for. */
const hostile =
  'Look: <img src="http://evil.example/i.png"><script>document.title="owned"</script> invoice\u202Egpj.exe \u0007\u200b end';
/** More than is laid out at once, twice over. */
const long = 'All the commons are held together. '.repeat(8000);

/** A provider whose model names say what it answers. */
async function startUpstream(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { model } = JSON.parse(body) as { model: string };
      const answer = { id: 'x', object: 'chat.completion.chunk', created: 1, model };
      const piece = (content: string, finish: string | null): string =>
        `data: ${JSON.stringify({ ...answer, choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }] })}\n\n`;
      if (model === 'broken') {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'out of order' } }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (model === 'slow') {
        // A beginning, and then nothing until the client has left.
        response.write(piece('Once upon', null));
        return;
      }
      const text = model === 'hostile' ? hostile : model === 'long' ? long : `A fair answer by ${model}.`;
      response.write(piece(text.slice(0, 5), null));
      response.end(`${piece(text.slice(5), 'stop')}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

const configuration = (port: number): string => `
engine: { contextTokens: 512 }
providers:
  lab:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { legalEntity: The Lab, country: DE, retentionDays: 30, trainsOnData: false, local: no }
    models: [plain, other, hostile, long, slow, broken]
  gone:
    wire: openai-chat
    baseUrl: http://127.0.0.1:1/v1
    authentication: none
    destination: { local: no }
routes:
  sure: [{ provider: gone, model: any }, { provider: lab, model: plain }]
`;

describe('the page of calls', () => {
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let home: string;
  let node: TestNode;
  let anna: string;
  const calls: Record<string, string> = {};

  /** Makes a call and gives its id, once it is on record. */
  async function make(
    name: string,
    more: object = {},
    headers: object = {},
    key = node.key,
  ): Promise<string> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify({
        model: name,
        stream: true,
        messages: [{ role: 'user', content: `What is a commons? Answer as ${name}.` }],
        ...more,
      }),
    });
    await reply.text();
    return reply.headers.get('x-commonhold-call') ?? '';
  }

  beforeAll(async () => {
    upstream = await startUpstream();
    home = await newHome(configuration(upstream.port));
    node = await startTestNode(home, { withModel: true });
    const added = await commonhold(home, ['keys', 'add', 'anna', '--role', 'member', '--json']);
    anna = (JSON.parse(added.output) as { key: string }).key;
    calls['owned'] = await make(
      'smollm2-135m-instruct',
      { max_tokens: 8 },
      { 'x-commonhold-run': 'first-run' },
      anna,
    );
    calls['plain'] = await make('plain', {}, { 'x-commonhold-run': 'first-run' });
    calls['other'] = await make('other');
    calls['hostile'] = await make('hostile');
    calls['long'] = await make('long');
    calls['sure'] = await make('sure');
    calls['broken'] = await make('broken');
    calls['refused'] = await make('plain', {}, { 'x-commonhold-labels': 'no such label' });
    const leaving = new AbortController();
    const slow = await chat(
      node,
      { model: 'slow', stream: true, messages: [{ role: 'user', content: 'x' }] },
      leaving.signal,
    );
    calls['slow'] = slow.headers.get('x-commonhold-call') ?? '';
    leaving.abort();
    await eventually(async () => {
      const { call } = await api<{ call: { status: string } }>(node, 'GET', `/api/calls/${calls['slow']}`);
      return call.status === 'open' ? undefined : call.status;
    });
  }, 120_000);
  afterAll(async () => {
    await opened?.close();
    await node.stop();
    upstream.server.close();
    await removeHome(home);
  });

  let opened: OpenConsole | undefined;
  let page: Page;
  beforeEach(async () => {
    // One browser for all, because starting one takes longer than most of these tests.
    opened ??= await openConsole(node);
    page = opened.page;
    await page.setViewportSize(desktop);
    await page.goto(`${opened.origin}/calls`);
    await rows().first().waitFor();
  });
  afterEach(() => {
    expect(opened?.foreignRequests).toEqual([]);
    // A browser notes every refusal of the node as an error; what a test asks for in vain is not the page's.
    expect(opened?.complaints.filter((line) => !line.includes('status of 404'))).toEqual([]);
  });

  async function erase(what: object): Promise<void> {
    const reply = await fetch(new URL('/api/erasure', node.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
      body: JSON.stringify({ ...what, compact: 'never' }),
    });
    expect(reply.status).toBe(200);
  }

  const origin = () => new URL(page.url()).origin;
  const rows = () => page.locator('[data-open-call]');
  const idsShown = () =>
    rows().evaluateAll((links) => links.map((link) => link.getAttribute('data-open-call') ?? ''));
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  async function openCall(name: string): Promise<void> {
    await page.goto(`${origin()}/calls/${calls[name] ?? ''}`);
    await page.getByRole('heading', { name: /^A call of/ }).waitFor();
  }

  test('lists every call latest first, in the order of the log', async () => {
    const listed = await api<{ calls: { id: string }[] }>(node, 'GET', '/api/calls');
    expect(await idsShown()).toEqual(listed.calls.map(({ id }) => id));
    const row = (name: string) =>
      page.locator('tr', { has: page.locator(`[data-open-call="${calls[name] ?? ''}"]`) });
    expect(await row('owned').innerText()).toMatch(
      /anna\s+smollm2-135m-instruct\s+inside this node\s+completed/,
    );
    expect(await row('sure').innerText()).toMatch(/sure → plain\s+lab, rented, attempt 4\s+completed/);
    expect(await row('refused').innerText()).toMatch(/nowhere\s+refused: labels_invalid/);
    expect(await row('slow').innerText()).toContain('broken off');
    await screenshot(page, 'calls-list');
  });

  test('keeps its filters in the address: shared, reloaded, gone back through and taken away', async () => {
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'status' }).click();
    await page.getByRole('option', { name: 'refused' }).click();
    await expect.poll(idsShown).toEqual([calls['refused']]);
    expect(new URL(page.url()).search).toBe('?status=refused');
    await page.getByRole('searchbox').fill('plain');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('?q=plain&status=refused');
    await page.reload();
    await expect.poll(idsShown).toEqual([calls['refused']]);
    await page.getByRole('searchbox').fill('nothing is named so');
    await page.keyboard.press('Enter');
    await page.getByText('No call fits all of these filters.').waitFor();
    await screenshot(page, 'calls-nothing-fits');
    await button(/take away the filter search/).click();
    await expect.poll(idsShown).toEqual([calls['refused']]);
    await page.goBack();
    await page.getByText('No call fits').waitFor();
    await page.goBack();
    await expect.poll(idsShown).toEqual([calls['refused']]);
    await button('Take all filters away').click();
    await expect.poll(async () => (await idsShown()).length).toBeGreaterThan(8);
  });

  test('finds what went wrong, what was rented and who asked', async () => {
    await page.getByLabel('Only what went wrong').check();
    await expect
      .poll(async () => (await idsShown()).toSorted())
      .toEqual([calls['broken'], calls['refused'], calls['slow']].toSorted());
    await page.goto(`${origin()}/calls?q=anna`);
    await expect.poll(idsShown).toEqual([calls['owned']]);
    await page.goto(`${origin()}/calls?local=no&model=sure&colour=red`);
    await expect.poll(idsShown).toEqual([calls['sure']]);
    await page.getByText('means nothing here and was left aside: colour=red').waitFor();
  });

  test('shows a new call at once to who looks at the top, and only counts it for who reads further down', async () => {
    await page.mouse.move(0, 0);
    const first = await make('plain');
    await expect.poll(async () => (await idsShown())[0]).toBe(first);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const before = await idsShown();
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-open-call'));
    const second = await make('other');
    await page.getByText('1 new call.').waitFor();
    expect(await idsShown()).toEqual(before);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-open-call'))).toBe(focused);
    await button('Show them').click();
    await expect.poll(async () => (await idsShown())[0]).toBe(second);
  });

  test('is used by keyboard alone: to a call, through its log, back to its row, and to the search', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const [, second, third] = await idsShown();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^A call of/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/calls/${second}`);
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/calls/${third}`);
    await page.goBack();
    await page.goBack();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-open-call')))
      .toBe(second);
    await page.keyboard.press('x');
    await page.getByText('One call is picked.').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('anna');
    await page.keyboard.press('Enter');
    await expect.poll(idsShown).toEqual([calls['owned']]);
  });

  test('tells the story of a call, and opens what was said only when asked, in writing', async () => {
    await openCall('owned');
    const story = await page.getByText(/asked for “smollm2/).innerText();
    expect(story).toMatch(/^On .* anna \(\w+, project default\) asked for/);
    expect(story).toContain('It ran inside this node');
    expect(story).toMatch(/on record as entries [\d,]+ and [\d,]+/);
    const size = async () => (await api<{ log: { size: number } }>(node, 'GET', '/api/status')).log.size;
    const before = await size();
    expect(await page.getByText('What is a commons?').count()).toBe(0);
    await page.getByText('is itself written into the log').waitFor();
    await screenshot(page, 'calls-one');
    await button('Open as owner').click();
    await page.getByText('What is a commons? Answer as smollm2-135m-instruct.', { exact: true }).waitFor();
    await page.getByText('Ended:').waitFor();
    expect(await size()).toBe(before + 1);
    await page.getByText('This browser computed it from the bytes below and got the same.').first().waitFor();
    await screenshot(page, 'calls-one-opened');
  });

  test('shows hostile text as text, with every hidden character made visible', async () => {
    await openCall('hostile');
    await button('Open as owner').click();
    const answer = page.getByText('<img src="http://evil.example/i.png">').first();
    await answer.waitFor();
    expect(await answer.innerText()).toContain('invoice‹U+202E›gpj.exe ‹U+0007›‹U+200B› end');
    expect(await page.title()).toMatch(/^A call of/);
    await button('Hexadecimal').last().click();
    await page.getByText(/^00000000 {2}64 61 74 61 3a/).waitFor();
  });

  test('shows a long answer in parts', async () => {
    await openCall('long');
    await button('Open as owner').click();
    await button('Show the next 100,000 characters (180,000 are left)').click();
    await button('Show the next 80,000 characters (80,000 are left)').click();
    await expect.poll(() => page.getByText(long.slice(0, 200)).first().innerText()).toBeTruthy();
    expect(await button(/Show the next/).count()).toBe(1);
  });

  test('tells each attempt with its times, what went wrong and what that means', async () => {
    await openCall('sure');
    await page.getByText('2 destinations were tried, one after the other: gone (3 times) and lab.').waitFor();
    await page.getByRole('heading', { name: /1\. gone: failed \(upstream_unreachable\)/ }).waitFor();
    await page.getByRole('heading', { name: '4. lab: completed' }).waitFor();
    await page.getByText('30 days, as declared').waitFor();
    await page.getByRole('img', { name: 'When what happened, in order' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'calls-attempts');
    await openCall('refused');
    await page.getByText('nothing was sent anywhere (labels_invalid)').waitFor();
    await page.getByRole('heading', { name: 'What went wrong' }).waitFor();
    await page.getByText('None. A refused call is sent nowhere.').waitFor();
    await screenshot(page, 'calls-refused');
    await openCall('slow');
    await page.getByText(/It was broken off after .*\(client_gone\)/).waitFor();
    await button('Open as owner').click();
    await page.getByText('Once upon').first().waitFor();
    await page.getByText('It does not say how it ended: it was cut off.').waitFor();
  });

  test('keeps a call that is under way up to date while it is looked at', async () => {
    const leaving = new AbortController();
    const messages = [{ role: 'user', content: 'x' }];
    const reply = await chat(node, { model: 'slow', stream: true, messages }, leaving.signal);
    await page.goto(`${origin()}/calls/${reply.headers.get('x-commonhold-call') ?? ''}`);
    await page.getByText('It is still under way.').waitFor();
    await page.getByText('There will be a receipt when the call has ended.').waitFor();
    expect(await button('Download the receipt').count()).toBe(0);
    leaving.abort();
    await page.getByText(/It was broken off after/).waitFor();
    await button('Download the receipt').waitFor();
  });

  test('hands out the receipt and the stored bytes', async () => {
    await openCall('plain');
    const receipt = page.waitForEvent('download');
    await button('Download the receipt').click();
    expect((await receipt).suggestedFilename()).toContain(calls['plain']);
    await button('Open as owner').click();
    const body = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).first().click();
    expect((await body).suggestedFilename()).toBe(`${calls['plain']}.1.request.bin`);
    await page.getByRole('link', { name: 'All calls of this run in the list' }).click();
    await expect
      .poll(async () => (await idsShown()).toSorted())
      .toEqual([calls['owned'], calls['plain']].toSorted());
  });

  test('checks a receipt in the browser, and the text shown against it', async () => {
    await openCall('plain');
    const scripts = () =>
      page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect((await scripts()).filter((name) => name.includes('check-receipt'))).toEqual([]);
    await button('Open as owner').click();
    await page.getByText('Ended:').first().waitFor();
    await button('Verify here').click();
    const verdict = page.getByText('Proven, if the key is the node’s');
    await verdict.waitFor();
    expect(await verdict.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await scripts()).filter((name) => name.includes('check-receipt'))).toHaveLength(1);
    const key = await api<{ verifierKey: string }>(node, 'GET', '/api/receipts/key');
    await page.getByText(key.verifierKey, { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'What this does not prove' }).waitFor();
    await page.getByText('Nobody else’s signature is on it.').waitFor();
    await button('Hold the request against it').click();
    await page.getByText('The text shown is the one committed to, to the byte.').waitFor();
    await button('Hold the answer against it').click();
    await page.getByText('the answer of the destination that the node committed to').waitFor();
    await verdict.scrollIntoViewIfNeeded();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'calls-receipt');
  });

  test('says of an erased call when, why and what is left, and still proves that it took place', async () => {
    // Nothing is erased before somebody has said how lost keys would come back.
    await commonhold(home, ['key', 'recovery', 'none', '--yes']);
    await erase({ call: calls['long'], onlyThis: true, extent: 'bodies', reason: 'mistake' });
    await erase({ call: calls['hostile'], onlyThis: true, reason: 'request' });
    await page.reload();
    const row = (name: string) =>
      page.locator('tr', { has: page.locator(`[data-open-call="${calls[name] ?? ''}"]`) });
    expect(await row('long').innerText()).toContain('completed; text erased');
    expect(await row('hostile').innerText()).toMatch(/somebody, erased\s+.*completed; erased/s);
    await openCall('long');
    await page.getByText(/^What was said was erased on/).waitFor();
    await page.getByText('The reason on record: it should not have been recorded.').waitFor();
    expect(await button(/^Open as/).count()).toBe(0);
    await openCall('hostile');
    await page.getByText('Who it was, and by which name they asked for a model, was erased.').waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(/undefined|NaN|Invalid|owner/);
    await screenshot(page, 'calls-erased');
    await button('Verify here').click();
    await page.getByText('Proven, if the key is the node’s').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.goto(`${origin()}/calls/compare?left=${calls['plain']}&right=${calls['hostile']}`);
    await page.getByText('so only the facts can be compared').waitFor();
  });

  test('compares two calls, fact by fact and word by word', async () => {
    for (const name of ['plain', 'other']) {
      await page.locator(`[data-pick-call="${calls[name] ?? ''}"]`).check();
    }
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await page.getByRole('heading', { name: 'Two calls side by side' }).waitFor();
    const row = page.getByRole('row', { name: /^model asked for/ });
    expect(await row.innerText()).toMatch(/plain\s+other\s+differs/);
    expect(await page.getByRole('row', { name: /^protocol/ }).innerText()).toMatch(/same$/);
    await button('Open both as owner').click();
    await page.getByText('Struck out: only in the left one.').waitFor();
    expect(await page.locator('del').allInnerTexts()).toContainEqual(expect.stringContaining('plain'));
    expect(await page.locator('ins').allInnerTexts()).toContainEqual(expect.stringContaining('other'));
    await screenshot(page, 'calls-compare');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await button('Filters').click();
    await page.getByRole('combobox', { name: 'protocol' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `calls-list-filters-${scheme}`);
    await openCall('sure');
    await button('Open as owner').click();
    await page.getByText('Ended:').first().waitFor();
    await page.getByText('Exact bytes').first().click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `calls-one-${scheme}`);
  });

  test('fits a phone: rows are short paragraphs, and nothing runs over the edge', async () => {
    await page.setViewportSize(phone);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.getByRole('list', { name: 'Calls, latest first' }).waitFor();
    expect(await overflow()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'calls-list-phone');
    await openCall('sure');
    await button('Open as owner').click();
    await page.getByText('Ended:').first().waitFor();
    expect(await overflow()).toBe(0);
    await screenshot(page, 'calls-one-phone');
    await page.goto(`${origin()}/calls/compare?left=${calls['plain']}&right=${calls['owned']}`);
    await page.getByRole('row', { name: /^status/ }).waitFor();
    expect(await overflow()).toBe(0);
  });

  test('pages through the log in both directions, and says where it begins', async () => {
    for (let made = 0; made < 45; made++) await make('plain');
    await page.reload();
    const listed = await api<{ calls: { id: string }[] }>(node, 'GET', '/api/calls?limit=1000');
    const all = listed.calls.map(({ id }) => id);
    await expect.poll(idsShown).toEqual(all.slice(0, 50));
    await page.getByRole('link', { name: 'Older calls' }).click();
    await expect.poll(idsShown).toEqual(all.slice(50));
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.getByText('The record begins here.').waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?before=\d+$/);
    await page.getByRole('link', { name: 'Newer calls' }).click();
    await expect.poll(idsShown).toEqual(all.slice(0, 50));
    await page.getByText('These are the latest calls.').waitFor();
    await page.goBack();
    await expect.poll(idsShown).toEqual(all.slice(50));
    await page.getByRole('link', { name: 'Latest calls' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  test('says how far a search has got that stopped for its bound, and goes on from there', async () => {
    // A node needs a hundred thousand calls before it stops, so its words are put into its mouth here.
    await page.route('**/api/calls?q=rare*', (route) =>
      route.fulfill({
        json: {
          calls: [],
          older: 7,
          newer: 99,
          searched: { complete: false, stopped: true, to: '2026-03-03T10:12:05.000Z' },
        },
      }),
    );
    await page.goto(`${origin()}/calls?q=rare`);
    await page.getByText('Searched back to 3 Mar 2026, 10:12:05.').waitFor();
    await page.getByText('No call fits so far.').waitFor();
    await page.getByRole('link', { name: 'Go on searching' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?q=rare&before=7');
    await page.unroute('**/api/calls?q=rare*');
  });

  test('shows a member their own calls only, and says so', async () => {
    await button('Sign out').click();
    await page.getByLabel('Your key').fill(anna);
    await button('Sign in').click();
    await page.getByText('these are your own calls').waitFor();
    await expect.poll(idsShown).toEqual([calls['owned']]);
    await page.goto(`${origin()}/calls/${calls['plain']}`);
    await page.getByText(/No call .* is on record/).waitFor();
  });
});
