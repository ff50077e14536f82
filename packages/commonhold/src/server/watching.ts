import type { Logger } from 'pino';
import type { Clock, Outbound, Randomness } from '#base';
import type { Configuration } from '#config';
import type { Gate } from '#gate';
import { CallWatch, Metrics, spansOf, TraceExporter } from '#telemetry';

interface WatchingMeans {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly outbound: Outbound;
  readonly software: string;
  readonly log: Logger;
  readonly configuration: () => Configuration;
  readonly gate: () => Gate;
  readonly logSize: () => number;
}

/** Everything that looks on: what counts calls, and what sends spans of them to a collector that the owner named. */
export class Watching {
  readonly calls: CallWatch;
  readonly metrics: Metrics;
  readonly #exporter: TraceExporter;
  readonly #clock: Clock;
  #signed: number | undefined;

  constructor({ clock, randomness, outbound, software, log, configuration, gate, logSize }: WatchingMeans) {
    this.#clock = clock;
    const exporter = new TraceExporter({
      outbound,
      software,
      options: () => configuration().telemetry.otlp,
      onTrouble: (error) => log.warn({ err: error }, 'spans of calls could not be sent; they are dropped'),
    });
    this.#exporter = exporter;
    this.metrics = new Metrics({
      destinations: () =>
        gate()
          .health.all()
          .map(([name, { state }]) => [name, state] as const),
      callsUnderWay: () => gate().limits.underWay,
      approvalsWaiting: () =>
        gate()
          .approvals.list()
          .filter(({ state }) => state === 'open').length,
      logSize,
      checkpointAgeMs: () => (this.#signed === undefined ? undefined : clock.monotonic() - this.#signed),
      spansDropped: () => exporter.dropped,
      spansWaiting: () => exporter.waiting,
    });
    this.calls = new CallWatch(
      clock,
      (call) => {
        this.metrics.ended(call);
        if (exporter.isOn) exporter.add(spansOf(call, randomness));
      },
      (failure) => log.error({ err: failure }, 'a call could not be counted'),
    );
  }

  headSigned(): void {
    this.#signed = this.#clock.monotonic();
  }

  close(): Promise<void> {
    return this.#exporter.close();
  }
}
