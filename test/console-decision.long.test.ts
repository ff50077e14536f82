import { mkdir, rm, writeFile } from 'node:fs/promises';
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
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const desktop = { width: 1280, height: 900 };

const configuration = (port: number): string => `
providers:
  acme:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { legalEntity: Acme Inc., country: US, retentionDays: 90, local: no }
    models: [large]
  lab:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { legalEntity: The Lab, country: DE, retentionDays: 0, trainsOnData: false, local: no }
    models: [plain]
routes:
  best: [{ provider: acme, model: large }, { provider: lab, model: plain }]
`;

const rules = `
@id("staff-work")
permit (principal in Group::"role:owner", action, resource);

@id("eea-only")
@why("Our data stays in the European Economic Area")
@remedy("reroute")
forbid (principal, action, resource)
unless
{
  resource.destination.local == Local::"verified" ||
  resource in Region::"EEA"
};

// Unknown counts as yes.
@id("no-training")
@why("No vendor may train on what we write")
@remedy("reroute")
forbid (principal, action, resource)
unless { resource.destination has trainsOnData && !resource.destination.trainsOnData };

@id("masked")
@why("Nobody outside learns whom we write to")
@remedy("pseudonymise")
forbid (principal, action, resource)
when { context.labels.contains("personal") };

@id("code-watched")
@mode("observe")
forbid (principal, action, resource)
when { context.labels.contains("code") };
`;
const floor = `
@id("secrets-stay")
@why("Passwords and keys go to no vendor; take them out of the text")
forbid (principal, action, resource)
when { context.labels.contains("secret") };
`;

/** A rule whose author writes what a page could fall for. */
const hostile = `
@id("odd")
@why("<img src=x onerror=alert(1)> invoice\u202Egpj.exe")
permit (principal, action, resource);
`;

describe('why a call was decided as it was', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  let opened: OpenConsole | undefined;
  let page: Page;
  const calls: Record<string, string> = {};

  async function make(model: string, content: string, labels = ''): Promise<string> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${node.key}`,
        'x-commonhold-labels': labels,
      },
      body: JSON.stringify({ model, user: 'x', messages: [{ role: 'user', content }] }),
    });
    await reply.text();
    const id = reply.headers.get('x-commonhold-call') ?? '';
    await eventually(async () => {
      const { call } = await api<{ call: { status: string } }>(node, 'GET', `/api/calls/${id}`);
      return call.status === 'open' ? undefined : call.status;
    });
    return id;
  }

  /** Until the watcher has noticed. */
  async function rulesInForce(count: number): Promise<void> {
    await eventually(async () => {
      const { policy } = await api<{ policy: { rules: number; trouble?: string } }>(
        node,
        'GET',
        '/api/status',
      );
      expect(policy.trouble).toBeUndefined();
      return policy.rules === count ? true : undefined;
    });
  }

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(configuration(upstream.port));
    node = await startTestNode(home);
    calls['built-in'] = await make('large', 'Hello.');
    await mkdir(join(home, 'policies'));
    await writeFile(join(home, 'policies', 'floor.cedar'), floor);
    await writeFile(join(home, 'policies', 'rules.cedar'), rules);
    await rulesInForce(6);
    calls['denied'] = await make('plain', 'Hello.', 'secret');
    calls['nowhere'] = await make('large', 'Hello.');
    calls['rerouted'] = await make('best', 'Hello.', 'code');
    calls['masked'] = await make('plain', 'Write to carol@example.org and dave@example.org, please.');
    await rm(join(home, 'policies', 'floor.cedar'));
    await writeFile(join(home, 'policies', 'rules.cedar'), hostile);
    await rulesInForce(1);
    calls['hostile'] = await make('plain', 'Hello.');
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
  });
  afterEach(() => {
    expect(opened?.foreignRequests).toEqual([]);
    expect(opened?.complaints).toEqual([]);
  });

  const section = () => page.locator('section', { has: heading() });
  const heading = () => page.getByRole('heading', { name: 'How it was decided' });

  async function open(name: string): Promise<string> {
    await page.goto(`${opened?.origin ?? ''}/calls/${calls[name] ?? ''}`);
    await section().getByText('Digest of the set:').waitFor();
    return section().innerText();
  }

  async function show(name: string): Promise<void> {
    await heading().evaluate((element) => element.scrollIntoView());
    await screenshot(page, name);
  }

  test('a refusal names the rule, its reason, what it looked at, and that nothing else lets such a call go', async () => {
    const text = await open('denied');
    expect(text).toContain('deny:secrets-stay');
    expect(text).toMatch(/For lab, Germany, rented\s+The rule “secrets-stay” forbade it\./);
    expect(text).toContain('Passwords and keys go to no vendor; take them out of the text');
    expect(text).toMatch(/What the rule “secrets-stay” looked at\s+labels on the data\s+secret/);
    expect(text).toMatch(
      /What would have to change\s+What “secrets-stay” looks at would have to be otherwise: labels/,
    );
    expect(text).toContain('It takes no remedy');
    // What played no part is there for who asks, and not among what decided.
    expect(text).not.toContain('The Lab');
    await section()
      .getByText(/^What played no part/)
      .click();
    expect(await section().innerText()).toMatch(/legal entity\s+The Lab/);
    await section().getByText('“secrets-stay”, which forbids').click();
    const rule = await section().getByLabel('Text of the rule secrets-stay').innerText();
    expect(rule).toContain('context.labels.contains("secret")');
    await show('decision-denied');
    const labels = page.locator('section', { has: page.getByRole('heading', { name: 'Labels' }) });
    expect(await labels.innerText()).toMatch(/secret\s+declared by the request’s header/);
    expect(await labels.innerText()).toContain('names of people are not reliably found');
  });

  test('a call that went on elsewhere is told place by place, with what nobody knew of the first', async () => {
    const text = await open('rerouted');
    const [first = '', second = ''] = text.split('So the call went on to lab');
    expect(first).toMatch(/For acme, United States, rented\s+The rule “eea-only” forbade it\./);
    expect(first).toContain('The rule “no-training” forbade it.');
    expect(first).toMatch(/trains on data\s+not known\s+for “no-training”/);
    expect(first).toContain('each rule says itself what it takes it for');
    expect(first).toContain('For it to have gone there as it was');
    expect(second).toMatch(
      /For lab, Germany, rented\s+“eea-only” and “no-training” do not forbid it any more\.\s+The rule “staff-work” allowed it\./,
    );
    expect(second).toMatch(/“code-watched” would have forbidden it\. It is only watched/);
    expect(second).toMatch(/labels on the data\s+code\s+for “code-watched”/);
    expect(second).toMatch(/region\s+Germany, EU, EEA\s+for “eea-only”/);
    expect(second).toMatch(/role\s+owner\s+for “staff-work”/);
    expect(second).toContain('It was let go.');
    // What the rules could have looked at is on record of the place where it went, too.
    expect(text).not.toContain('not on record');
    await section()
      .getByText(/^What played no part/)
      .last()
      .click();
    expect(await section().innerText()).toMatch(/maker of the model\s+not known/);
    await show('decision-rerouted');
    await section()
      .getByText('It was let go.')
      .evaluate((element) => element.scrollIntoView());
    await screenshot(page, 'decision-rerouted-end');
  });

  test('a call with pseudonyms says what was found and replaced, and shows no value', async () => {
    const text = await open('masked');
    expect(text).toMatch(/labels on the data\s+personal/);
    expect(text).toContain('So what was found was replaced by pseudonyms');
    expect(text).toContain('For lab, Germany, rented, with pseudonyms in place of what was found');
    expect(text).toMatch(/replaced by pseudonyms\s+EMAIL: 2/);
    expect(text).toMatch(/labels before that\s+personal/);
    expect(await page.locator('main').innerText()).not.toContain('@example.org');
    expect(await page.locator('main').innerText()).toContain('names of people are not reliably found');
    await show('decision-masked');
  });

  test('a call that no candidate of its route could take says that none was to be had', async () => {
    const text = await open('nowhere');
    expect(text).toContain('The route had no later candidate');
    expect(text).toContain('Another candidate of the route may do');
  });

  test('the rules are those of then, and before there were any the built-in one', async () => {
    await open('denied');
    await section()
      .getByText(/^They took effect on/)
      .waitFor();
    const text = await open('built-in');
    expect(text).toContain('The built-in rule allowed it');
    expect(text).toContain('looks at nothing but whether the key is valid');
    await show('decision-built-in');
  });

  test('the words of a rule are shown as text, with every hidden character made visible', async () => {
    const text = await open('hostile');
    expect(text).toContain('<img src=x onerror=alert(1)> invoice‹U+202E›gpj.exe');
    expect(text).toContain('“odd” looks at nothing about a call');
  });

  test('everything opens by keyboard alone', async () => {
    await open('rerouted');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (words: string): Promise<void> => {
      for (let pressed = 0; pressed < 80; pressed++) {
        await page.keyboard.press('Tab');
        if ((await focused()).startsWith(words)) return;
      }
      throw new Error(`no way to ${words} by keyboard`);
    };
    await tabTo('What played no part');
    await page.keyboard.press('Enter');
    await section().getByText('legal entity').first().waitFor();
    await tabTo('“eea-only”, which forbids');
    await page.keyboard.press('Enter');
    await section().getByLabel('Text of the rule eea-only').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('resource in Region::"EEA"');
  });

  test.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const name of ['denied', 'rerouted', 'masked']) {
      await open(name);
      for (const summary of await section().locator('summary').all()) await summary.click();
      expect(await accessibilityProblems(page)).toEqual([]);
    }
    await show(`decision-opened-${scheme}`);
  });

  test('fits a phone', async () => {
    await page.setViewportSize(phone);
    await open('rerouted');
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await show('decision-phone');
    for (const summary of await section().locator('summary').all()) await summary.click();
    expect(await overflow()).toBe(0);
  });
});
