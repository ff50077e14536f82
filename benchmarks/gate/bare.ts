/**
 * The yardstick: the least that a pass-through can do on node:http and undici. It reads nothing, records nothing and
 * decides nothing. Usage: bare.ts UPSTREAM_PORT. Prints its port on the first line.
 */
import { createServer, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

const upstream = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 256 });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void forward(
      chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
      request.url ?? '/',
      response,
    );
  });
});

async function forward(body: Buffer, path: string, response: ServerResponse): Promise<void> {
  const answer = await upstream.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body,
  });
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
  for await (const chunk of answer.body) response.write(chunk);
  response.end();
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : 0);
});
