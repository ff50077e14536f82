import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { chat, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

/** Made up for this test; none of it may be in a metric, a span or a line of the node's log. */
const canaries = {
  question: 'the heron waits at the blue weir',
  answer: 'and the otter sleeps under it',
  person: 'Wilhelmina Watched',
  toolArguments: 'river-otter-argument',
};

interface Collected {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface SpanOnTheWire {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly spanId: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

let upstream: ScriptedUpstream;
let collector: Server;
const collected: Collected[] = [];
let collectorStatus = 200;
let home: string;
let node: TestNode;
let memberKey: string;
let auditorKey: string;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      collected.push({ headers: request.headers, body });
      response.writeHead(collectorStatus, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  home = await newHome(`
providers:
  acme:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${upstream.port}/v1
    authentication: none
    destination: { local: declared }
    models: [test-model]
    retries: { max: 1, firstSeconds: 0.01 }
telemetry:
  otlp:
    url: http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces
    headers: { x-tenant: ours }
`);
  node = await startTestNode(home);
  memberKey = await keyOf('member');
  auditorKey = await keyOf('auditor');
});
afterAll(async () => {
  await node.stop();
  await upstream.close();
  collector.close();
  await removeHome(home);
});

async function keyOf(role: 'member' | 'auditor'): Promise<string> {
  const made = await commonhold(home, ['keys', 'add', canaries.person, '--role', role, '--json']);
  return (JSON.parse(made.output) as { key: string }).key;
}

function metrics(key: string | undefined): Promise<Response> {
  return fetch(new URL('/metrics', node.baseUrl), {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
}

/** The value of a line of the metrics whose labels are at least these. */
function valueOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const line = text
    .split('\n')
    .find(
      (one) =>
        (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) &&
        Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

const ask = (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${memberKey}`, ...headers },
    body: JSON.stringify({
      model: 'test-model',
      stream: true,
      messages: [{ role: 'user', content: canaries.question }],
      tools: [{ type: 'function', function: { name: 'look', description: canaries.toolArguments } }],
    }),
  });

function spansWith(traceId: string): readonly SpanOnTheWire[] {
  return collected
    .flatMap(({ body }) => (JSON.parse(body) as Traces).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .filter((span) => span.traceId === traceId);
}

interface Traces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly SpanOnTheWire[] }[];
  }[];
}

const attributesOf = (span: SpanOnTheWire | undefined): Record<string, unknown> =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));

describe('the metrics', () => {
  test('are for owners and auditors, who see all calls anyway, and for nobody else', async () => {
    expect((await metrics(node.key)).status).toBe(200);
    expect((await metrics(auditorKey)).status).toBe(200);
    expect((await metrics(memberKey)).status).toBe(403);
    expect((await metrics(undefined)).status).toBe(401);
  });

  test('count a call once, each of its sendings, and that one of them was a retry', async () => {
    upstream.answer = { type: 'refusal', status: 503, message: 'busy' };
    const reply = await ask();
    await reply.text();
    upstream.answer = { type: 'text', pieces: [canaries.answer] };
    await (await ask()).text();
    const text = await eventually(async () => {
      const now = await (await metrics(node.key)).text();
      return valueOf(now, 'commonhold_calls_total', { status: 'completed' }) === undefined ? undefined : now;
    });
    const of = { wire: 'openai-chat', destination: 'acme' };
    expect(
      valueOf(text, 'commonhold_calls_total', { ...of, status: 'failed', error: 'upstream_failed' }),
    ).toBe(1);
    expect(
      valueOf(text, 'commonhold_calls_total', {
        ...of,
        model: 'test-model',
        status: 'completed',
        decision: 'allow',
      }),
    ).toBe(1);
    expect(valueOf(text, 'commonhold_attempts_total', { ...of, status: 'failed' })).toBe(2);
    expect(valueOf(text, 'commonhold_retries_total', { destination: 'acme' })).toBe(1);
    expect(valueOf(text, 'commonhold_call_duration_seconds_count', of)).toBe(2);
    expect(valueOf(text, 'commonhold_attempt_first_byte_seconds_count', { destination: 'acme' })).toBe(3);
    expect(
      valueOf(text, 'commonhold_tokens_total', { direction: 'output', source: 'estimated' }),
    ).toBeGreaterThan(0);
    expect(valueOf(text, 'commonhold_destination_state', { destination: 'acme', state: 'failing' })).toBe(1);
    expect(valueOf(text, 'commonhold_log_entries')).toBeGreaterThan(4);
    expect(valueOf(text, 'commonhold_strangers_total')).toBeGreaterThan(0);
    expect(valueOf(text, 'commonhold_approvals_waiting')).toBe(0);
    expect(valueOf(text, 'nodejs_eventloop_lag_seconds')).toBeDefined();
  });

  test('hold no content, no names of people and no keys', async () => {
    const text = await (await metrics(node.key)).text();
    for (const secret of [...Object.values(canaries), node.key, memberKey])
      expect(text).not.toContain(secret);
  });
});

describe('spans of a call', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const parent = '00f067aa0ba902b7';

  test("go to the collector as part of the client's trace, with the names that the conventions have", async () => {
    const reply = await ask({ traceparent: `00-${traceId}-${parent}-01` });
    await reply.text();
    const spans = await eventually(async () => {
      const found = spansWith(traceId);
      return found.length === 0 ? undefined : found;
    });
    const [whole, attempt] = spans;
    expect(spans).toHaveLength(2);
    expect(whole?.parentSpanId).toBe(parent);
    expect(attempt?.parentSpanId).toBe(whole?.spanId);
    expect(attempt?.name).toBe('chat test-model');
    expect(attributesOf(attempt)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'acme',
      'gen_ai.request.model': 'test-model',
      'gen_ai.response.model': 'test-model',
      'gen_ai.response.finish_reasons': { values: [{ stringValue: 'stop' }] },
      'http.response.status_code': '200',
      'commonhold.call': reply.headers.get('x-commonhold-call'),
    });
    expect(Number(attributesOf(attempt)['gen_ai.usage.output_tokens'])).toBeGreaterThan(0);
    expect(attributesOf(whole)).toMatchObject({
      'commonhold.decision': 'allow:valid-key',
      'commonhold.attempts': '1',
    });
    expect(collected.at(-1)?.headers['x-tenant']).toBe('ours');
  });

  test('are not sent for a trace that its client does not keep', async () => {
    const unkept = 'a'.repeat(32);
    const kept = 'b'.repeat(32);
    await (await ask({ traceparent: `00-${unkept}-${parent}-00` })).text();
    await (await ask({ traceparent: `00-${kept}-${parent}-01` })).text();
    await eventually(async () => (spansWith(kept).length === 0 ? undefined : true));
    expect(spansWith(unkept)).toEqual([]);
  });

  test('hold no content, no names of people and no keys', () => {
    const text = collected.map(({ headers, body }) => JSON.stringify(headers) + body).join('\n');
    expect(text).toContain('gen_ai.operation.name');
    for (const secret of [...Object.values(canaries), node.key, memberKey])
      expect(text).not.toContain(secret);
  });

  test('that no collector takes are dropped and counted, and the call does not notice', async () => {
    collectorStatus = 500;
    expect((await ask()).status).toBe(200);
    const dropped = await eventually(async () => {
      const text = await (await metrics(node.key)).text();
      return valueOf(text, 'commonhold_telemetry_spans_dropped') || undefined;
    });
    expect(dropped).toBeGreaterThanOrEqual(2);
    expect(node.errors()).toContain('spans of calls could not be sent');
  });
});

test('the log of the node has no line with content or keys, whatever went wrong', async () => {
  upstream.answer = { type: 'broken', pieces: [canaries.answer] };
  await (await ask()).text();
  upstream.answer = { type: 'refusal', status: 400, message: `you said: ${canaries.question}` };
  await (await ask()).text();
  upstream.answer = { type: 'refusal', status: 500, message: canaries.answer };
  await (await ask()).text();
  await chat(node, { model: 'test-model', messages: canaries.question });
  await fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${memberKey}` },
    body: `{"model": "${canaries.question}`,
  });
  await fetch(new URL(`/api/calls?principal=${canaries.answer}`, node.baseUrl), {
    headers: { authorization: `Bearer ${memberKey}-${canaries.toolArguments}` },
  });
  const { output, errors } = await node.stop();
  const lines = output + errors;
  expect(lines.length).toBeGreaterThan(0);
  // The start shows the owner's new key once, as its whole purpose; nothing else may.
  expect(errors).not.toContain(node.key);
  for (const secret of [...Object.values(canaries), memberKey, auditorKey])
    expect(lines).not.toContain(secret);
});
