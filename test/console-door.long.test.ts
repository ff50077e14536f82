import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInLink } from './browser/console.ts';
import { launchBrowser } from './browser/launch.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/** What somebody would try who wants in, or who wants a signed-in browser to do something for them. */
let home: string;
let node: TestNode;
let origin: string;

beforeAll(async () => {
  home = await newHome();
  node = await startTestNode(home);
  origin = new URL(node.baseUrl).origin;
});
afterAll(async () => {
  await node.stop();
  await removeHome(home);
});

const json = { 'content-type': 'application/json', origin: '' };

async function signIn(credentials: object): Promise<Response> {
  return fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { ...json, origin },
    body: JSON.stringify(credentials),
  });
}

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function codeOf(): Promise<string> {
  return new URL(await signInLink(node)).hash.slice('#code='.length);
}

describe('a one-time link', () => {
  test('signs in once and never again', async () => {
    const code = await codeOf();
    const first = await signIn({ code });
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ session: { name: 'owner', role: 'owner' } });
    const second = await signIn({ code });
    expect(second.status).toBe(401);
    expect(await second.json()).toMatchObject({ error: { code: 'sign_in_link_used' } });
  });

  test('keeps its code in the fragment, which a browser sends to nobody', async () => {
    const link = new URL(await signInLink(node));
    expect(link.search).toBe('');
    expect(link.pathname).toBe('/');
    expect(link.hash).toMatch(/^#code=[\w-]{20,}$/);
  });
});

describe('a session', () => {
  test('is a cookie that scripts cannot read and other sites cannot send, named by the port', async () => {
    const response = await signIn({ key: node.key });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(new RegExp(`^commonhold-${new URL(origin).port}=[\\w-]{43};`));
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
  });

  test('that was ended cannot be used by who kept its cookie', async () => {
    const cookie = cookieOf(await signIn({ code: await codeOf() }));
    const use = async () => fetch(`${origin}/api/calls`, { headers: { cookie } });
    expect((await use()).status).toBe(200);
    const out = await fetch(`${origin}/api/session`, { method: 'DELETE', headers: { cookie, origin } });
    expect(out.status).toBe(200);
    const stolen = await use();
    expect(stolen.status).toBe(401);
    expect(await stolen.json()).toMatchObject({ error: { code: 'session_over' } });
  });

  test('that a stolen link opened is ended from the machine of the node', async () => {
    const cookie = cookieOf(await signIn({ code: await codeOf() }));
    const ended = await commonhold(home, ['console', '--sign-out']);
    expect([ended.code, ended.output]).toEqual([0, expect.stringMatching(/signed out\.\n$/)]);
    expect((await fetch(`${origin}/api/calls`, { headers: { cookie } })).status).toBe(401);
  });

  test('ends with the key that it was opened by', async () => {
    const made = await fetch(`${origin}/api/keys`, {
      method: 'POST',
      headers: { ...json, origin, authorization: `Bearer ${node.key}` },
      body: JSON.stringify({ name: 'anna', kind: 'person', role: 'member', project: 'default', labels: [] }),
    });
    const { key, id } = (await made.json()) as { key: string; id: string };
    const cookie = cookieOf(await signIn({ key }));
    const use = async () => (await fetch(`${origin}/api/calls`, { headers: { cookie } })).status;
    expect(await use()).toBe(200);
    await fetch(`${origin}/api/keys/${id}`, {
      method: 'DELETE',
      headers: { origin, authorization: `Bearer ${node.key}` },
    });
    expect(await use()).toBe(401);
  });

  test('of a member cannot do what is the owner’s', async () => {
    const made = await fetch(`${origin}/api/keys`, {
      method: 'POST',
      headers: { ...json, origin, authorization: `Bearer ${node.key}` },
      body: JSON.stringify({ name: 'ben', kind: 'person', role: 'member', project: 'default', labels: [] }),
    });
    const cookie = cookieOf(await signIn({ key: ((await made.json()) as { key: string }).key }));
    for (const [method, path] of [
      ['GET', '/api/keys'],
      ['POST', '/api/session/links'],
      ['POST', '/api/status/reload'],
    ] as const) {
      const response = await fetch(origin + path, { method, headers: { cookie, origin } });
      expect([path, response.status]).toEqual([path, 403]);
    }
  });

  test('lives on when the node is started again', async () => {
    const cookie = cookieOf(await signIn({ code: await codeOf() }));
    const { port } = new URL(origin);
    await node.stop();
    node = await startTestNode(home, { environment: { COMMONHOLD_PORT: port } });
    expect((await fetch(`${origin}/api/calls`, { headers: { cookie } })).status).toBe(200);
  });

  test('of a guessed or a mangled cookie is none', async () => {
    const name = `commonhold-${new URL(origin).port}`;
    for (const value of ['', 'A'.repeat(43), '../../etc/passwd', '%00', 'x'.repeat(4000)]) {
      const response = await fetch(`${origin}/api/calls`, { headers: { cookie: `${name}=${value}` } });
      expect(response.status).toBe(401);
    }
  });
});

describe('the door refuses', () => {
  test.each(['key', 'api_key', 'access_token', 'code'])('a key in the address, as ?%s=', async (name) => {
    for (const path of ['/api/calls', '/v1/models', '/api/session/links']) {
      const response = await fetch(`${origin}${path}?${name}=${node.key}`);
      expect([path, response.status]).toEqual([path, response.status === 404 ? 404 : 401]);
    }
    // The page itself opens for everybody; it holds nothing, and the key does not sign in.
    const page = await fetch(`${origin}/?${name}=${node.key}`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(await page.text()).not.toContain(node.key);
    expect(node.errors()).not.toContain(node.key);
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '[::2]'])(
    'the host name %s, as a page would send it whose name was pointed at this machine',
    async (host) => {
      const cookie = cookieOf(await signIn({ code: await codeOf() }));
      for (const path of ['/', '/api/calls', '/api/session', '/assets/x.js']) {
        expect([path, await statusFor(path, { host: `${host}:${new URL(origin).port}`, cookie })]).toEqual([
          path,
          403,
        ]);
      }
    },
  );

  test('a change by a session that does not say which page it comes from', async () => {
    const cookie = cookieOf(await signIn({ code: await codeOf() }));
    const bare = await fetch(`${origin}/api/session/links`, { method: 'POST', headers: { cookie } });
    expect(bare.status).toBe(403);
    const ours = await fetch(`${origin}/api/session/links`, { method: 'POST', headers: { cookie, origin } });
    expect(ours.status).toBe(201);
  });
});

describe('a page of another site, in a browser that is signed in', () => {
  let site: Server;
  let elsewhere: string;
  beforeAll(async () => {
    site = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>elsewhere</title>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    // The same machine under another name is another site to a browser.
    elsewhere = `http://localhost:${(site.address() as AddressInfo).port}`;
  });
  afterAll(() => site.close());

  test('can neither post to the node, nor read it, nor frame it, nor make a call', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(await signInLink(node));
      await page.getByRole('navigation').waitFor();
      const before = await callCount();
      await page.goto(elsewhere);
      const tried = await page.evaluate(async (target) => {
        const attempt = async (path: string, options: RequestInit): Promise<string> => {
          try {
            const response = await fetch(target + path, { ...options, credentials: 'include' });
            return response.type === 'opaque' ? 'opaque' : String(response.status);
          } catch {
            return 'blocked';
          }
        };
        const call = JSON.stringify({ model: 'x', messages: [{ role: 'user', content: 'x' }] });
        const frame = document.createElement('iframe');
        frame.src = target;
        document.body.append(frame);
        await new Promise((resolve) => frame.addEventListener('load', resolve));
        return {
          read: await attempt('/api/calls', {}),
          simplePost: await attempt('/api/session/links', { method: 'POST', mode: 'no-cors' }),
          typedPost: await attempt('/api/keys', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          }),
          call: await attempt('/v1/chat/completions', { method: 'POST', mode: 'no-cors', body: call }),
          framed: frame.contentDocument === null ? 'closed to us' : 'open to us',
        };
      }, origin);
      expect(tried).toMatchObject({ read: 'blocked', typedPost: 'blocked', framed: 'closed to us' });
      // What the browser did send, the node refused: nothing was recorded and no link was made.
      expect(await callCount()).toBe(before);
    } finally {
      await browser.close();
    }
  });

  test('can submit no form to the node', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(await signInLink(node));
      await page.getByRole('navigation').waitFor();
      await page.goto(elsewhere);
      const answered = page.waitForResponse(`${origin}/api/session/links`);
      await page.evaluate((target) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = `${target}/api/session/links`;
        document.body.append(form);
        form.submit();
      }, origin);
      expect((await answered).status()).toBe(403);
    } finally {
      await browser.close();
    }
  });
});

describe('what every page of the console is sent with', () => {
  test('runs only its own scripts, talks to nobody else and is framed by nobody', async () => {
    const first = await fetch(`${origin}/`, { headers: { accept: 'text/html' } });
    const second = await fetch(`${origin}/calls`, { headers: { accept: 'text/html' } });
    const policy = first.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
    expect(policy).not.toBe(second.headers.get('content-security-policy'));
    const page = await first.text();
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    for (const [tag] of page.matchAll(/<(script|link rel="stylesheet")[^>]*>/g))
      expect(tag).toContain(`nonce="${nonce}"`);
    expect(page).not.toContain('{{nonce}}');
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('comes compressed in the way that the browser takes, and plain to who takes none', async () => {
    const page = await (await fetch(`${origin}/`, { headers: { accept: 'text/html' } })).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    const bytes = new Map<string, number>();
    for (const encoding of ['br, gzip', 'gzip', 'identity']) {
      const reply = await fetch(origin + script, { headers: { 'accept-encoding': encoding } });
      expect(reply.headers.get('content-encoding')).toBe(
        { 'br, gzip': 'br', gzip: 'gzip', identity: null }[encoding],
      );
      bytes.set(encoding, (await reply.arrayBuffer()).byteLength);
    }
    // Unpacked by the client, all three are the same script.
    expect(new Set(bytes.values()).size).toBe(1);
  });

  test('leads to no file outside of what was built', async () => {
    for (const path of [
      '/../package.json',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '/.stamp',
      '/index.html',
    ]) {
      const status = await statusFor(path, { host: new URL(origin).host });
      expect([path, [401, 404].includes(status)]).toEqual([path, true]);
    }
  });
});

/** By node:http, because fetch does not let a program choose its Host. */
async function statusFor(path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ host: hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end();
  });
}

async function callCount(): Promise<number> {
  const response = await fetch(`${origin}/api/calls?limit=100`, {
    headers: { authorization: `Bearer ${node.key}` },
  });
  return ((await response.json()) as { calls: unknown[] }).calls.length;
}
