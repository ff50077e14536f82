import type { Detector, Match } from '../detector.ts';
import { type NationalId, nationalIds } from './national-ids.ts';
import { saidBefore } from './pattern.ts';

/**
 * Where such a number can begin: eight letters and digits in a row, or a few letters and digits after them, with nothing
 * in front of which they would be a part, such as a key or a version.
 */
const beginning = /(?<![\p{L}\p{N}]|\d[./-])(?=\d(?:[ ./+-]?[\dA-Z]){7}|[A-Z]{1,6}[ -]?\d[ -]?[\dA-Z])/giu;
const around = /[\p{L}\p{N}]/u;

/** Each way in which such numbers are written is tried at the few places where one can begin, and not along the text. */
export const nationalId: Detector = {
  name: 'national-id',
  label: 'personal',
  cue: /\d[ ./+-]?[\dA-Z](?:[ ./+-]?[\dA-Z]){2}/gi,
  longest: 64,
  readsRepaired: true,
  *look(window) {
    let told = 0;
    for (const { index } of window.matchAll(beginning)) {
      if (index < told) continue;
      const match = longestAt(window, index);
      if (match === undefined) continue;
      told = match.end;
      yield match;
    }
  },
};

/** Of several that fit, the longest: a shorter one would be a part of it. */
function longestAt(window: string, start: number): Match | undefined {
  let longest: Match | undefined;
  for (const id of nationalIds) {
    const end = endOf(id, window, start);
    if (end === undefined || (longest !== undefined && longest.end >= end)) continue;
    longest = { start, end, confidence: id.confidence ?? 'checked' };
  }
  return longest;
}

function endOf({ pattern, isValid, needs }: NationalId, window: string, start: number): number | undefined {
  pattern.lastIndex = start;
  const value = pattern.exec(window)?.[0];
  if (value === undefined) return undefined;
  const end = start + value.length;
  if (around.test(window[end] ?? '') || /^[./-]\d/.test(window.slice(end, end + 2))) return undefined;
  if (needs !== 'shape' && !saidBefore(needs, window.slice(0, start))) return undefined;
  return isValid(value) ? end : undefined;
}
