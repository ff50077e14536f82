import { type Detector, type Match, matchMax } from '../detector.ts';
import type { Confidence } from '../finding.ts';
import { Keywords } from './keywords.ts';
import { modelVendorRules } from './model-vendor-keys.ts';
import { isPlaceholder } from './placeholder.ts';
import { gitleaksRules } from './secret-rules.ts';

interface Rule {
  readonly keywords: readonly string[];
  readonly entropyMin: number;
  readonly pattern: RegExp;
  readonly confidence: Confidence;
}

/** Keys and tokens that can be told by their form or by the name that stands before them. */
class SecretKeys implements Detector {
  readonly name = 'secret-key';
  readonly label = 'secret';
  // Keys have digits among their letters, and long words and names in programs have not. Of short ones some have none by
  // chance: then what stands before them tells.
  readonly cue =
    /\d(?:[\w-]{6}|(?<=[\w-]{6}\d))|_[A-Za-z]{12}|\bgl[a-z]{2,6}-[\w-]{16}|\bA(?:KI|SI|BI|CC|3T)[A-Z]{14}/g;
  /** Made at the first text that is looked at. */
  #rules: Keywords<Rule> | undefined;

  *look(window: string): Generator<Match> {
    const matches: Match[] = [];
    this.#rules ??= new Keywords(
      readRules().flatMap((rule) => rule.keywords.map((word) => [word, rule] as const)),
    );
    for (const rule of this.#rules.in(window)) matches.push(...found(rule, window));
    yield* matches.sort((left, right) => left.start - right.start || right.end - left.end);
  }
}

export const secretKey: Detector = new SecretKeys();

function* found({ pattern, entropyMin, confidence }: Rule, window: string): Generator<Match> {
  for (const match of window.matchAll(pattern)) {
    const value = match.slice(1).find((group) => group !== undefined && group.length > 8) ?? match[0];
    if (entropyOf(value) < entropyMin || isPlaceholder(value)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    // Of a longer key it is enough to find where it begins; whoever replaces it takes what belongs to it.
    yield { start, end: start + Math.min(value.length, matchMax), confidence };
  }
}

/** One rule a line; see the top of `secret-rules.ts`. */
function readRules(): readonly Rule[] {
  const lines = `${modelVendorRules}${gitleaksRules}`.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [, keywords = '', entropy = '0', written = ''] = line.split('\t');
    const isInsensitive = written.startsWith('(?i)');
    return {
      keywords: keywords.split(' '),
      entropyMin: Number(entropy),
      pattern: new RegExp(isInsensitive ? written.slice(4) : written, isInsensitive ? 'gi' : 'g'),
      // A prefix of its own is a structure; letters and digits after a vendor's name are only likely to be its key.
      confidence: /\(\?:=\||\[=:\]/.test(written) ? 'likely' : 'checked',
    };
  });
}

/** Bits a character, by Shannon: words and patterns have few. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
