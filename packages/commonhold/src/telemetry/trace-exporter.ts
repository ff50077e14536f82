import { CommonholdError, type Outbound } from '#base';
import type { TelemetryOptions } from './options.ts';
import type { Span } from './spans.ts';

/** What waits for a collector; beyond this the newest are dropped and counted. A span takes about a kilobyte. */
const waitingMax = 4096;
/** Collectors take a few megabytes at once. */
const batchMax = 512;
/** Long enough to gather what belongs together, short enough to watch. */
const gatherMs = 2000;
/** A collector that does not answer in this time has lost the batch; the next is tried. */
const sendMs = 10_000;
/** A node that stops does not wait longer than this for its collector. */
const lastMs = 2000;

interface ExporterMeans {
  readonly outbound: Outbound;
  readonly software: string;
  /** As the configuration has it now; undefined while nothing is sent. */
  readonly options: () => TelemetryOptions['otlp'];
  /** Told of the first failure in a row, so that a collector that is down does not fill the log. */
  readonly onTrouble: (failure: CommonholdError) => void;
}

/**
 * Sends spans to the collector that the owner named, some at a time. Nobody waits for it: what cannot be sent is dropped and
 * counted, and a call never learns of it. Nothing is kept on disk, and while no collector is named nothing is gathered.
 */
export class TraceExporter {
  readonly #means: ExporterMeans;
  #waiting: Span[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isFailing = false;

  constructor(means: ExporterMeans) {
    this.#means = means;
  }

  get isOn(): boolean {
    return this.#means.options() !== undefined;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Spans that no collector got since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(spans: readonly Span[]): void {
    if (!this.isOn || spans.length === 0) return;
    if (this.#waiting.length + spans.length > waitingMax) {
      this.#dropped += spans.length;
      return;
    }
    this.#waiting.push(...spans);
    this.#later();
  }

  /** Sends what waits, once, and stops. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    await this.#send(lastMs);
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
    clearTimeout(this.#timer);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sending ??= this.#send().finally(() => {
        this.#sending = undefined;
        if (this.#waiting.length > 0) this.#later();
      });
    }, gatherMs).unref();
  }

  async #send(withinMs = sendMs): Promise<void> {
    const batch = this.#waiting.splice(0, batchMax);
    const otlp = this.#means.options();
    if (otlp === undefined || batch.length === 0) {
      this.#dropped += batch.length;
      return;
    }
    try {
      const reply = await this.#means.outbound.send({
        purpose: 'telemetry',
        method: 'POST',
        url: otlp.url,
        headers: { ...otlp.headers, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(document(batch, otlp.service, this.#means.software))),
        redirects: 'answer',
        signal: AbortSignal.timeout(withinMs),
      });
      reply.discard();
      if (reply.status < 200 || reply.status > 299) {
        const host = URL.parse(otlp.url)?.host ?? otlp.url;
        throw new CommonholdError('outbound_failed', {
          host,
          detail: `it answers with status ${reply.status}`,
        });
      }
      this.#isFailing = false;
    } catch (thrown) {
      // Whatever it was, the calls that these spans are about have ended well without it.
      this.#dropped += batch.length;
      if (this.#isFailing) return;
      this.#isFailing = true;
      this.#means.onTrouble(
        thrown instanceof CommonholdError
          ? thrown
          : new CommonholdError('outbound_failed', { host: otlp.url, detail: 'it did not answer in time' }),
      );
    }
  }
}

function document(spans: readonly Span[], service: string, software: string): object {
  const [, version = ''] = software.split(' ');
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: service } },
            { key: 'service.version', value: { stringValue: version } },
          ],
        },
        scopeSpans: [{ scope: { name: 'commonhold', version }, spans }],
      },
    ],
  };
}
