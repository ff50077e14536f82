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

/** How much of a list is wanted, for an option; no list of the node gives more than four digits at once. */
export const listLength = (text: string): number => ofDigits(text, 4);

/** Fifteen digits are what a number holds exactly. */
export const wholeNumber = (text: string): number => ofDigits(text, 15);

function ofDigits(text: string, digitsMax: number): number {
  if (!/^\d+$/.test(text) || text.length > digitsMax) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return Number(text);
}

export function decimalNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
