import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createAnalyzer } from './analyzer.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(answer: RequestListener, address = '127.0.0.1'): Promise<string> {
  const server = createServer(answer).listen(0, address);
  servers.push(server);
  await once(server, 'listening');
  return `http://${address}:${(server.address() as AddressInfo).port}`;
}

const signal = new AbortController().signal;
const refusal = (detail: RegExp) => ({
  code: 'detector_unavailable',
  values: { detail: expect.stringMatching(detail) as string },
});

test('what is posted arrives as JSON, with no credential, and the answer is read', async () => {
  const seen: unknown[] = [];
  const url = await listening((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push(request.method, request.url, JSON.parse(Buffer.concat(chunks).toString()), request.headers);
      response.end('[{"entity_type":"PERSON","start":0,"end":3,"score":0.85}]');
    });
  });
  const analyzer = createAnalyzer(`${url}/presidio/`);
  expect(await analyzer.post('/analyze', { text: 'Ada 😀' }, signal)).toEqual([
    { entity_type: 'PERSON', start: 0, end: 3, score: 0.85 },
  ]);
  expect(seen.slice(0, 3)).toEqual(['POST', '/presidio/analyze', { text: 'Ada 😀' }]);
  expect(Object.keys(seen[3] as object)).not.toContain('authorization');
});

test('a redirect is not followed, wherever it leads', async () => {
  let asked = 0;
  const elsewhere = await listening((_, response) => {
    asked += 1;
    response.end('[]');
  });
  const url = await listening((_, response) =>
    response.writeHead(307, { location: `${elsewhere}/analyze` }).end(),
  );
  await expect(createAnalyzer(url).post('/analyze', { text: 'Ada' }, signal)).rejects.toMatchObject(
    refusal(/status 307/),
  );
  expect(asked).toBe(0);
});

test('an address that is neither of this machine nor private gets nothing, though it answers', async () => {
  let asked = 0;
  const url = await listening((_, response) => {
    asked += 1;
    response.end('[]');
  }, '0.0.0.0');
  // The connection reaches a listener here; the address that it went to is what counts, and whatever the name was.
  const analyzer = createAnalyzer(url, (address) => address !== '127.0.0.1');
  await expect(analyzer.post('/analyze', { text: 'Ada' }, signal)).rejects.toMatchObject(
    refusal(/neither this machine nor its private network/),
  );
  expect(asked).toBe(0);
});

test.each<[string, RequestListener, RegExp]>([
  [
    'an error',
    (_, response) => response.writeHead(500).end('{"error":"No matching recognizers for Ada"}'),
    /status 500/,
  ],
  ['no JSON', (_, response) => response.end('<html>'), /not JSON/],
  ['bytes that are no text', (_, response) => response.end(Buffer.from([0x22, 0xff, 0x22])), /not JSON/],
  ['too much', (_, response) => response.end(`"${'x'.repeat(5_000_000)}"`), /longer than 4194304 bytes/],
  [
    'half an answer',
    (_, response) =>
      void response.writeHead(200, { 'content-length': '99' }).write('[', () => response.destroy()),
    /./,
  ],
])('%s is no answer, and nothing of it is repeated', async (_, answer, detail) => {
  const asked = createAnalyzer(await listening(answer)).post('/analyze', { text: 'Ada' }, signal);
  await expect(asked).rejects.toMatchObject(refusal(detail));
  await expect(asked).rejects.not.toThrow(/Ada/);
});

test('nobody there is no answer', async () => {
  const url = await listening(() => undefined);
  servers[0]?.close();
  await expect(createAnalyzer(url).get('/health', signal)).rejects.toMatchObject(refusal(/ECONNREFUSED/));
});

test('whoever gives up gets the own reason back', async () => {
  const leaving = new AbortController();
  const asked = createAnalyzer(await listening(() => leaving.abort(new Error('gone')))).get(
    '/health',
    leaving.signal,
  );
  await expect(asked).rejects.toThrow('gone');
});
