import { CommonholdError } from '#base';

const dayMs = 86_400_000;
const daysDefault = 30;
/** Ten years, as for the flows: whoever means more has made a slip. */
const daysMax = 3660;
/** The last moment of a day, as the record writes times. */
const lastMoment = 'T23:59:59.999Z';

/** The time that is asked for, as the record writes times; a day as its end belongs to it. Throws `request_invalid`. */
export function periodOfTrial(
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: number,
): { readonly from: string; readonly to: string } {
  const isDay = until !== undefined && !until.includes('T');
  const toMs = until === undefined ? now : Date.parse(isDay ? `${until}${lastMoment}` : until);
  const fromMs = since === undefined ? toMs - daysDefault * dayMs : Date.parse(since);
  if (fromMs > toMs) throw invalid(`${since ?? ''} is after ${until ?? 'now'}`);
  if (toMs - fromMs > daysMax * dayMs) throw invalid(`a period has at most ${daysMax} days`);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

function invalid(detail: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `since: ${detail}`, field: 'since' });
}
