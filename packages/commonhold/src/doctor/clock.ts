import { durationText } from '#base';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation } from './finding.ts';
import type { Situation } from './situation.ts';

/** No release of Commonhold is older, so a clock that shows an earlier year is wrong. */
const firstYear = 2026;
/** Far enough to outlive this version, near enough to catch a clock that was set by mistake. */
const lastYear = 2100;
/** Certificates, and tokens that expire, stand a difference of about a minute; more confuses whoever compares records. */
const offsetMaxMs = 60_000;
/** A leaf may be written in the very moment in which the clock is read. */
const momentMs = 1000;

/** Whether the machine's clock can be right: a sane year, not behind the record, not far from what providers say. */
export const clockCheck: Check = {
  name: 'clock',
  group: 'This machine',
  async look(situation): Promise<Observation[]> {
    const now = situation.world.clock.now();
    const time = timeText(now);
    const year = new Date(now).getUTCFullYear();
    if (year < firstYear || year > lastYear) {
      return [
        broken(`The clock of this machine says ${time}.`, 'Set the clock, and let it be kept right by NTP.'),
      ];
    }
    const { record } = situation;
    const newest = record.type === 'read' ? record.newestLeafMs : undefined;
    const behind = newest === undefined ? 0 : newest - now;
    if (behind > momentMs) {
      return [
        attention(
          `The clock says ${time}, ${longText(behind)} before the newest entry of the record: it was set back, or ran ahead before.`,
          'Set the clock right; the order of entries is kept by the log and not by their times.',
        ),
      ];
    }
    return [offset(situation, time, newest !== undefined)];
  },
};

function offset({ providers }: Situation, time: string, hasEntries: boolean): Observation {
  const offsets = providers.flatMap((answer) =>
    answer.type === 'answered' && answer.clockAheadMs !== undefined
      ? [{ provider: answer.provider, aheadMs: answer.clockAheadMs }]
      : [],
  );
  const farthest = offsets.toSorted((a, b) => Math.abs(b.aheadMs) - Math.abs(a.aheadMs))[0];
  if (farthest === undefined) {
    const after = hasEntries ? ', after the newest entry of the record' : '';
    return good(`The clock says ${time}${after}; nobody else was asked for the time.`);
  }
  const { provider, aheadMs } = farthest;
  const difference = `${longText(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} it`;
  if (Math.abs(aheadMs) > offsetMaxMs) {
    return attention(
      `The clock says ${time}, and the clock of ${provider} is ${difference}.`,
      'Let the clock of this machine be kept right by NTP, unless that other clock is the wrong one.',
    );
  }
  return good(
    `The clock says ${time}; of ${offsets.length} asked, the clock of ${provider} differs most and is ${difference} (they tell whole seconds only).`,
  );
}

/** Whole seconds, in the time of everybody (UTC). */
function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

const hourMs = 3_600_000;

function longText(ms: number): string {
  if (ms < hourMs) return durationText(ms);
  return ms < 48 * hourMs ? `${(ms / hourMs).toFixed(1)} hours` : `${Math.round(ms / hourMs / 24)} days`;
}
