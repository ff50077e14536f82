import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CommonholdError } from './errors.ts';
import { checkAddress, createOutbound, type Outbound, type OutboundContact } from './outbound.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const opened: { server: Server; outbound: Outbound }[] = [];
afterEach(async () => {
  for (const { server, outbound } of opened.splice(0)) {
    await outbound.close();
    server.closeAllConnections();
    server.close();
  }
});

async function start(handler: Handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const contacts: OutboundContact[] = [];
  const outbound = createOutbound({
    version: '0.1.0',
    onContact: (contact) => contacts.push(contact),
    timeouts: { connectMs: 1000, headersMs: 300, idleMs: 300 },
  });
  opened.push({ server, outbound });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string, signal = new AbortController().signal, headers = {}) =>
    outbound.send({ purpose: 'model-file', method: 'GET', url: origin + path, headers, signal });
  return { origin, outbound, contacts, get };
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrown instanceof CommonholdError ? thrown.code : String(thrown);
}

describe('what leaves without content', () => {
  test('sends a plain user agent, no cookie and no encoding, and announces each contact', async () => {
    let seen: IncomingMessage['headers'] = {};
    const { get, contacts, origin } = await start((request, response) => {
      seen = request.headers;
      response.setHeader('set-cookie', 'a=b').end('hello');
    });
    const reply = await get('/file?name=x');
    expect(await text(reply.body)).toBe('hello');
    await text((await get('/again')).body);
    expect(seen['user-agent']).toBe('commonhold/0.1.0');
    expect(seen['accept-encoding']).toBe('identity');
    expect(seen.cookie).toBeUndefined();
    expect(contacts[0]).toEqual({ purpose: 'model-file', means: 'GET', destination: origin });
    expect(contacts).toHaveLength(2);
  });

  test('follows redirects, records every hop and stops at the fifth', async () => {
    const { get, origin, contacts } = await start((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) response.end('there');
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    });
    const reply = await get('/5');
    expect(reply.hops).toEqual([5, 4, 3, 2, 1, 0].map((step) => `${origin}/${step}`));
    expect(await text(reply.body)).toBe('there');
    expect(await codeOf(get('/6'))).toBe('outbound_refused');
    expect(contacts).toHaveLength(12);
  });

  test('does not follow from https to http, nor to a stranger over http', () => {
    const hub = new URL('https://hub.example/file');
    expect(() => checkAddress('http://127.0.0.1/file', hub)).toThrow(/redirects from https to http/);
    expect(() => checkAddress('http://hub.example/file', undefined)).toThrow(/only https/);
    expect(() => checkAddress('file:///etc/passwd', hub)).toThrow(CommonholdError);
    expect(() => checkAddress('ftp://hub.example/x', undefined)).toThrow(/only https/);
    expect(() => checkAddress('https://me:secret@hub.example/x', undefined)).toThrow(/credential/);
    expect(checkAddress('https://cdn.example/file', hub).host).toBe('cdn.example');
    expect(checkAddress('http://127.0.0.1:80/x', undefined).hostname).toBe('127.0.0.1');
    expect(() => checkAddress('http://127.0.0.1.example/x', undefined)).toThrow(/only https/);
  });

  test('goes through a proxy of the environment only when that is asked for', async () => {
    const { get, origin } = await start((_request, response) => {
      response.end('straight');
    });
    // Nobody listens there, so whatever goes through it fails.
    vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
    vi.stubEnv('no_proxy', '');
    const proxied = createOutbound({ version: '0.1.0', onContact: () => {}, proxy: 'environment' });
    try {
      expect(await text((await get('/x')).body)).toBe('straight');
      const signal = new AbortController().signal;
      const through = proxied.send({ purpose: 'model-file', method: 'GET', url: `${origin}/x`, signal });
      expect(await codeOf(through)).toBe('outbound_failed');
    } finally {
      vi.unstubAllEnvs();
      await proxied.close();
    }
  });

  test('refuses to carry a credential or to hand a body on through a redirect', async () => {
    const { get, outbound, origin } = await start((_request, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const never = new AbortController().signal;
    expect(await codeOf(get('/x', never, { Authorization: 'Bearer x' }))).toBe('outbound_refused');
    const post = outbound.send({
      purpose: 'webhook',
      method: 'POST',
      url: origin,
      body: new Uint8Array([1]),
      signal: never,
    });
    expect(await codeOf(post)).toBe('outbound_refused');
  });

  test('any status is an answer, and an answer may be discarded unread', async () => {
    const { get } = await start((_request, response) => {
      response.writeHead(404).end('no');
    });
    const reply = await get('/missing');
    expect(reply.status).toBe(404);
    reply.discard();
  });

  test('a server that says nothing, or stops in the middle, is reported within the time limit', async () => {
    const { get } = await start((request, response) => {
      if (request.url === '/half') response.writeHead(200, { 'content-length': '10' }).write('half');
      else if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
      }
    });
    expect(await codeOf(get('/silent'))).toBe('outbound_failed');
    expect(await codeOf(text((await get('/half')).body))).toBe('outbound_failed');
    expect(await codeOf(text((await get('/cut')).body))).toBe('outbound_failed');
  });

  test('a port on which nobody listens is reported with its host', async () => {
    const { get, outbound } = await start(() => {});
    await expect(
      outbound.send({
        purpose: 'model-file',
        method: 'GET',
        url: 'http://127.0.0.1:9/x',
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow(/127\.0\.0\.1:9/);
    expect(get).toBeDefined();
  });

  test('stops at once when the caller gives up, with the reason of the caller', async () => {
    const { get } = await start((_request, response) => {
      response.writeHead(200).write('first');
    });
    const before = AbortSignal.abort(new Error('not today'));
    await expect(get('/x', before)).rejects.toThrow('not today');
    const controller = new AbortController();
    const reply = await get('/x', controller.signal);
    controller.abort(new Error('enough'));
    await expect(text(reply.body)).rejects.toThrow('enough');
  });
});
