import { createServer, request, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/** How long, in minutes; a shorter run is for trying whether it works at all. */
const minutes = Number(process.env['COMMONHOLD_STREAM_MINUTES'] ?? 10);
const streams = 1000;
const pieceMs = 1000;
const pieces = 15;
/** Without it the measure would be when V8 last looked for garbage; with it, 3 KB that each stream leaves are seen in ten minutes. */
const collectGarbage = new URL('./node/collect-garbage.ts', import.meta.url).href;

const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** Answers that take a quarter of a minute, a piece a second. */
async function startSteadyUpstream(): Promise<{ port: number; open: () => number; close: () => void }> {
  let open = 0;
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      open += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let sent = 0;
      const timer = setInterval(() => {
        if (++sent <= pieces) return void response.write(event({ content: `piece ${sent} ` }));
        clearInterval(timer);
        response.end(`${event({}, 'stop')}data: [DONE]\n\n`);
      }, pieceMs);
      response.on('close', () => {
        clearInterval(timer);
        open -= 1;
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open: () => open,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One stream, read to its end; says what was wrong with it. */
function stream(node: TestNode, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sending = request(
      `${node.baseUrl}/chat/completions`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
      },
      (reply) => {
        let tail = '';
        reply.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-2000)));
        reply.on('end', () =>
          resolve(tail.includes('[DONE]') ? undefined : `${reply.statusCode}: ${tail.slice(-300)}`),
        );
        reply.on('error', (error) => resolve(error.message));
      },
    );
    sending.on('error', (error) => resolve(error.message));
    sending.end(
      JSON.stringify({
        model: 'm',
        stream: true,
        messages: [{ role: 'user', content: 'What is a commons?' }],
      }),
    );
  });
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test(`a thousand streams at once for ${minutes} minutes: no error, and memory stays flat within a tenth`, async () => {
  const upstream = await startSteadyUpstream();
  // A call keeps its place until its outcome is on record, and a client asks again as soon as it has its last byte.
  const home = await newHome(`
limits: { concurrentCalls: 2000, concurrentCallsPerKey: 2000 }
providers:
  steady:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${upstream.port}/v1
    authentication: none
    destination: { local: declared }
    models: [m]
`);
  const node = await startTestNode(home, { environment: { NODE_OPTIONS: `--import ${collectGarbage}` } });
  const agent = new Agent({ keepAlive: true, maxSockets: streams });
  const problems: string[] = [];
  const memory: number[] = [];
  let ended = 0;
  let mostOpen = 0;
  const until = Date.now() + minutes * 60_000;
  const one = async (number: number): Promise<void> => {
    // Spread over the length of one stream, so that pieces come evenly.
    await new Promise((resolve) => setTimeout(resolve, (number * pieceMs * pieces) / streams));
    while (Date.now() < until) {
      const problem = await stream(node, agent);
      ended += 1;
      if (problem !== undefined) problems.push(problem);
    }
  };
  const looking = setInterval(() => {
    mostOpen = Math.max(mostOpen, upstream.open());
    void api<{ memoryBytes: number }>(node, 'GET', '/api/status').then(({ memoryBytes }) =>
      memory.push(memoryBytes),
    );
  }, 1000);
  await Promise.all(Array.from({ length: streams }, (_, number) => one(number)));
  clearInterval(looking);
  const settled = memory.slice(Math.floor(memory.length * 0.4));
  const third = Math.floor(settled.length / 3);
  const growth = mean(settled.slice(-third)) / mean(settled.slice(0, third));
  const tenth = Math.ceil(memory.length / 10);
  const course = Array.from({ length: 10 }, (_, part) =>
    mean(memory.slice(part * tenth, (part + 1) * tenth)),
  );
  const megabytes = course.map((bytes) => Math.round(bytes / 1e6)).join(', ');
  process.stdout.write(
    `${ended} streams, ${mostOpen} at once at the destination; MB by tenths of the time: ${megabytes}\n`,
  );
  expect(problems).toEqual([]);
  expect(mostOpen).toBeGreaterThan(streams * 0.9);
  expect(growth).toBeLessThan(1.1);
  await node.stop();
  upstream.close();
  await removeHome(home);
});
