import { RE2JS } from 're2js';
import { matchMax } from '../detector.ts';
import { windowsOf } from '../windows.ts';

/**
 * The steps of a pattern's program. Looking takes time in proportion to them and to the signs that are gone through, whatever
 * the pattern and the text: at this size a window takes some milliseconds at worst. A phrase of forty letters has about as many.
 */
const programMax = 1000;
/** Steps times signs that take about as long as going through one sign with the detectors that every node has. */
const workOfSign = 4;

/** What a pattern found with one look, and what that look cost, told as signs of easy text. */
export interface PatternStep {
  readonly match: { readonly start: number; readonly end: number } | undefined;
  readonly characters: number;
}

/**
 * A pattern that an owner wrote, run by an engine (RE2) that takes time in proportion to pattern and text. The engine of
 * JavaScript would try all ways, and for `(a+)+$` there are more in a line of forty letters than anybody waits for.
 */
export class OwnPattern {
  readonly #cue: RegExp;
  readonly #pattern: RE2JS;
  readonly #size: number;
  readonly #hasValue: boolean;

  private constructor(cue: RegExp, pattern: RE2JS) {
    this.#cue = cue;
    this.#pattern = pattern;
    this.#size = pattern.programSize();
    this.#hasValue = Object.hasOwn(pattern.namedGroups(), 'value');
  }

  /** The pattern, or in words why it cannot be one. `cues` are literals of which one is in every match. */
  static of(source: string, cues: readonly string[], matchCase: boolean): OwnPattern | string {
    let pattern: RE2JS;
    try {
      pattern = RE2JS.compile(source, RE2JS.MULTILINE | (matchCase ? 0 : RE2JS.CASE_INSENSITIVE));
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return `${why}; patterns are those of RE2, which has no look-around and no references back`;
    }
    if (pattern.test('')) return 'it fits an empty text, so it would be found everywhere';
    if (pattern.programSize() > programMax) {
      return `it is too large (${pattern.programSize()} steps, and ${programMax} may be); repeat less, or make two files of it`;
    }
    const literals = cues.map((cue) => cue.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
    return new OwnPattern(new RegExp(literals.join('|'), 'giu'), pattern);
  }

  /** Every match in a text, from left to right, in steps of bounded work. */
  *look(text: string): Generator<PatternStep> {
    let told = 0;
    for (const window of windowsOf(this.#cue, matchMax, text)) {
      const matcher = this.#pattern.matcher(window.text);
      let at = 0;
      for (;;) {
        const characters = ((window.text.length - at) * this.#size) >> workOfSign;
        if (!matcher.find()) {
          yield { match: undefined, characters };
          break;
        }
        at = matcher.end();
        // Found because of another's cue it would be found here and not elsewhere.
        this.#cue.lastIndex = 0;
        const hasCue = this.#cue.test(window.text.slice(matcher.start(), at));
        const group = this.#hasValue && matcher.start('value') >= 0 ? 'value' : 0;
        const start = window.start + matcher.start(group);
        const end = window.start + matcher.end(group);
        const isOurs = hasCue && start >= Math.max(window.from, told) && start < window.to;
        // What the window cuts off may go on and be something else.
        const isWhole = end > start && end - start <= matchMax;
        if (isOurs && isWhole) told = end;
        yield { match: isOurs && isWhole ? { start, end } : undefined, characters };
        if (start >= window.to) break;
      }
    }
  }
}
