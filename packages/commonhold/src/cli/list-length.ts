import { InvalidArgumentError } from 'commander';

/** How much of a list is wanted, for an option; no list of the node gives more than four digits at once. */
export function listLength(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
