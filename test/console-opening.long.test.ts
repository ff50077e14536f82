import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, openConsole, type OpenConsole, screenshot } from './browser/console.ts';
import {
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const asked = 'Is the cellar dry?';
const reason = 'The member asked us to look';

let home: string;
let node: TestNode;
let opened: OpenConsole;
let call: string;
let auditor: string;

beforeAll(async () => {
  // Nobody listens on port 1: the call fails, and what was asked is on record all the same.
  home = await newHome(`${providerYaml(1)}access: { reason: required, people: 2 }\n`);
  node = await startTestNode(home);
  const member = await keyOf('member');
  auditor = await keyOf('auditor');
  const message = { role: 'user', content: asked };
  const reply = await chat({ ...node, key: member }, { model: 'test-model', messages: [message] });
  call = reply.headers.get('x-commonhold-call') ?? '';
  opened = await openConsole(node, `/calls/${call}`);
});
afterAll(async () => {
  await opened.close();
  await node.stop();
  await removeHome(home);
});

async function keyOf(role: string): Promise<string> {
  const { output } = await commonhold(home, ['keys', 'add', `the ${role}`, '--role', role, '--json']);
  return (JSON.parse(output) as { key: string }).key;
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

test('a call is opened on its page once another owner has agreed to the reason given', async () => {
  const { page } = opened;
  const ask = page.getByRole('button', { name: 'Ask another owner to agree' });
  await ask.waitFor();
  expect(await ask.isDisabled()).toBe(true);
  await page.getByLabel('Why you open it').fill(reason);
  await ask.click();
  await page.getByText('You asked on').waitFor();
  expect(await page.getByRole('button', { name: 'Open as' }).count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'opening-by-two');
  const { requests } = await other<{ requests: { id: string; reason: string }[] }>(
    'GET',
    '/api/accesses/requests',
  );
  expect(requests).toMatchObject([{ reason }]);
  await other('POST', `/api/accesses/requests/${requests[0]?.id ?? ''}/agree`);
  await page.getByText('agreed. You can open it once.').waitFor();
  await page.getByRole('button', { name: 'Open as' }).click();
  await page.getByText(asked).first().waitFor();
});

test('the page asks whoever reads it to agree to what another asked', async () => {
  const { page, origin } = opened;
  await other('POST', '/api/accesses/requests', { call, reason });
  await page.goto(`${origin}/calls/${call}`);
  await page.getByText('asks to open it').waitFor();
  await page.getByText(reason).waitFor();
  await page.getByRole('button', { name: 'Agree, which is written down' }).click();
  await page.getByText('may open it').waitFor();
  await other('POST', `/api/calls/${call}/open`);
});

test('where one person is enough the page asks for the reason alone', async () => {
  await writeFile(join(home, 'commonhold.yaml'), `${providerYaml(1)}access: { reason: required }\n`);
  await other('POST', '/api/status/reload');
  const { page, origin } = opened;
  await page.goto(`${origin}/calls/${call}`);
  await page.getByLabel('Why you open it').fill(reason);
  await page.getByRole('button', { name: 'Open as' }).click();
  await page.getByText(asked).first().waitFor();
});

test('an owner searches in what was said from the page of calls, and every search is written down', async () => {
  const { page, origin } = opened;
  await page.goto(`${origin}/calls`);
  await page.getByText('Search in what was said').click();
  await page.getByLabel('Words in what was said').fill('CELLAR');
  await page.getByLabel('Why you search').fill(reason);
  await page.getByRole('button', { name: 'Search, which is written down' }).click();
  await page.getByText('Found in 1 of 1 searched.').waitFor();
  await page.getByText(asked).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const { accesses } = await other<{ accesses: object[] }>('GET', '/api/accesses?limit=1');
  expect(accesses).toMatchObject([
    { action: 'search-bodies', statement: { reason, search: { words: 'CELLAR', calls: 1 } } },
  ]);
});

test('an auditor sees the call and no way to open it', async () => {
  const { page, origin } = opened;
  await page.context().clearCookies();
  await page.goto(`${origin}/calls/${call}`);
  await page.getByLabel('Your key').fill(auditor);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('it stays closed to auditors').waitFor();
  expect(await page.getByRole('button', { name: 'Open as' }).count()).toBe(0);
  await page.getByText('Signed in as the auditor, auditor').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});
