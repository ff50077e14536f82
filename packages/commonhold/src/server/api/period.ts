import { z } from 'zod';
import { CommonholdError } from '#base';

/** Ten years: a month is read at a time, and whoever means more has made a slip. */
const daysMax = 3660;
const daysDefault = 30;
const dayMs = 86_400_000;

const day = z.iso.date();

/** The fields of a query that name days. */
export const periodFields = {
  /** So many days that end today; or else `from` and `to`. */
  days: z.coerce.number<string>().int().min(1).max(daysMax).optional(),
  from: day.optional(),
  to: day.optional(),
};

export interface AskedPeriod {
  readonly days?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The day of UTC. */
export function dayOfUtc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** The days asked for; a period of which only one end was named is refused, because the other would be invented. */
export function periodOf(
  { days, from, to }: AskedPeriod,
  today: string,
): { readonly from: string; readonly to: string } {
  if (from !== undefined && to !== undefined && days === undefined) {
    const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
    if (count < 1) throw invalid('from', `${from} is after ${to}`);
    if (count > daysMax) throw invalid('from', `a period has at most ${daysMax} days`);
    return { from, to };
  }
  if (from !== undefined || to !== undefined) {
    throw invalid('from', 'a period is `days` alone, or both `from` and `to`');
  }
  return { from: dayOfUtc(Date.parse(today) - ((days ?? daysDefault) - 1) * dayMs), to: today };
}

function invalid(field: string, detail: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${detail}`, field });
}

/** The name of a file about a period. */
export function periodFile(
  what: string,
  { from, to }: { readonly from: string; readonly to: string },
  extension: string,
): string {
  return `${what}-${from}-to-${to}.${extension}`;
}

export function fileHeaders(type: string, name: string): Record<string, string> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
  };
}
