import type { CallView } from 'commonhold/api';
import { at } from './json-values.ts';

/** When what happened in a call, in milliseconds since its request was complete. */
export interface Timeline {
  readonly attempts: readonly AttemptTimes[];
  /** The last moment that is known; what an axis must reach. */
  readonly endMs: number;
}

export interface AttemptTimes {
  readonly number: number;
  readonly provider: string;
  readonly writtenMs: number;
  readonly firstByteMs?: number;
  /** Absent while the attempt is open, and when nobody knows how it ended. */
  readonly endMs?: number;
}

/**
 * Undefined when the times cannot stand in one line: the moments of entries are the clock's, and somebody may have set
 * it back in between. First byte and end are counted from when the intent was on disk, of which only the time in the
 * entry is kept; so they are drawn from there, a little early.
 */
export function timelineOf(call: CallView): Timeline | undefined {
  const attempts: AttemptTimes[] = [];
  let latest = 0;
  for (const { number, intent, outcome } of call.attemptDetails) {
    if (number === 0) continue;
    const entry = call.leaves.find(
      ({ leaf }) => at(leaf, 'kind') === 'intent' && at(leaf, 'attempt') === number,
    );
    const time = at(entry?.leaf, 'time');
    const writtenMs = typeof time === 'string' ? Date.parse(time) - intent.received : Number.NaN;
    // Attempts follow one another, so one that was written before the last one had begun shows a clock set back.
    if (!(writtenMs >= (attempts.at(-1)?.writtenMs ?? 0))) return undefined;
    const times = {
      number,
      provider: intent.provider ?? '',
      writtenMs,
      ...(outcome?.firstByteMs === undefined ? {} : { firstByteMs: writtenMs + outcome.firstByteMs }),
      ...(outcome?.totalMs === undefined ? {} : { endMs: writtenMs + outcome.totalMs }),
    };
    attempts.push(times);
    latest = Math.max(latest, writtenMs, times.firstByteMs ?? 0, times.endMs ?? 0);
  }
  return { attempts, endMs: latest };
}
