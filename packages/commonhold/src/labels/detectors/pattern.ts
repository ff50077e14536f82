import type { Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';

/**
 * The matches of a pattern (with the flag `g`) in a window. `judge` sees the matched text and says how sure it is, or
 * nothing when it is not what it looks like. Where the pattern has a group named `value`, the match is that part.
 */
export function* patternMatches(
  pattern: RegExp,
  window: string,
  judge: (value: string) => Confidence | undefined,
): Generator<Match> {
  for (const found of window.matchAll(pattern)) {
    const value = found.groups?.['value'] ?? found[0];
    const confidence = judge(value);
    if (confidence === undefined) continue;
    const start = found.index + found[0].indexOf(value);
    yield { start, end: start + value.length, confidence };
  }
}
