import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { Pool } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { asCommonholdError } from '#base';
import { checkedConnector } from './checked-connector.ts';
import { createHttpProvider, type HttpProviderOptions, refusedAddress } from './http.ts';
import type { Provider } from './provider.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const request = { path: '/chat', headers: {}, body: Buffer.from('{"said":"everything"}') };
const never = new AbortController().signal;

/** A server that answers the first bytes of each connection with what a test wants, as bytes. */
async function raw(answer: (socket: Socket) => void): Promise<{ port: number; taken: Buffer[] }> {
  const taken: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
    socket.on('data', (bytes: Buffer) => taken.push(bytes));
  });
  return { port: await listen(server), taken };
}

async function listen(server: NetServer | Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closing.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
}

function providerAt(port: number, more: Partial<HttpProviderOptions> = {}): Provider {
  const provider = createHttpProvider({
    id: 'acme',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    headSeconds: 30,
    idleSeconds: 30,
    mustBePrivate: true,
    ...more,
  });
  closing.push(() => provider.close());
  return provider;
}

async function read(provider: Provider, signal = never): Promise<string> {
  const { body } = await provider.send(request, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'nothing went wrong',
    (thrown: unknown) => asCommonholdError(thrown).code,
  );

const head = (more = ''): string => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}\r\n`;

describe('a destination over HTTP', () => {
  test.each([301, 302, 303, 307, 308])(
    'is not left for another by a redirect with status %i, and its socket is given back',
    async (status) => {
      const asked: string[] = [];
      const server = createHttpServer((incoming, response) => {
        asked.push(incoming.url ?? '');
        response.writeHead(status, { location: '/v1/elsewhere' }).end('x'.repeat(100_000));
      });
      const port = await listen(server);
      const provider = providerAt(port);
      expect(await codeOf(provider.send(request, never))).toBe('upstream_redirected');
      expect(asked).toEqual(['/v1/chat']);
      await provider.close();
      await expect.poll(() => connectionsOf(server)).toBe(0);
    },
  );

  test('is not read when it compresses although it was asked not to', async () => {
    const { port } = await raw((socket) =>
      socket.write(head('content-encoding: gzip\r\ncontent-length: 2\r\n') + 'xx'),
    );
    expect(await codeOf(read(providerAt(port)))).toBe('upstream_reply_invalid');
  });

  test('may say that it takes its answer as it is', async () => {
    const { port } = await raw((socket) =>
      socket.write(head('content-encoding: identity\r\ncontent-length: 2\r\n') + 'ok'),
    );
    expect(await read(providerAt(port))).toBe('ok');
  });

  test('has its time for the head once, however many hints it sends before', async () => {
    const { port } = await raw((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await codeOf(read(providerAt(port, { headSeconds: 0.3 })))).toBe('upstream_timeout');
  });

  test('may send hints before its answer', async () => {
    const { port } = await raw((socket) =>
      socket.write(
        `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${head('content-length: 2\r\n')}ok`,
      ),
    );
    expect(await read(providerAt(port))).toBe('ok');
  });

  test('is late when its head does not end, and invalid when it is longer than any', async () => {
    const slow = await raw((socket) => void socket.write('HTTP/1.1 200 OK\r\nx-a: '));
    expect(await codeOf(read(providerAt(slow.port, { headSeconds: 0.3 })))).toBe('upstream_timeout');
    const long = await raw((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(`x-${'a'.repeat(8000)}: b\r\n`));
      };
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.on('drain', more);
      more();
    });
    expect(await codeOf(read(providerAt(long.port)))).toBe('upstream_reply_invalid');
  });

  test('is ended when its answer falls silent, which is another failure than a late head', async () => {
    const { port } = await raw((socket) => void socket.write(head('content-length: 9\r\n') + 'half'));
    expect(await codeOf(read(providerAt(port, { idleSeconds: 0.3 })))).toBe('upstream_stalled');
  });

  test.each([
    ['before its head', '', 'upstream_unreachable'],
    ['inside its head', 'HTTP/1.1 200 O', 'upstream_unreachable'],
    ['inside its body', `${head('content-length: 9\r\n')}half`, 'upstream_broke'],
    ['inside a chunk', `${head('transfer-encoding: chunked\r\n')}9\r\nhalf`, 'upstream_broke'],
  ])('that resets the connection %s is told apart', async (_, bytes, code) => {
    const { port } = await raw((socket) =>
      socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 50)),
    );
    expect(await codeOf(read(providerAt(port)))).toBe(code);
  });

  test('may answer by HTTP/1.0 and end its answer by closing', async () => {
    const { port } = await raw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
    expect(await read(providerAt(port))).toBe('all of it');
  });

  test('that speaks no HTTP is invalid, and one that nobody is at is unreachable', async () => {
    const { port } = await raw((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(await codeOf(read(providerAt(port)))).toBe('upstream_reply_invalid');
    expect(await codeOf(read(providerAt(1)))).toBe('upstream_unreachable');
  });

  test('is let go of when the client is gone, before its head and after it', async () => {
    const server = await raw((socket) => void socket.write(head('content-length: 9\r\n') + 'half'));
    const controller = new AbortController();
    const { body } = await providerAt(server.port).send(request, controller.signal);
    controller.abort(asCommonholdError(new Error('gone')));
    expect(await codeOf(Array.fromAsync(body))).toBe('internal');
    const silent = await raw(() => undefined);
    const other = new AbortController();
    const sending = codeOf(providerAt(silent.port).send(request, other.signal));
    other.abort(asCommonholdError(new Error('gone')));
    expect(await sending).toBe('internal');
  });
});

describe('the address of a destination', () => {
  test('is looked at on the socket itself, before a byte goes over it, on each new connection', async () => {
    const { port, taken } = await raw(() => undefined);
    const seen: string[] = [];
    const pool = new Pool(`http://localhost:${port}`, {
      connect: checkedConnector(5000, (address) => {
        seen.push(address);
        return new Error('refused here');
      }),
    });
    closing.push(() => pool.destroy());
    for (let time = 0; time < 2; time++) {
      const asking = pool.request({ method: 'POST', path: '/', body: 'content' });
      await expect(asking).rejects.toThrow('refused here');
    }
    expect(seen).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(taken).toEqual([]);
  });

  test.each([
    ['http://localhost', true],
    ['http://[::ffff:127.0.0.1]', true],
    ['http://127.0.0.1', false],
  ])('%s is taken where the row asks for a private one: %s', async (origin, mustBePrivate) => {
    const { port } = await raw((socket) => socket.write(`${head('content-length: 2\r\n')}ok`));
    expect(await read(providerAt(port, { baseUrl: `${origin}:${port}`, mustBePrivate }))).toBe('ok');
  });

  test('is refused where clouds hand out credentials for every row, and beyond private networks for a row that is declared local', () => {
    const refused = (address: string, mustBePrivate: boolean): boolean =>
      refusedAddress(address, { id: 'acme', mustBePrivate })?.code === 'destination_address_refused';
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254']) {
      expect(refused(address, false), address).toBe(true);
      expect(refused(address, true), address).toBe(true);
    }
    for (const address of ['8.8.8.8', '2001:db8::1', '100.64.0.1']) {
      expect(refused(address, false), address).toBe(false);
      expect(refused(address, true), address).toBe(true);
    }
    expect(refused('192.168.1.2', true)).toBe(false);
  });
});

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((failure, count) => (failure === null ? resolve(count) : reject(failure))),
  );
}
