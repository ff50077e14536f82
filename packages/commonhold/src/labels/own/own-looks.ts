import { Dictionary } from '../dictionary.ts';
import type { Finding } from '../finding.ts';
import { PlainText } from '../text/plain-text.ts';
import type { OwnDetector } from './own-detector.ts';

/** Looks through texts with the detectors of the owner. */
export class OwnLooks {
  readonly #patterns: readonly OwnDetector[];
  readonly #byName: ReadonlyMap<string, OwnDetector>;
  /** Words of all detectors in one, under the names of the detectors. */
  readonly #words: Dictionary | undefined;

  constructor(detectors: readonly OwnDetector[]) {
    this.#patterns = detectors.filter(({ pattern }) => pattern !== undefined);
    this.#byName = new Map(detectors.map((detector) => [detector.name, detector]));
    const withWords = detectors.filter(({ words }) => words.length > 0);
    if (withWords.length > 0) {
      this.#words = new Dictionary(withWords.map(({ name, words }) => ({ label: name, terms: words })));
    }
  }

  /** Everything that is found in a piece of text, in steps of bounded work. */
  *look(text: string): Generator<{ readonly findings: readonly Finding[]; readonly characters: number }> {
    const plain = new PlainText(text);
    if (this.#words !== undefined) {
      const findings: Finding[] = [];
      for (const { start, end, label: name } of this.#words.look(plain.text)) {
        const detector = this.#byName.get(name ?? '');
        if (detector !== undefined) findings.push(findingOf(detector, plain.originalRange(start, end)));
      }
      yield { findings, characters: text.length };
    }
    for (const detector of this.#patterns) {
      const isPlain = detector.reads === 'plain';
      for (const { match, characters } of detector.pattern?.look(isPlain ? plain.text : text) ?? []) {
        if (match === undefined) yield { findings: [], characters };
        else {
          const range = isPlain ? plain.originalRange(match.start, match.end) : match;
          yield { findings: [findingOf(detector, range)], characters };
        }
      }
    }
  }
}

function findingOf(
  { name, label, confidence, replaceAs }: OwnDetector,
  { start, end }: { readonly start: number; readonly end: number },
): Finding {
  return { start, end, label, detector: name, confidence, replaceAs };
}
