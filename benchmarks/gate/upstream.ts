/**
 * The fast local upstream that every gateway is measured on: it reads the request whole and answers with the same chat
 * completion, as one body or as a stream with each word in a write of its own. Prints its port on the first line.
 */
import { createServer, type ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { streamedAnswer, wholeAnswer } from './answers.ts';

const whole = Buffer.from(wholeAnswer);
/** As gateways write it into JSON, some with a space. */
const askingForStream = ['"stream":true', '"stream": true'];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (askingForStream.some((words) => body.includes(words))) {
      void stream(response);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
    response.end(whole);
  });
});

async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const event of streamedAnswer) {
    response.write(event);
    await turn();
  }
  response.end();
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : 0);
});
