import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WatchedCall } from './call-watch.ts';

/** What is looked at only when somebody asks for the metrics. */
export interface Gauges {
  /** One state for each destination that has been called. */
  destinations(): readonly (readonly [name: string, state: string])[];
  callsUnderWay(): number;
  approvalsWaiting(): number;
  logSize(): number;
  /** Milliseconds since the newest checkpoint was signed here; undefined before the first of this run. */
  checkpointAgeMs(): number | undefined;
  spansDropped(): number;
  spansWaiting(): number;
}

/**
 * Different values that one label may have. Names are the owner's; where names can be made up by callers, as below a model row
 * such as `claude-*`, nobody shall be able to fill the memory of the node and of whoever collects this.
 */
const labelValuesMax = 100;
/** From a local cache's tenth of a second to a model that thinks for ten minutes. */
const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const states = ['unknown', 'well', 'failing', 'resting'] as const;

/** Numbers about calls for Prometheus: names of the owner's making, and never content, principals or keys. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #names = { model: new BoundedNames(), destination: new BoundedNames() };
  readonly #calls;
  readonly #attempts;
  readonly #retries;
  readonly #durations;
  readonly #firstBytes;
  readonly #tokens;
  readonly #strangers;

  constructor(gauges: Gauges) {
    const registers = [this.#registry];
    const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
      new Counter({ name: `commonhold_${name}`, help, labelNames, registers });
    const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
      new Histogram({ name: `commonhold_${name}`, help, labelNames, buckets: seconds, registers });
    this.#calls = counter('calls_total', 'Calls that have ended, each once however often it was sent.', [
      'wire',
      'operation',
      'model',
      'destination',
      'status',
      'error',
      'decision',
    ]);
    this.#attempts = counter('attempts_total', 'Sendings, each with an intent on record.', [
      'wire',
      'destination',
      'status',
      'error',
    ]);
    this.#retries = counter('retries_total', 'Sendings to a destination that had failed in the same call.', [
      'destination',
    ]);
    this.#durations = histogram(
      'call_duration_seconds',
      'From a complete request to the outcome on record.',
      ['wire', 'destination'],
    );
    this.#firstBytes = histogram(
      'attempt_first_byte_seconds',
      'From sending to the first byte of the answer.',
      ['destination'],
    );
    this.#tokens = counter('tokens_total', 'Tokens of all sendings, by who counted them.', [
      'destination',
      'model',
      'direction',
      'source',
    ]);
    this.#strangers = counter('strangers_total', 'Requests that were no call of anybody known.', []);
    this.#gauge('calls_under_way', 'Calls that have a place now.', () => gauges.callsUnderWay());
    this.#gauge('approvals_waiting', 'Requests for an approval that nobody has decided.', () =>
      gauges.approvalsWaiting(),
    );
    this.#gauge('log_entries', 'Entries of the log.', () => gauges.logSize());
    this.#gauge(
      'checkpoint_age_seconds',
      'Since a head of the log was signed in this run.',
      () => (gauges.checkpointAgeMs() ?? Number.NaN) / 1000,
    );
    this.#gauge('telemetry_spans_waiting', 'Spans that wait to be sent to the collector.', () =>
      gauges.spansWaiting(),
    );
    this.#gauge('telemetry_spans_dropped', 'Spans that no collector got since the start.', () =>
      gauges.spansDropped(),
    );
    this.#destinationStates(gauges);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  stranger(): void {
    this.#strangers.inc();
  }

  ended({ call, attempts, refusal, totalMs }: WatchedCall): void {
    const last = attempts.at(-1);
    const wire = call.clientWire;
    const destination = this.#names.destination.of(last?.attempt.destination.provider ?? 'none');
    const model = this.#names.model.of(last?.attempt.model ?? call.asked);
    const trail = (last?.attempt.decision ?? refusal?.decision)?.trail ?? [];
    this.#calls.inc({
      wire,
      operation: call.operation,
      model,
      destination,
      status: last?.result?.status ?? (refusal === undefined ? 'unrecorded' : 'refused'),
      error: last?.result?.error ?? refusal?.error ?? 'none',
      decision: decisionOf(trail),
    });
    this.#durations.observe({ wire, destination }, totalMs / 1000);
    for (const [position, { attempt, result }] of attempts.entries()) {
      const to = this.#names.destination.of(attempt.destination.provider);
      this.#attempts.inc({
        wire: attempt.providerWire,
        destination: to,
        status: result?.status ?? 'unrecorded',
        error: result?.error ?? 'none',
      });
      if (attempts[position - 1]?.attempt.destination.provider === attempt.destination.provider)
        this.#retries.inc({ destination: to });
      if (result?.firstByteMs !== undefined)
        this.#firstBytes.observe({ destination: to }, result.firstByteMs / 1000);
      if (result?.usage === undefined) continue;
      const { inputTokens, outputTokens, source } = result.usage;
      const of = { destination: to, model: this.#names.model.of(attempt.model), source };
      this.#tokens.inc({ ...of, direction: 'input' }, inputTokens);
      this.#tokens.inc({ ...of, direction: 'output' }, outputTokens);
    }
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `commonhold_${name}`,
      help,
      registers: [],
      collect: () => gauge.set(value()),
    });
    this.#registry.registerMetric(gauge);
  }

  #destinationStates(gauges: Gauges): void {
    const names = this.#names.destination;
    const gauge: Gauge<'destination' | 'state'> = new Gauge({
      name: 'commonhold_destination_state',
      help: 'How a destination is, as far as calls have shown: 1 for the state that it is in.',
      labelNames: ['destination', 'state'],
      registers: [],
      collect: () => {
        gauge.reset();
        for (const [name, now] of gauges.destinations()) {
          const destination = names.of(name);
          for (const state of states) gauge.set({ destination, state }, state === now ? 1 : 0);
        }
      },
    });
    this.#registry.registerMetric(gauge);
  }
}

/** The first names stay themselves; all that come later are one. */
class BoundedNames {
  readonly #known = new Set<string>();

  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= labelValuesMax) return 'other';
    this.#known.add(name);
    return name;
  }
}

const remedies = ['reroute', 'pseudonymise', 'approve'];

/** What the rules said in the end, in one word; names of rules are in the record. */
function decisionOf(trail: readonly string[]): string {
  const verbs = trail.map((step) => step.split(':', 1)[0] ?? step);
  if (verbs.length === 0) return 'none';
  if (verbs.includes('would-deny')) return 'would-deny';
  const allowed = verbs.at(-1) === 'allow';
  if (!allowed) return 'deny';
  return remedies.some((remedy) => verbs.includes(remedy)) ? 'allow-after-remedy' : 'allow';
}
