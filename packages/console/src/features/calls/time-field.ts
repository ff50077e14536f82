/** Between a field for a day and a time in this browser's zone, to the minute, and moments as the record writes them. */

const minuteMs = 60_000;

export function toField(moment: string | undefined): string {
  if (moment === undefined) return '';
  const at = new Date(moment);
  // What `toISOString` writes is UTC, so the zone is taken off first.
  return new Date(at.getTime() - at.getTimezoneOffset() * minuteMs)
    .toISOString()
    .slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** `to` means until the end of that minute, because a call that began in it is within. */
export function fromField(field: string, side: 'from' | 'to'): string | undefined {
  const at = new Date(field).getTime();
  if (Number.isNaN(at)) return undefined;
  return new Date(side === 'from' ? at : at + minuteMs - 1).toISOString();
}
