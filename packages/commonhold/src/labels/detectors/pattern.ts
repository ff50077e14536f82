import type { Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';

/** Says how sure it is of a matched text, or nothing when it is not what it looks like. `before` is what stands before it. */
export type Judge = (value: string, before: string) => Confidence | undefined;

/**
 * The matches of a pattern (with the flag `g`) in a window. Where the pattern has a group named `value`, the match is
 * that part of it.
 */
export function patternMatches(pattern: RegExp, window: string, judge: Judge): readonly Match[] {
  let matches: Match[] | undefined;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(window); found !== null; found = pattern.exec(window)) {
    const [whole] = found;
    const value = found.groups?.['value'] ?? whole;
    const start = found.index + (value === whole ? 0 : whole.lastIndexOf(value));
    const confidence = judge(value, window.slice(0, start));
    if (confidence !== undefined) (matches ??= []).push({ start, end: start + value.length, confidence });
  }
  return matches ?? nothing;
}

const nothing: readonly Match[] = [];

/** Whether one of the words stands within so many characters before a place, however it is written. */
export function saidBefore(words: RegExp, before: string, within = contextCharacters): boolean {
  return words.test(before.slice(-within));
}

/** A few words: a label before a field, and not the sentence before. */
const contextCharacters = 40;
