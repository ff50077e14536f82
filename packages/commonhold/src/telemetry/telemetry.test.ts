import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { TracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import type { CommonholdError, Outbound, OutboundReply, OutboundRequest } from '#base';
import type { AttemptResult, CallIdentity, NewAttempt } from '#ledger';
import { CallWatch, type WatchedCall } from './call-watch.ts';
import { Metrics } from './metrics.ts';
import { telemetryOptions } from './options.ts';
import { parseTraceparent, spansOf } from './spans.ts';
import { TraceExporter } from './trace-exporter.ts';

const call: CallIdentity = {
  id: 'c_1',
  origin: 'live',
  principal: {
    id: 'p',
    kind: 'person',
    name: 'Somebody',
    role: 'member',
    project: 'x',
    key: 'k',
    labels: [],
  },
  operation: 'generate',
  clientWire: 'openai-chat',
  asked: 'm',
  run: undefined,
  parent: undefined,
  received: 1_795_305_600_000,
  request: new Uint8Array(),
};
const decision = { policy: 'p', trail: ['allow:staff'], labels: [], facts: {} };
const attempt = (model: string, provider = 'acme'): NewAttempt => ({
  call,
  number: 1,
  decision,
  providerWire: 'openai-chat',
  destination: {
    provider,
    legalEntity: undefined,
    country: undefined,
    retentionDays: undefined,
    trainsOnData: undefined,
    local: 'no',
  },
  model,
  modelIsBuiltIn: false,
  weightsDigest: undefined,
  sent: new Uint8Array(),
});
const result: AttemptResult = {
  status: 'completed',
  error: undefined,
  http: 200,
  finish: 'tool-calls',
  servedModel: 'm-2026',
  usage: { inputTokens: 3, outputTokens: 4, source: 'reported' },
  engine: undefined,
  labels: [],
  firstByteMs: 12.5,
  totalMs: 20,
  warnings: [],
};
const watched = (more: Partial<WatchedCall> = {}, model = 'm'): WatchedCall => ({
  call,
  traceparent: undefined,
  attempts: [{ attempt: attempt(model), sent: call.received + 1, result, ended: call.received + 21 }],
  refusal: undefined,
  totalMs: 25.4,
  ...more,
});
const randomness = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0xab);

describe('traceparent', () => {
  const [id, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

  test.each([
    [`00-${id}-${parent}-01`, true],
    [`00-${id}-${parent}-03`, true],
    [`00-${id}-${parent}-00`, false],
    [`cc-${id}-${parent}-01-what-will-be-the-future`, true],
  ])('%s is read', (text, isSampled) => {
    expect(parseTraceparent(text)).toEqual({ traceId: id, spanId: parent, isSampled });
  });

  test.each([
    undefined,
    '',
    `ff-${id}-${parent}-01`,
    `00-${'0'.repeat(32)}-${parent}-01`,
    `00-${id}-${'0'.repeat(16)}-01`,
    `00-${id}-${parent}-01-more`,
    `00-${id.toUpperCase()}-${parent}-01`,
    `00-${id}-${parent}`,
    `00-${id}-${parent}-01\n`,
  ])('%j is none, and a trace of its own begins', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
    expect(spansOf(watched({ traceparent: text }), randomness)[0]).not.toHaveProperty('parentSpanId');
  });
});

test("spans have the form in which OpenTelemetry's own exporter sends its spans", async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const parent = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const span = provider.getTracer('commonhold').startSpan(
    'chat m',
    {
      kind: SpanKind.CLIENT,
      startTime: call.received + 1,
      attributes: {
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.response.finish_reasons': ['stop'],
      },
    },
    trace.setSpanContext(ROOT_CONTEXT, parent),
  );
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(call.received + 21);
  await provider.forceFlush();
  await provider.shutdown();
  collector.close();
  const theirs = spanIn(JSON.parse(bodies[0] ?? '{}') as Document);
  const failed = { ...result, error: 'upstream_broke', status: 'failed' } as const;
  const [, ours] = spansOf(
    watched({
      traceparent: `00-${parent.traceId}-${parent.spanId}-01`,
      attempts: [
        { attempt: attempt('m'), sent: call.received + 1, result: failed, ended: call.received + 21 },
      ],
    }),
    randomness,
  );
  for (const field of ['traceId', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano'] as const)
    expect(ours?.[field], field).toEqual(theirs[field]);
  expect(ours?.status.code).toEqual(theirs.status.code);
  expect(ours?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(theirs.spanId).toMatch(/^[0-9a-f]{16}$/);
  const kinds = (one: typeof theirs): Record<string, string[]> =>
    Object.fromEntries(one.attributes.map(({ key, value }) => [key, Object.keys(value)]));
  expect(kinds(ours as unknown as typeof theirs)).toMatchObject(kinds(theirs));
});

interface Document {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly TheirSpan[] }[];
  }[];
}
interface TheirSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

function spanIn(document: Document): TheirSpan {
  const found = document.resourceSpans[0]?.scopeSpans[0]?.spans[0];
  if (found === undefined) throw new Error('the official exporter sent no span');
  return found;
}

describe('what waits for a collector', () => {
  function exporterTo(send: (request: OutboundRequest) => Promise<OutboundReply>) {
    const troubles: CommonholdError[] = [];
    const exporter = new TraceExporter({
      outbound: { send } as Outbound,
      software: 'commonhold 1.2.3',
      options: () => telemetryOptions.parse({ otlp: { url: 'http://127.0.0.1:4318/v1/traces' } }).otlp,
      onTrouble: (error) => void troubles.push(error),
    });
    return { exporter, troubles };
  }

  test('is bounded: what comes beyond is dropped and counted', async () => {
    const { exporter, troubles } = exporterTo(() => Promise.reject(new Error('nobody is there')));
    const spans = spansOf(watched(), randomness);
    for (let times = 0; times < 3000; times++) exporter.add(spans);
    expect(exporter.waiting).toBe(4096);
    expect(exporter.dropped).toBe(6000 - 4096);
    await exporter.close();
    expect(exporter.waiting).toBe(0);
    expect(exporter.dropped).toBe(6000);
    expect(troubles).toHaveLength(1);
  });

  test('is sent once more when the node stops', async () => {
    const sent: OutboundRequest[] = [];
    const { exporter } = exporterTo(async (request) => {
      sent.push(request);
      return { status: 200, discard: () => undefined } as OutboundReply;
    });
    exporter.add(spansOf(watched(), randomness));
    await exporter.close();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ purpose: 'telemetry', method: 'POST', redirects: 'answer' });
    expect(exporter.dropped).toBe(0);
  });

  test('is nothing while no collector is named', () => {
    const exporter = new TraceExporter({
      outbound: {} as Outbound,
      software: '',
      options: () => undefined,
      onTrouble: () => undefined,
    });
    exporter.add(spansOf(watched(), randomness));
    expect(exporter.waiting).toBe(0);
  });
});

test('a collector is reached by https or on this machine, and no credential stands in the file', () => {
  const accepts = (otlp: object): boolean => telemetryOptions.safeParse({ otlp }).success;
  expect(accepts({ url: 'https://collector.example/v1/traces' })).toBe(true);
  expect(accepts({ url: 'http://collector.example/v1/traces' })).toBe(false);
  expect(accepts({ url: 'https://me:secret@collector.example/v1/traces' })).toBe(false);
  expect(accepts({ url: 'http://127.0.0.1:4318/v1/traces', headers: { authorization: 'Bearer x' } })).toBe(
    false,
  );
  expect(accepts({ url: 'http://127.0.0.1:4318/v1/traces', headers: { 'x-tenant': 'ours' } })).toBe(true);
});

test('names that callers can make up fill no memory: beyond a hundred they are one', async () => {
  const metrics = new Metrics({
    destinations: () => [],
    callsUnderWay: () => 0,
    approvalsWaiting: () => 0,
    logSize: () => 0,
    checkpointAgeMs: () => undefined,
    spansDropped: () => 0,
    spansWaiting: () => 0,
  });
  for (let times = 0; times < 500; times++) metrics.ended(watched({}, `claude-${times}`));
  const lines = (await metrics.text())
    .split('\n')
    .filter((line) => line.startsWith('commonhold_calls_total{'));
  expect(lines).toHaveLength(101);
  expect(lines.find((line) => line.includes('model="other"'))).toMatch(/ 400$/);
});

test('whoever looks on cannot disturb a call', async () => {
  const reports: unknown[] = [];
  const watch = new CallWatch(
    { now: () => 0, monotonic: () => 0 },
    () => {
      throw new Error('counted wrong');
    },
    (failure) => void reports.push(failure),
  );
  watch.began(call, undefined);
  watch.ended(call.id);
  watch.ended(call.id);
  expect(reports).toHaveLength(1);
});
