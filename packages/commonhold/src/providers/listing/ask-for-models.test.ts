import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '#base';
import { askForModels, type ModelsAnswer } from './ask-for-models.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const never = new AbortController().signal;

async function vendor(answer: Answer): Promise<{ port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

function ask(
  port: number,
  more: { scheme?: string; signal?: AbortSignal; credential?: string } = {},
): Promise<ModelsAnswer> {
  const { scheme = 'http', signal = never, credential = 'the-key' } = more;
  return askForModels(
    {
      id: 'acme',
      address: new URL(`${scheme}://127.0.0.1:${port}/v1/models?limit=2`),
      headers: { accept: 'application/json', authorization: `Bearer ${credential}` },
      vendor: undefined,
      mustBePrivate: true,
    },
    systemClock,
    signal,
  );
}

const json =
  (status: number, value: unknown): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

describe('asking a provider for its models', () => {
  test('sends no body and only the headers that it was given, and goes on to the last page', async () => {
    const { port, seen } = await vendor((request, response) => {
      const after = new URL(request.url ?? '', 'http://x').searchParams.get('after_id');
      const id = after === null ? 'one' : 'two';
      json(200, { data: [{ type: 'model', id }], has_more: after === null, last_id: id })(request, response);
    });
    const answer = await ask(port);
    expect(answer).toMatchObject({
      type: 'list',
      form: 'anthropic',
      models: [{ name: 'one' }, { name: 'two' }],
    });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/models?limit=2',
      'GET /v1/models?limit=2&after_id=one',
    ]);
    expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'authorization',
      'connection',
      'host',
    ]);
  });

  test('stops at a list that never ends', async () => {
    const { port, seen } = await vendor(json(200, { data: [{ id: 'x' }], has_more: true, last_id: 'x' }));
    expect(await ask(port)).toMatchObject({ type: 'failed', at: 'answer' });
    expect(seen).toHaveLength(20);
  });

  test('follows no redirect', async () => {
    const { port, seen } = await vendor((_, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    expect(await ask(port)).toMatchObject({ type: 'refused', status: 302 });
    expect(seen).toHaveLength(1);
  });

  test('keeps of a refusal its status and its code, and none of its words', async () => {
    const words = 'Incorrect API key provided: the-key';
    const { port } = await vendor(
      json(401, { error: { message: words, code: 'invalid_api_key', type: 'x' } }),
    );
    const answer = await ask(port);
    expect(answer).toMatchObject({
      type: 'refused',
      status: 401,
      fault: { kind: 'invalid_api_key', isAboutCredential: true },
    });
    expect(JSON.stringify(answer)).not.toContain('the-key');
  });

  test('keeps no code that is made of the credential', async () => {
    const { port } = await vendor(json(401, { error: { code: 'sk_live_0123456789', type: 'auth_error' } }));
    const answer = await ask(port, { credential: 'sk-live-0123456789' });
    expect(answer).toMatchObject({ type: 'refused', fault: { kind: 'auth_error' } });
  });

  test('says of a list that nobody could have made that it is too long, and not that nobody was there', async () => {
    const data = Array.from({ length: 200_000 }, () => ({ id: 'x' }));
    const { port } = await vendor(json(200, { data }));
    expect(await ask(port)).toMatchObject({
      type: 'failed',
      at: 'answer',
      detail: expect.stringContaining('more than 10000 models') as unknown,
    });
  });

  test.each([
    ['a page for people', '<html>Welcome</html>', { type: 'no-list' }],
    ['JSON that is none', '{"ok":true}', { type: 'no-list' }],
    ['bytes without an end that matters', 'x'.repeat(17 * 1024 * 1024), { type: 'failed', at: 'answer' }],
  ])('is told of %s as what it is', async (_, text, expected) => {
    const { port } = await vendor((_request, response) => response.end(text));
    expect(await ask(port)).toMatchObject(expected);
  });

  test('tells a server without TLS from nobody', async () => {
    const { port } = await vendor(json(200, {}));
    expect(await ask(port, { scheme: 'https' })).toMatchObject({ type: 'failed', at: 'tls' });
    for (const close of closing.splice(0)) await close();
    expect(await ask(port)).toMatchObject({ type: 'failed', at: 'connection' });
  });

  test('ends with the reason of whoever stops it', async () => {
    const stopping = new AbortController();
    const { port } = await vendor(() => stopping.abort(new Error('enough')));
    await expect(ask(port, { signal: stopping.signal })).rejects.toThrow('enough');
  });
});
