import { InvalidArgumentError } from 'commander';

/** `30d` or `30`, for an option. */
export function days(text: string): number {
  const [, count] = /^(\d{1,5})d?$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It must be a number of days, such as 30d.');
  return Number(count);
}

/** A day of the calendar, for an option. */
export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It must be a day such as 2026-11-01.');
  }
  return text;
}
