import type { Match } from './detector.ts';
import { PlainText } from './text/plain-text.ts';

/** What the owner wants found under one label: people, projects, customers. */
export interface DictionaryTerms {
  readonly label: string;
  readonly terms: Iterable<string>;
}

/** A word may go on for so many letters: "Müllers", "Annas", "Warszawskiego" from a stem. */
const inflectionMax = 3;
/** Shorter words go on into too many others ("Ann", "Anne", "Annual"). */
const stemMin = 4;

/** Signs between the words of a term: a space, a line break with its indent, a comma, a hyphen. */
const gapMax = 4;

interface Node {
  readonly next: Map<string, Node>;
  labels: readonly string[];
}

/**
 * Finds an owner's terms in time that grows with the text, however many terms there are: words are looked up, and each
 * term is a path of words. Case and compatibility forms do not matter; accents do.
 */
export class Dictionary {
  readonly #root: Node = { next: new Map(), labels: [] };
  /** Whether any first word begins with these two units; most words of a text end here. */
  readonly #beginnings = new Uint8Array(1 << 16);
  readonly #isWord: Uint8Array;
  /** Terms that are in it. */
  readonly size: number;
  /** Labels of the lists that it was made of. */
  readonly labels: readonly string[];

  constructor(sources: readonly DictionaryTerms[]) {
    this.#isWord = wordUnits();
    let size = 0;
    for (const { label, terms } of sources) for (const term of terms) if (this.#add(label, term)) size += 1;
    this.size = size;
    this.labels = [...new Set(sources.map(({ label }) => label))];
  }

  /** Every term in a plain text, from left to right. */
  *look(text: string): Generator<Match> {
    if (this.size === 0) return;
    const lower = lowered(text);
    const isWord = this.#isWord;
    const { length } = lower;
    let at = 0;
    while (at < length) {
      while (at < length && isWord[lower.charCodeAt(at)] === 0) at += 1;
      const start = at;
      while (at < length && isWord[lower.charCodeAt(at)] === 1) at += 1;
      if (at === start) continue;
      if (this.#beginnings[beginning(lower, start, at)] === 0 && !isTypedApart(lower, start)) continue;
      const found = this.#longest(lower, this.#root, start, at);
      if (found === undefined) continue;
      for (const label of found.labels) yield { start, end: found.end, confidence: 'likely', label };
      at = found.end;
    }
  }

  /** The longest term that begins with the word from `start` to `end`. */
  #longest(
    text: string,
    node: Node,
    start: number,
    end: number,
  ): { end: number; labels: readonly string[] } | undefined {
    let best: { end: number; labels: readonly string[] } | undefined;
    for (let cut = 0; cut <= inflectionMax; cut++) {
      const length = end - start - cut;
      if (length < 1 || (cut > 0 && length < stemMin)) break;
      const inner = node.next.get(composed(text.slice(start, start + length)));
      if (inner === undefined) continue;
      const ends = { end, labels: inner.labels };
      const further = inner.next.size === 0 ? undefined : this.#next(text, inner, end);
      const found = further ?? (inner.labels.length > 0 ? ends : undefined);
      if (found !== undefined && (best === undefined || found.end > best.end)) best = found;
    }
    return best;
  }

  #next(text: string, node: Node, from: number): { end: number; labels: readonly string[] } | undefined {
    let start = from;
    while (start < text.length && start - from <= gapMax && this.#isWord[text.charCodeAt(start)] === 0)
      start += 1;
    if (start - from > gapMax) return undefined;
    let end = start;
    while (end < text.length && this.#isWord[text.charCodeAt(end)] === 1) end += 1;
    return end === start ? undefined : this.#longest(text, node, start, end);
  }

  /** False for a term without a word in it. */
  #add(label: string, term: string): boolean {
    const text = lowered(new PlainText(term).text);
    const words = text.match(wordPattern);
    if (words === null) return false;
    let node = this.#root;
    for (const word of words) {
      const key = composed(word);
      let inner = node.next.get(key);
      if (inner === undefined) {
        inner = { next: new Map(), labels: [] };
        node.next.set(key, inner);
      }
      node = inner;
    }
    const [first = ''] = words;
    // A word that is written in one piece and in two is looked up by the same beginning.
    this.#beginnings[beginning(first, 0, first.length)] = 1;
    if (!node.labels.includes(label)) node.labels = [...node.labels, label];
    return true;
  }
}

const wordPattern = /[\p{L}\p{N}\p{M}\p{Cs}]+/gu;

function beginning(text: string, start: number, end: number): number {
  const second = start + 1 < end ? text.charCodeAt(start + 1) : 0;
  return ((text.charCodeAt(start) << 7) ^ second) & 0xffff;
}

/** Whether one of the first two letters has its accent in a place of its own. */
function isTypedApart(text: string, start: number): boolean {
  return isAccent(text.charCodeAt(start + 1)) || isAccent(text.charCodeAt(start + 2));
}

function isAccent(unit: number): boolean {
  return unit >= 0x300 && unit <= 0x36f;
}

/** Lower case, place for place: a letter whose lower case is longer stays as it is. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text)
    .map((point) => (point.toLowerCase().length === point.length ? point.toLowerCase() : point))
    .join('');
}

/** Letters with their accents in one, however they were typed. */
function composed(word: string): string {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7F]*$/.test(word) ? word : word.normalize('NFC');
}

/** For each UTF-16 unit whether it is a part of a word. Halves of a pair are: most are letters of old scripts. */
function wordUnits(): Uint8Array {
  const units = new Uint8Array(1 << 16);
  for (let unit = 0; unit < 1 << 16; unit++) {
    if (/[\p{L}\p{N}\p{M}\p{Cs}]/u.test(String.fromCharCode(unit))) units[unit] = 1;
  }
  return units;
}
