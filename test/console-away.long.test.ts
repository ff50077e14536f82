import { expect, test } from 'vitest';
import { accessibilityProblems, openConsole, screenshot } from './browser/console.ts';
import { newHome, removeHome, startTestNode } from './node/running-node.ts';

test('a page says that the node does not answer, and goes on by itself when it does, also with files never fetched', async () => {
  const home = await newHome();
  let node = await startTestNode(home);
  const opened = await openConsole(node);
  const { page } = opened;
  try {
    await page.goto(`${opened.origin}/settings`);
    await page.getByRole('heading', { level: 2, name: 'The node' }).waitFor();
    await node.stop();
    await page.getByText('The node does not answer. What stands here is of before').waitFor();
    await page.getByRole('link', { name: 'Rules' }).click();
    await page.getByText('This page could not be fetched from the node').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'node-away');
    node = await startTestNode(home, {
      environment: { COMMONHOLD_PORT: new URL(opened.origin).port },
    });
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
    await page.getByText('There are no rules of your own').waitFor();
    expect(await page.getByText('The node does not answer').count()).toBe(0);
  } finally {
    await opened.close();
    await node.stop();
    await removeHome(home);
  }
});
