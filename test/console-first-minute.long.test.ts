import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser/launch.ts';
import { signInLink } from './browser/console.ts';
import { type FirstMinuteStep, walkFirstMinute } from './browser/first-minute.ts';
import { newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

let home: string;
let node: TestNode;

beforeAll(async () => {
  home = await newHome();
  node = await startTestNode(home, { withModel: true });
});
afterAll(async () => {
  await node.stop();
  await removeHome(home);
});

test('a newcomer gets from the printed link to an answered question and its record, as the guide says', async () => {
  const guide = await readFile(new URL('../docs/guide/first-minute.md', import.meta.url), 'utf8');
  const question = /type this and press Enter:\n\n> (.+)\n/.exec(guide)?.[1];
  expect(question).toBeDefined();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const steps: FirstMinuteStep[] = [];
    await walkFirstMinute(page, await signInLink(node), question ?? '', async (step) => {
      steps.push(step);
      expect(guide).toContain(`../pictures/first-minute-${step}.png`);
    });
    expect(steps).toEqual(['home', 'answer', 'record', 'proof']);
  } finally {
    await browser.close();
  }
});
