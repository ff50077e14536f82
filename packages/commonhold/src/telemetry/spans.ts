import type { Randomness } from '#base';
import type { FinishReason, Operation } from '#call';
import type { WatchedAttempt, WatchedCall } from './call-watch.ts';

/**
 * Spans of OpenTelemetry, as OTLP writes them in JSON: https://opentelemetry.io/docs/specs/otlp/, where ids are hexadecimal and
 * times are texts of nanoseconds. Names of attributes are those of the conventions for generative AI. A call is one span of
 * kind server, each of its sendings a span of kind client below it. There is no content in them and no option to add it: the
 * record has it, encrypted, and knows who opened it.
 */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

type AttributeValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AttributeValue[] } };

const kindServer = 2;
const kindClient = 3;
const statusError = 2;

/** A client's place in a trace of its own. */
interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** `traceparent` of W3C Trace Context, version 00 and what later versions keep of it; undefined when it is none. */
export function parseTraceparent(text: string | undefined): TraceParent | undefined {
  const found = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text ?? '');
  if (found === null) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = found;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The spans of one call that has ended; none where the client says that its trace is not kept. */
export function spansOf(watched: WatchedCall, randomness: Randomness): readonly Span[] {
  const { call, attempts, refusal, totalMs } = watched;
  const parent = parseTraceparent(watched.traceparent);
  if (parent?.isSampled === false) return [];
  const traceId = parent?.traceId ?? hex(randomness(16));
  const spanId = hex(randomness(8));
  const last = attempts.at(-1);
  const error = last?.result?.error ?? refusal?.error;
  const operation = operationName(call.operation);
  const trail = (last?.attempt.decision ?? refusal?.decision)?.trail ?? [];
  const whole: Span = {
    traceId,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    name: `commonhold ${operation} ${call.asked}`,
    kind: kindServer,
    startTimeUnixNano: nanos(call.received),
    endTimeUnixNano: nanos(call.received + totalMs),
    attributes: [
      text('gen_ai.operation.name', operation),
      text('gen_ai.request.model', call.asked),
      ...errorType(error),
      text('commonhold.call', call.id),
      text('commonhold.wire', call.clientWire),
      text('commonhold.decision', trail.join(', ')),
      int('commonhold.attempts', attempts.length),
    ],
    status: error === undefined ? {} : { code: statusError },
  };
  return [whole, ...attempts.map((attempt) => attemptSpan(attempt, traceId, spanId, randomness))];
}

function attemptSpan(
  { attempt, sent, result, ended }: WatchedAttempt,
  traceId: string,
  parentSpanId: string,
  randomness: Randomness,
): Span {
  const operation = operationName(attempt.call.operation);
  const usage = result?.usage;
  return {
    traceId,
    spanId: hex(randomness(8)),
    parentSpanId,
    name: `${operation} ${attempt.model}`,
    kind: kindClient,
    startTimeUnixNano: nanos(sent),
    endTimeUnixNano: nanos(Math.max(ended, sent)),
    attributes: [
      text('gen_ai.operation.name', operation),
      // The owner's name of the destination: whose protocol it speaks says nothing of who answers.
      text('gen_ai.provider.name', attempt.destination.provider),
      text('gen_ai.request.model', attempt.model),
      ...(result?.servedModel === undefined ? [] : [text('gen_ai.response.model', result.servedModel)]),
      ...(result?.finish === undefined
        ? []
        : [
            {
              key: 'gen_ai.response.finish_reasons',
              value: { arrayValue: { values: [{ stringValue: finishName(result.finish) }] } },
            },
          ]),
      ...(usage === undefined
        ? []
        : [
            int('gen_ai.usage.input_tokens', usage.inputTokens),
            int('gen_ai.usage.output_tokens', usage.outputTokens),
            text('commonhold.usage.source', usage.source),
          ]),
      ...(result?.firstByteMs === undefined
        ? []
        : [
            { key: 'gen_ai.response.time_to_first_chunk', value: { doubleValue: result.firstByteMs / 1000 } },
          ]),
      ...(result?.http === undefined ? [] : [int('http.response.status_code', result.http)]),
      ...errorType(result?.error),
      text('commonhold.call', attempt.call.id),
      int('commonhold.attempt', attempt.number),
      text('commonhold.wire', attempt.providerWire),
    ],
    status: result?.error === undefined ? {} : { code: statusError },
  };
}

/** The conventions' own words, where they have one. */
function operationName(operation: Operation): string {
  switch (operation) {
    case 'generate':
      return 'chat';
    case 'embed':
      return 'embeddings';
    case 'count':
      return 'count_tokens';
    case 'tool':
      return 'execute_tool';
  }
}

function finishName(reason: FinishReason): string {
  switch (reason) {
    case 'tool-calls':
      return 'tool_call';
    case 'content-filter':
      return 'content_filter';
    case 'stop':
    case 'length':
    case 'other':
      return reason;
  }
}

function errorType(error: string | undefined): readonly Attribute[] {
  return error === undefined ? [] : [text('error.type', error)];
}

function text(key: string, value: string): Attribute {
  return { key, value: { stringValue: value } };
}

function int(key: string, value: number): Attribute {
  return { key, value: { intValue: String(Math.round(value)) } };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
