import type { Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';

/** Says how sure it is of a matched text, or nothing when it is not what it looks like. `before` is what stands before it. */
export type Judge = (value: string, before: string) => Confidence | undefined;

/**
 * The matches of a pattern (with the flag `g`) in a window. Where the pattern has a group named `value`, the match is
 * that part of it.
 */
export function* patternMatches(pattern: RegExp, window: string, judge: Judge): Generator<Match> {
  for (const found of window.matchAll(pattern)) {
    const value = found.groups?.['value'] ?? found[0];
    const start = found.index + found[0].lastIndexOf(value);
    const confidence = judge(value, window.slice(0, start));
    if (confidence !== undefined) yield { start, end: start + value.length, confidence };
  }
}

/** Whether one of the words stands within so many characters before a place, however it is written. */
export function saidBefore(words: RegExp, before: string, within = contextCharacters): boolean {
  return words.test(before.slice(-within));
}

/** A few words: a label before a field, and not the sentence before. */
const contextCharacters = 40;
