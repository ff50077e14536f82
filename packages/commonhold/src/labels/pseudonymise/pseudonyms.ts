import { type Kind, kinds } from '../kinds.ts';
import { surrogateOf, surrogatesIn } from './surrogate.ts';
import { TextTrie } from './text-trie.ts';

/** `tokens` such as `⟦PERSON_1⟧`, or `realistic` values of the same type that belong to nobody. */
export type PseudonymStyle = 'tokens' | 'realistic';

/** The name in a token, with or without its brackets: a model may have written them anew. */
const names = new RegExp(`(?<![A-Z])(?:${kinds.join('|')})_\\d{1,9}(?!\\d)`, 'gi');

/** What was a token or was meant to be one: with the bracket of one, or with its name alone. */
const bracketed = new RegExp(`⟦\\s?((?:${kinds.join('|')})[ _-]?\\d{1,9})`, 'gi');
const bare = new RegExp(`(?<![\\p{L}\\p{N}_⟦])(${kinds.join('|')})_\\d{1,9}(?![\\p{L}\\p{N}_])`, 'gu');

/**
 * What stands for what in one call. It lives as long as the call and is kept nowhere else: the record has the request as
 * it came and as it was sent, and whoever may open both can see what stood for what.
 */
export class Pseudonyms {
  readonly #style: PseudonymStyle;
  readonly #byValue = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** The last number that was tried, of each kind. */
  readonly #numbers = new Map<Kind, number>();
  /** What the client wrote itself and what must therefore stand for nothing, in lower case. */
  readonly #taken = new Set<string>();
  readonly #values = new TextTrie();

  constructor(style: PseudonymStyle = 'tokens') {
    this.#style = style;
  }

  /** Tells of a text of the client, before anything is minted: what stands in it is never a pseudonym of this call. */
  reserve(text: string): void {
    for (const [name] of text.matchAll(names)) this.#taken.add(name.toLowerCase());
    if (this.#style === 'realistic') {
      for (const surrogate of surrogatesIn(text)) this.#taken.add(surrogate.toLowerCase());
    }
  }

  /** The pseudonym of a value; the same for the same value, numbered by first appearance. */
  mint(value: string, kind: Kind): string {
    const key = `${kind}\n${sameFor(value, kind)}`;
    const known = this.#byValue.get(key);
    if (known !== undefined) return known;
    const minted = this.#next(kind);
    this.#byValue.set(key, minted);
    this.#values.add(minted, value);
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    return minted;
  }

  #next(kind: Kind): string {
    for (let number = (this.#numbers.get(kind) ?? 0) + 1; ; number++) {
      this.#numbers.set(kind, number);
      const name = `${kind}_${number}`;
      const realistic = this.#style === 'realistic' ? surrogateOf(kind, number) : undefined;
      const minted = realistic ?? `⟦${name}⟧`;
      if (!this.#taken.has((realistic ?? name).toLowerCase())) return minted;
    }
  }

  /** How many values were replaced, by kind. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** What stands for what, for whoever restores. */
  get values(): TextTrie {
    return this.#values;
  }

  /** Tells whether a part of a text lies within a pseudonym of this call; undefined when the text has none. */
  within(text: string): ((part: { readonly start: number; readonly end: number }) => boolean) | undefined {
    const places = this.#values.placesIn(text);
    if (places.length === 0) return undefined;
    return ({ start, end }) => {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((places[middle]?.start ?? 0) <= start) low = middle + 1;
        else high = middle;
      }
      return end <= (places[low - 1]?.end ?? 0);
    };
  }

  /**
   * How often an answer says what looks like a pseudonym and is none of this call's exact ones, so that it could not be
   * restored: a number that was not minted, brackets that were lost, a surrogate of which only a part is left. What the
   * client wrote itself is not counted.
   */
  unrestoredIn(text: string): number {
    const left = this.#values.without(text);
    const isTaken = (written: string): boolean => this.#taken.has(written.toLowerCase());
    let count = 0;
    for (const [, name = ''] of left.matchAll(bracketed)) {
      if (!isTaken(name.replace(/[ -]/, '_'))) count += 1;
    }
    // A name without its brackets can also be one in a program; kinds that this call does not have are not meant.
    for (const [name, kind = ''] of left.matchAll(bare)) {
      if (this.#counts.has(kind) && !isTaken(name)) count += 1;
    }
    if (this.#style === 'tokens') return count;
    const surrogates = new Set<string>();
    for (const surrogate of surrogatesIn(left)) if (!isTaken(surrogate)) surrogates.add(surrogate);
    const words = new Set<string>();
    for (const minted of this.#byValue.values()) for (const word of traces(minted)) words.add(word);
    for (const word of words) if (hasWord(left, word)) count += 1;
    return count + surrogates.size;
  }
}

/** Spellings of one value that are one value whatever it is for: spaces in numbers, the case of addresses. */
function sameFor(value: string, kind: Kind): string {
  switch (kind) {
    case 'EMAIL':
    case 'IP':
    case 'MAC':
      return value.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
    case 'PHONE':
    case 'CARD':
    case 'IBAN':
    case 'ID':
      return value
        .normalize('NFKC')
        .replaceAll(/[\s.\-/()_]/g, '')
        .toUpperCase();
    case 'PERSON':
      return value.normalize('NFC').replaceAll(/\s+/g, ' ').toLowerCase();
    case 'DATE':
    case 'SECRET':
    case 'TERM':
      return value;
  }
}

/** What is left of a surrogate when a model says it in its own way: one of its names, its digits without their spaces. */
function traces(minted: string): readonly string[] {
  if (minted.startsWith('⟦')) return [];
  if (/^[A-Z][a-z]/.test(minted)) return minted.split(' ');
  return minted.includes(' ') ? [minted.replaceAll(' ', '')] : [];
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordSign(text[at - 1]) && !isWordSign(text[at + word.length])) return true;
  }
  return false;
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}
