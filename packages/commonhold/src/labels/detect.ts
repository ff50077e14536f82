import { type Detector, type Match, matchMax } from './detector.ts';
import type { Dictionary } from './dictionary.ts';
import type { Confidence, Finding } from './finding.ts';
import { Covered } from './text/covered.ts';
import { PlainText } from './text/plain-text.ts';
import { repairedDigits } from './text/repaired-digits.ts';
import { windowsOf } from './windows.ts';

/** Everything that the detectors find in a text, by place. Time grows with the text and with nothing else. */
export function detect(text: string, detectors: readonly Detector[], dictionary?: Dictionary): Finding[] {
  const plain = new PlainText(text);
  const findings: Finding[] = [];
  const repaired = repairedDigits(plain.text);
  for (const detector of detectors) {
    const { label: own, name } = detector;
    const found = [...matchesOf(detector, plain.text)];
    const here =
      repaired === undefined || detector.readsRepaired !== true
        ? found
        : withRepaired(found, [...matchesOf(detector, repaired)]);
    for (const { start, end, confidence, label = own } of here) {
      findings.push({ ...plain.originalRange(start, end), label, detector: name, confidence });
    }
  }
  for (const { start, end, confidence, label = '' } of dictionary?.look(plain.text) ?? []) {
    findings.push({ ...plain.originalRange(start, end), label, detector: 'dictionary', confidence });
  }
  return findings.sort((left, right) => left.start - right.start || right.end - left.end);
}

/** What is found in the text, and in its place what is found of it when letters are read as digits and goes further. */
function withRepaired(found: readonly Match[], repaired: readonly Match[]): Match[] {
  const known = new Set(found.map(({ start, end }) => `${start} ${end}`));
  const news = repaired.filter(({ start, end }) => !known.has(`${start} ${end}`));
  const covered = new Covered(news);
  const rest = found.filter((match) => !covered.has(match));
  return [...rest, ...news.map((match) => ({ ...match, confidence: asRepaired(match) }))];
}

/** A row that had to be repaired first is a little less sure than what was written. */
function asRepaired({ confidence, isSaid }: Match): Confidence {
  return confidence === 'likely' && isSaid === true ? confidence : lowered[confidence];
}

const lowered: Readonly<Record<Confidence, Confidence>> = {
  checked: 'likely',
  likely: 'possible',
  possible: 'possible',
  hint: 'hint',
};

/** Matches that overlap an earlier one of the same detector are left out. */
function* matchesOf(detector: Detector, text: string): Generator<Match> {
  const { cue, longest = matchMax } = detector;
  let told = 0;
  for (const window of windowsOf(cue, longest, text)) {
    for (const match of detector.look(window.text)) {
      const start = window.start + match.start;
      if (start < Math.max(window.from, told) || start >= window.to) continue;
      const end = window.start + match.end;
      // What the window cuts off may go on and be something else.
      if (end - start > longest) continue;
      yield { ...match, start, end };
      told = end;
    }
  }
}
