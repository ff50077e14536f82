import type { Detector, Match } from '../detector.ts';
import { identityWords, type NationalId, nationalIds } from './national-ids.ts';
import { saidBefore } from './pattern.ts';

/**
 * Where such a number can begin: six digits with single signs between them, or letters and digits as the few numbers
 * have them that begin with letters. In front of it stands nothing of which it would be a part, such as a key.
 */
const beginning =
  /(?=[\dA-Z])(?<![A-Za-z\d]|\d[./-])(?=\d(?:[ ./+-]?\d){5}|[XYZ][ -]?\d{7}|[A-Z]{2} ?\d{2} ?\d{2}|[A-Z]{4,6} ?\d)/gi;
/** Signs one by one, as on a form with a box for each: `5 3 6-9 0-4 3 9 9`. */
const boxed = /(?<![\p{L}\p{N}])[\dA-Z](?:[ ./+-][\dA-Z](?![\p{L}\p{N}])){7,24}/giu;
/** Is in each of these, and in few other texts. */
const threeApart = /\d \d \d/;
const around = /[\p{L}\p{N}]/u;

/** Each way in which such numbers are written is tried at the few places where one can begin, and not along the text. */
export const nationalId: Detector = {
  name: 'national-id',
  label: 'personal',
  // Four digits are the fewest, and where they stand in pairs, letters or separators stand between the pairs.
  cue: /\d[ ]?\d[ ./+A-Z-]{0,2}\d[ ]?\d/gi,
  longest: 64,
  readsRepaired: true,
  *look(window) {
    const matches = [...written(window), ...inBoxes(window)];
    yield* matches.sort((left, right) => left.start - right.start || right.end - left.end);
  },
};

function* written(window: string): Generator<Match> {
  let told = 0;
  for (const { index } of window.matchAll(beginning)) {
    if (index < told || around.test(window[index - 1] ?? '')) continue;
    const match = longestAt(window, index);
    if (match === undefined) continue;
    told = match.end;
    yield { ...match, isSaid: saidBefore(identityWords, window.slice(0, index)) };
  }
}

/** Such a number without the spaces; a word of one letter may stand before it or behind it. */
function* inBoxes(window: string): Generator<Match> {
  if (!threeApart.test(window)) return;
  for (const { 0: row, index } of window.matchAll(boxed)) {
    const numbers = row.search(/\d/);
    const parts = [
      [0, row],
      [0, row.replace(/ \p{L}$/u, '')],
      [numbers, row.slice(numbers)],
      [numbers, row.slice(numbers).replace(/ \p{L}$/u, '')],
    ] as const;
    for (const [from, part] of parts) {
      const before = window.slice(0, index + from);
      const match = longestAt(before + part.replaceAll(' ', ''), before.length);
      // What is a part of the row only is something else.
      if (match?.end !== before.length + part.replaceAll(' ', '').length) continue;
      yield { start: before.length, end: before.length + part.length, confidence: 'likely' };
      break;
    }
  }
}

/** Those that begin with a letter, or those that begin with a digit. */
function idsThatBegin(isLetter: boolean): { readonly ids: readonly NationalId[]; readonly any: RegExp } {
  const ids = nationalIds.filter(({ pattern }) => /^\[[AX]/.test(pattern.source) === isLetter);
  // A pattern that refers back to its first group must stand where that is the first of all.
  const sources = ids.map(({ pattern }) => pattern.source).toSorted((one) => (one.includes('\\1') ? -1 : 1));
  // Most places where a number could begin are in a digest, a date or an amount: this tells so in one go.
  const any = new RegExp(`(?:${sources.join('|')})(?![A-Z\\d]|[./-]\\d)`, 'iy');
  return { ids, any };
}

const byLetter = idsThatBegin(true);
const byDigit = idsThatBegin(false);

/** Of several that fit, the longest: a shorter one would be a part of it. */
function longestAt(window: string, start: number): Match | undefined {
  let longest: Match | undefined;
  const { ids, any } = /\d/.test(window[start] ?? '') ? byDigit : byLetter;
  any.lastIndex = start;
  if (!any.test(window)) return undefined;
  for (const id of ids) {
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
  // Groups between other groups are a part of a longer number.
  const isGrouped = value.includes(' ');
  if (
    isGrouped &&
    (/\d $/.test(window.slice(Math.max(0, start - 2), start)) || /^ \d/.test(window.slice(end, end + 2)))
  )
    return undefined;
  if (around.test(window[end] ?? '') || /^[./-]\d/.test(window.slice(end, end + 2))) return undefined;
  if (needs !== 'shape' && !saidBefore(needs, window.slice(0, start))) return undefined;
  return isValid(value) ? end : undefined;
}
