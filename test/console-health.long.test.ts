import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, screenshot } from './browser/console.ts';
import { consoleTest } from './browser/console-test.ts';
import { chat, newHome, providerYaml } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
afterAll(() => upstream.close());

describe('a destination that does not answer', () => {
  const console = consoleTest({ home: () => newHome(providerYaml(upstream.port)) });

  test('is named on Home, with the way to the page that says how it is; while all is well nothing is said', async () => {
    const { page, node } = console;
    const ask = async (): Promise<void> => {
      const messages = [{ role: 'user', content: 'Hello' }];
      await (await chat(node, { model: 'test-model', stream: true, messages })).text();
    };
    upstream.answer = { type: 'text', pieces: ['Good morning.'] };
    await ask();
    await console.goto('/');
    await page.getByRole('heading', { level: 2, name: 'Can you inspect how the system works?' }).waitFor();
    const told = page.getByText(
      /upstream does not answer: after too many failures nothing is sent there until/,
    );
    expect(await told.count()).toBe(0);
    upstream.answer = { type: 'refusal', status: 500, message: 'Out of order.' };
    for (let at = 0; at < 20; at += 1) await ask();
    await told.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'home-resting');
    await page.getByRole('link', { name: 'How destinations are' }).click();
    await page.getByRole('heading', { level: 2, name: 'Destinations' }).waitFor();
    await page.getByText(/resting: nothing is sent there until .*; last failure/).waitFor();
    await screenshot(page, 'settings-resting');
  });
});
