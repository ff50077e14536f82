import type { Pseudonyms } from './pseudonyms.ts';

/** How a value is written where its pseudonym stood. */
export type Spelling = 'plain' | 'json-string';

/**
 * Puts values back into a text that comes in pieces. At the end of a piece it holds back what may be the beginning of a
 * pseudonym, which is never more than the longest of them; so where the text was cut makes no difference.
 */
export class Restorer {
  readonly #pseudonyms: Pseudonyms;
  readonly #spell: (value: string) => string;
  #held = '';

  constructor(pseudonyms: Pseudonyms, spelling: Spelling = 'plain') {
    this.#pseudonyms = pseudonyms;
    this.#spell = spelling === 'plain' ? (value) => value : insideString;
  }

  push(piece: string): string {
    return this.#restore(this.#held + piece, false);
  }

  /** What was held back: it is not going to be a longer pseudonym any more. */
  end(): string {
    return this.#restore(this.#held, true);
  }

  #restore(text: string, isWhole: boolean): string {
    const { values } = this.#pseudonyms;
    this.#held = '';
    let restored = '';
    let from = 0;
    let look = 0;
    while (look < text.length) {
      const { place, open } = values.find(text, look);
      if (open !== undefined && !isWhole) {
        this.#held = text.slice(open);
        return restored + text.slice(from, open);
      }
      if (place !== undefined) {
        restored += text.slice(from, place.start) + this.#spell(place.value);
        from = place.end;
        look = place.end;
      } else if (open === undefined) break;
      else look = open + 1;
    }
    return restored + text.slice(from);
  }
}

/** The whole of a text restored. */
export function restoreText(pseudonyms: Pseudonyms, text: string, spelling: Spelling = 'plain'): string {
  const restorer = new Restorer(pseudonyms, spelling);
  return restorer.push(text) + restorer.end();
}

/** A value between the quotes of a JSON string. */
function insideString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
