import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { logVerifier, origin, publishedLog } from '../test/memory-log.ts';
import { sha256 } from '../test/node-crypto.ts';
import { bundleBytesMax, UrlReadError, urlReader, verifyLog } from './index.ts';

let server: Server | undefined;

async function serve(
  answer: (path: string) => { status: number; body?: Uint8Array; gzip?: boolean },
): Promise<string> {
  server = createServer((request, response) => {
    const { status, body, gzip } = answer(request.url ?? '');
    response.writeHead(status, gzip === true ? { 'content-encoding': 'gzip' } : {});
    response.end(gzip === true && body !== undefined ? gzipSync(body) : body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
});

test('a log behind a URL is verified with the fetch of the platform, compressed bundles too', async () => {
  const files = publishedLog(300);
  const url = await serve((path) => {
    const body = files.get(path.slice('/log/'.length));
    return body === undefined
      ? { status: 404 }
      : { status: 200, body, gzip: path.startsWith('/log/tile/entries/') };
  });
  for (const prefix of [`${url}/log`, `${url}/log/`]) {
    const reader = urlReader(prefix, { fetch });
    const verdict = await verifyLog({ hash: sha256, reader, origin, verifiers: [logVerifier] });
    expect(verdict).toMatchObject({ ok: true, checkpoint: { size: 300 } });
  }
});

test('a file that a server has not is absent, and any other answer is an error', async () => {
  const url = await serve((path) => ({ status: Number(path.slice(1)), body: Buffer.from('text') }));
  const reader = urlReader(url, { fetch });
  expect(await reader.read('404')).toBeUndefined();
  expect(await reader.read('410')).toBeUndefined();
  expect(await reader.read('200')).toEqual(new TextEncoder().encode('text'));
  for (const status of ['403', '500', '206']) await expect(reader.read(status)).rejects.toThrow(UrlReadError);
});

test('a file that is larger than any of a log is given up', async () => {
  const url = await serve(() => ({ status: 200, body: new Uint8Array(bundleBytesMax + 1), gzip: true }));
  await expect(urlReader(url, { fetch }).read('checkpoint')).rejects.toThrow('no file of a log');
});

test('reading is stopped by its signal, before and while it waits', async () => {
  const stop = new AbortController();
  const url = await serve(() => {
    stop.abort(new Error('enough'));
    return { status: 200, body: new Uint8Array(1) };
  });
  await expect(urlReader(url, { fetch }).read('checkpoint', stop.signal)).rejects.toThrow('enough');
  await expect(urlReader(url, { fetch }).read('checkpoint', stop.signal)).rejects.toThrow('enough');
});
