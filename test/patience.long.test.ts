import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import {
  type MisbehavingUpstream,
  misdeeds,
  startMisbehavingUpstream,
  streamOn,
} from './node/misbehaving-upstream.ts';
import {
  api,
  chat,
  commonhold,
  newHome,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const question = { model: 'm', messages: [{ role: 'user', content: 'What is a commons?' }] };
const seen: IncomingHttpHeaders[] = [];
let bad: MisbehavingUpstream;
let attentive: Server;
let home: string;
let node: TestNode;

beforeAll(async () => {
  bad = await startMisbehavingUpstream();
  attentive = createServer((request, response) => {
    seen.push(request.headers);
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => attentive.listen(0, '127.0.0.1', resolve));
  const row = (port: number, more: string): string =>
    `{ wire: openai-chat, baseUrl: "http://127.0.0.1:${port}/v1", authentication: none, destination: { local: declared }, ${more} }`;
  home = await newHome(`
limits: { totalSeconds: 1 }
providers:
  slow: ${row(bad.port, 'models: [m], breaker: { failures: 0 }, retries: { max: 10, firstSeconds: 2 }')}
  tired: ${row(1, 'models: [t], breaker: { failures: 2, restSeconds: 600 }, retries: { max: 0 }')}
  attentive: ${row((attentive.address() as AddressInfo).port, 'models: [a]')}
routes:
  either: [{ provider: tired, model: t }, { provider: attentive, model: a }]
`);
  node = await startTestNode(home);
});
afterAll(async () => {
  await node.stop();
  await bad.close();
  attentive.close();
  await removeHome(home);
});

async function errorOnRecord(reply: Response): Promise<string | undefined> {
  const path = `/api/calls/${reply.headers.get('x-commonhold-call')}`;
  return eventually(async () => {
    const { call } = await api<{ call: { status: string; error?: string } }>(node, 'GET', path);
    return call.status === 'failed' ? call.error : undefined;
  });
}

describe('the whole time of a call', () => {
  test('ends it before it has begun to answer, and the client is told', async () => {
    bad.behave = () => undefined;
    const reply = await chat(node, question);
    expect(reply.status).toBe(504);
    expect(reply.headers.get('x-commonhold-error')).toBe('call_timeout');
    expect(await errorOnRecord(reply)).toBe('call_timeout');
    await expect.poll(() => bad.open()).toBe(0);
  });

  test('ends it in the middle of a stream, however lively that is', async () => {
    bad.behave = (socket) => streamOn(socket);
    const reply = await chat(node, { ...question, stream: true });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toMatch(/half.*"code":"call_timeout"/s);
    expect(await errorOnRecord(reply)).toBe('call_timeout');
  });

  test('is not spent on a pause that would outlast it', async () => {
    bad.behave = misdeeds['fails']?.behave ?? bad.behave;
    const before = bad.asked.length;
    expect((await chat(node, question)).status).toBe(500);
    expect(bad.asked.length).toBe(before + 1);
  });
});

describe('a destination that fails again and again', () => {
  test('rests: nothing is sent there, and clients are told when to come back', async () => {
    for (let times = 0; times < 2; times++)
      expect((await chat(node, { ...question, model: 't' })).headers.get('x-commonhold-error')).toBe(
        'upstream_unreachable',
      );
    const reply = await chat(node, { ...question, model: 't' });
    expect(reply.status).toBe(503);
    expect(reply.headers.get('x-commonhold-error')).toBe('destinations_resting');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(500);
    expect(await reply.text()).toContain('tired');
  });

  test('is passed over for the next candidate, and the reply says so', async () => {
    const reply = await chat(node, { ...question, model: 'either' });
    expect(reply.headers.get('x-commonhold-destination')).toBe('attentive');
    expect(reply.headers.get('x-commonhold-skipped')).toBe('tired');
  });

  test('is shown as resting, and why', async () => {
    const { output } = await commonhold(home, ['destinations']);
    expect(output).toMatch(/^tired .* resting until \d\d:\d\d:\d\d UTC$/m);
    expect(output).toMatch(/^attentive .* well$/m);
    const shown = await commonhold(home, ['destinations', 'show', 'tired']);
    expect(shown.output).toContain('2 of the last 2 sendings failed');
    expect(shown.output).toContain('upstream_unreachable');
  });
});

test("a client's place in a trace stays here", async () => {
  await fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${node.key}`,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'a=b',
      baggage: 'who=somebody',
    },
    body: JSON.stringify({ ...question, model: 'a' }),
  });
  expect(seen.length).toBeGreaterThan(0);
  for (const headers of seen) {
    expect(headers).not.toHaveProperty('traceparent');
    expect(headers).not.toHaveProperty('tracestate');
    expect(headers).not.toHaveProperty('baggage');
  }
});
