import { asCommonholdError, type Outbound } from '#base';
import type { Configuration } from '#config';
import type { World } from './world.ts';

/** An answer of a provider to a question without content and without a credential, or why there was none. */
export type ProviderAnswer =
  | { readonly type: 'failed'; readonly provider: string; readonly baseUrl: string; readonly message: string }
  /** Plain http beyond this machine: what carries no content goes by https only. */
  | { readonly type: 'not-asked'; readonly provider: string; readonly baseUrl: string }
  | {
      readonly type: 'answered';
      readonly provider: string;
      readonly baseUrl: string;
      readonly status: number;
      /** The middle one of three waits for the head of the answer, the making of a connection included. */
      readonly latencyMs: number;
      /** How far its clock is ahead of ours, give or take a second; undefined when it does not say its time. */
      readonly clockAheadMs: number | undefined;
      /** Until when its certificate holds; undefined without TLS. */
      readonly certificateUntil: Date | undefined;
    };

/** One slow answer in three says nothing. Each try makes a connection of its own, as after `HEAD` it is closed. */
const tries = 3;
/** A provider that takes longer to say that it is there is one that calls should not wait for either. */
const answerMs = 15_000;

/** Asks all configured providers at once. This is the only part of the doctor that leaves the machine. */
export async function askProviders(
  world: World,
  rows: Configuration['providers'],
  signal: AbortSignal,
): Promise<readonly ProviderAnswer[]> {
  const certificates = new Map<string, Date>();
  const outbound = world.openOutbound((host, validTo) => certificates.set(host, validTo));
  try {
    return await Promise.all(
      Object.entries(rows).map(([provider, { baseUrl }]) =>
        askProvider(world, outbound, { provider, baseUrl }, certificates, signal),
      ),
    );
  } finally {
    await outbound.close();
  }
}

async function askProvider(
  world: World,
  outbound: Outbound,
  row: { readonly provider: string; readonly baseUrl: string },
  certificates: ReadonlyMap<string, Date>,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  try {
    const waits: number[] = [];
    let status = 0;
    let date: string | undefined;
    let halfway = 0;
    for (let count = 0; count < tries; count++) {
      const before = world.clock.monotonic();
      const sent = world.clock.now();
      const reply = await outbound.send({
        purpose: 'doctor',
        method: 'HEAD',
        url: row.baseUrl,
        redirects: 'answer',
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      });
      const wait = world.clock.monotonic() - before;
      waits.push(wait);
      ({ status } = reply);
      date = reply.headers['date'];
      halfway = sent + wait / 2;
      reply.discard();
    }
    const theirs = date === undefined ? NaN : Date.parse(date);
    return {
      type: 'answered',
      ...row,
      status,
      latencyMs: waits.toSorted((a, b) => a - b)[Math.floor(tries / 2)] ?? 0,
      clockAheadMs: Number.isNaN(theirs) ? undefined : theirs - halfway,
      certificateUntil: certificates.get(new URL(row.baseUrl).hostname),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asCommonholdError(thrown);
    if (error.code === 'outbound_refused') return { type: 'not-asked', ...row };
    const timedOut = thrown instanceof DOMException && thrown.name === 'TimeoutError';
    const message = timedOut ? `no answer within ${answerMs / 1000} s` : String(error.values['detail']);
    return { type: 'failed', ...row, message };
  }
}
