import type { Detector, Match } from '../detector.ts';
import { type NationalId, nationalIds } from './national-ids.ts';
import { patternMatches, saidBefore } from './pattern.ts';

/** Letters and digits around make it a part of something else, such as a key or a digest. */
const around = /[\p{L}\p{N}]/u;

/** One alternative for each way in which such numbers are written would be looked for at every digit; the cue is rarer. */
export const nationalId: Detector = {
  name: 'national-id',
  label: 'personal',
  cue: /\d[\d ./-]{3}/g,
  *look(window) {
    const matches: Match[] = [];
    for (const id of nationalIds) matches.push(...find(id, window));
    yield* matches.sort((left, right) => left.start - right.start || right.end - left.end);
  },
};

function* find({ pattern, isValid, needs }: NationalId, window: string): Generator<Match> {
  for (const match of patternMatches(pattern, window, () => 'checked')) {
    const value = window.slice(match.start, match.end);
    if (around.test(window[match.start - 1] ?? '') || around.test(window[match.end] ?? '')) continue;
    if (/\d[./-]$/.test(window.slice(0, match.start)) || /^[./-]\d/.test(window.slice(match.end))) continue;
    if (needs !== 'shape' && !saidBefore(needs, window.slice(0, match.start))) continue;
    if (isValid(value)) yield match;
  }
}
