import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenConsole, openConsole } from './browser/console.ts';
import { newHome, providerYaml, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

/** A model that wants to do more than answer: nothing of what it writes may run, load or mislead. */
describe('an answer that attacks the page', () => {
  let home: string;
  let node: TestNode;
  let upstream: ScriptedUpstream;
  let console_: OpenConsole;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    home = await newHome(providerYaml(upstream.port));
    node = await startTestNode(home);
    console_ = await openConsole(node, '/ask');
    // Whatever manages to run says so.
    await console_.page.exposeFunction('pwned', (what: string) => ran.push(what));
  }, 120_000);
  afterAll(async () => {
    await console_.close();
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  const ran: string[] = [];
  beforeEach(() => void ran.splice(0));

  /** Asks on a fresh page and gives the answer's element, once it is complete. */
  async function answered(...pieces: string[]) {
    const { page, origin } = console_;
    upstream.answer = { type: 'text', pieces };
    await page.goto(`${origin}/ask`);
    await page.getByLabel('Your question').fill('Attack me.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('button', { name: 'Answer again' }).waitFor();
    // Until the setter of texts is loaded an answer is plain, which no attack could live in.
    await page
      .locator('article')
      .locator('[class*="_markdown_"], p:text("Shown as it came")')
      .first()
      .waitFor();
    return page.getByRole('article');
  }

  /** Nothing ran, nothing was asked for, and the page still does what it is for. */
  async function staysHarmless(): Promise<void> {
    const { page, foreignRequests, complaints } = console_;
    expect(
      await page
        .locator('main :is(script, style, iframe, object, embed, form, link, meta, img, svg[onload])')
        .count(),
    ).toBe(0);
    expect(
      await page.locator('main [onerror], main [onclick], main [onload], main [onmouseover]').count(),
    ).toBe(0);
    upstream.answer = { type: 'text', pieces: ['still', ' here'] };
    await page.getByLabel('Your question').fill('Are you there?');
    await page.keyboard.press('Enter');
    await page.getByText('still here').waitFor();
    expect(ran).toEqual([]);
    expect(foreignRequests).toEqual([]);
    expect(complaints).toEqual([]);
    expect(upstream.fetched).toEqual([]);
  }

  test('with scripts, event handlers, frames and forms shows them as the text that they are', async () => {
    const attack = [
      '<script>pwned("script")</script>',
      '<img src=x onerror="pwned(\'img\')">',
      '<svg onload="pwned(\'svg\')"><a xlink:href="javascript:pwned(1)">x</a></svg>',
      '<iframe srcdoc="<script>parent.pwned(1)</script>"></iframe>',
      '<details open ontoggle="pwned(\'toggle\')">x</details>',
      '<form action="/api/keys"><button>Sign in</button></form>',
      '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
    ].join('\n\n');
    const answer = await answered(attack);
    expect(await answer.innerText()).toContain('<script>pwned("script")</script>');
    expect(await answer.innerText()).toContain('<iframe srcdoc=');
    await staysHarmless();
  });

  test('with a style sheet changes nothing about the page', async () => {
    const answer = await answered(
      '<style>body{display:none} main{background:url(https://evil.example/x)}</style>\n\n<p style="position:fixed;inset:0">x</p>\n\n```css\nbody{display:none}\n```\n',
    );
    expect(await answer.innerText()).toContain('body{display:none}');
    expect(await console_.page.locator('main').isVisible()).toBe(true);
    await staysHarmless();
  });

  test('with links that would run something, or lead into the node, has no such links', async () => {
    const answer = await answered(
      [
        '[one](javascript:pwned(1))',
        '[two](JaVaScRiPt:pwned(2))',
        '[three](data:text/html;base64,PHNjcmlwdD5wd25lZCgzKTwvc2NyaXB0Pg==)',
        '[four](/keys)',
        '[five](//evil.example/x)',
        '[six](vbscript:pwned)',
        '<javascript:pwned(7)>',
        '[eight][ref]\n\n[ref]: javascript:pwned(8)',
      ].join('\n\n'),
    );
    expect(await answer.locator('a:not([href^="/calls/"])').count()).toBe(0);
    expect(await answer.innerText()).toContain('no link: javascript:pwned(1)');
    for (const word of ['one', 'two', 'eight'])
      await answer.getByText(word, { exact: false }).first().click();
    await staysHarmless();
  });

  test('with links whose words lie says where they lead, and they tell nobody where they were clicked', async () => {
    const answer = await answered(
      '[https://bank.example](https://evil.example/login) and [here](https://bank.example@evil.example/) and https://example.org/ok',
    );
    const text = await answer.innerText();
    expect(text.match(/\(evil\.example\)/g)).toHaveLength(2);
    const links = answer.locator('a:not([href^="/calls/"])');
    expect(await links.count()).toBe(3);
    for (const link of await links.all()) {
      expect(await link.getAttribute('target')).toBe('_blank');
      expect((await link.getAttribute('rel'))?.split(' ')).toEqual(['noopener', 'noreferrer', 'nofollow']);
    }
    await staysHarmless();
  });

  test('with images loads none and shows each address whole', async () => {
    const address = `http://127.0.0.1:${upstream.port}/pixel.png?words=of+the+conversation`;
    const answer = await answered(
      `![a picture](${address})\n\n![x](data:image/svg+xml,<svg onload=pwned(1)>)\n\n[![nested](${address})](https://example.org/)`,
    );
    expect(await answer.innerText()).toContain(`Image, not loaded “a picture”: ${address}`);
    await staysHarmless();
  });

  test('with marks that turn the direction of text, and signs for a terminal, shows them by name', async () => {
    const answer = await answered('invoice\u202egpj.exe and \u001b[31mred\u001b[0m \u0007\u0000 end');
    const text = await answer.innerText();
    expect(text).toContain('‹U+202E›');
    expect(text).toContain('‹U+001B›[31mred');
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u202e\u001b\u0007]/);
    await staysHarmless();
  });

  test('with a huge line, open emphasis and nesting without end is shown whole, and the page answers at once', async () => {
    for (const attack of [
      'x'.repeat(400_000),
      '*a_ '.repeat(20_000),
      `${'- '.repeat(3000)}x`,
      `${'>'.repeat(5000)}x`,
      `${'**'.repeat(1500)}deep${'**'.repeat(1500)}`,
    ]) {
      const answer = await answered(attack);
      expect((await answer.innerText()).replaceAll(/\s/g, '').length).toBeGreaterThan(
        Math.min(attack.replaceAll(/[\s]/g, '').length, 3000),
      );
      const [scrolled, shown] = await console_.page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(scrolled).toBe(shown);
    }
    await staysHarmless();
  });

  test('in the title, the question and the list of conversations is text too', async () => {
    const { page, origin } = console_;
    upstream.answer = { type: 'text', pieces: ['fine'] };
    await page.goto(`${origin}/ask`);
    await page.getByLabel('Your question').fill('<img src=x onerror=pwned(1)> [a](javascript:pwned(2))');
    await page.keyboard.press('Enter');
    await page.getByText('fine').waitFor();
    await page.getByRole('heading', { level: 1 }).getByText('<img src=x').waitFor();
    await staysHarmless();
  });
});
