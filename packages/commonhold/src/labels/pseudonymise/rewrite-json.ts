import { fieldText } from '../strings.ts';
import type { Finding } from '../finding.ts';
import { literalsOf, writtenOffsets } from './json-literals.ts';
import type { Kind } from '../kinds.ts';
import { kindOf } from './kind.ts';
import { Covered } from '../text/covered.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { TextTrie } from './text-trie.ts';

interface Looking {
  /** What is found in a text. The text is one that the classifier sees too. */
  readonly findingsOf: (text: string) => Promise<readonly Finding[]>;
  /** Gives others their turn, from time to time, for so many characters of light work. */
  readonly pause: (characters: number) => Promise<void>;
}

/** Characters that are gone through for names of tokens at a time, and how many a name or a surrogate has at most. */
const reservedAtOnce = 65_536;
const reservedMax = 64;
/** The longest value that is looked for elsewhere: longer ones are found by their form. */
const valueMax = 512;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Replaces what is found in the string values of a JSON document and leaves every other byte as it was. Names of fields and
 * numbers stay: a destination reads the document by them. What cannot be replaced is found again in the bytes that are
 * returned, and its label with it. `bytes` have passed `parseStrictJson`.
 */
export async function rewriteJson(
  bytes: Uint8Array,
  { findingsOf, pause }: Looking,
  pseudonyms: Pseudonyms,
): Promise<Uint8Array> {
  const json = decoder.decode(bytes);
  for (const { text } of literalsOf(json)) {
    await pause(0);
    for (let at = 0; at < text.length; at += reservedAtOnce) {
      const piece = text.slice(at, at + reservedAtOnce + reservedMax);
      pseudonyms.reserve(piece);
      await pause(piece.length);
    }
  }
  const found = new Map<number, readonly Replaceable[]>();
  const mentioned = new TextTrie();
  for (const literal of literalsOf(json)) {
    await pause(0);
    if (literal.isName) continue;
    const { text, field } = literal;
    const seen = field === undefined ? text : fieldText(field, text);
    const places = placesOf(await findingsOf(seen), text, seen.length - text.length);
    if (places.length === 0) continue;
    found.set(literal.start, places);
    for (const { start, end, kind } of places) {
      const value = text.slice(start, end);
      pseudonyms.mint(unescaped(value), kind);
      if (value.length >= mentionMin && value.length <= valueMax) mentioned.add(value, kind);
    }
  }
  if (found.size === 0) return bytes;
  const pieces: string[] = [];
  let copied = 0;
  for (const literal of literalsOf(json)) {
    await pause(0);
    if (literal.isName) continue;
    const { text } = literal;
    const places = await withMentions(found.get(literal.start) ?? [], text, mentioned, pause);
    if (places.length === 0) continue;
    const offsets = writtenOffsets(
      json,
      literal,
      places.flatMap(({ start, end }) => [start, end]),
    );
    for (const [index, { start, end, kind }] of places.entries()) {
      const pseudonym = pseudonyms.mint(unescaped(text.slice(start, end)), kind);
      pieces.push(json.slice(copied, offsets[2 * index]), JSON.stringify(pseudonym).slice(1, -1));
      copied = offsets[2 * index + 1] ?? literal.end;
    }
  }
  return encoder.encode(pieces.join('') + json.slice(copied));
}

/** Shorter values, such as a bad password, are words that may stand for themselves elsewhere. */
const mentionMin = 6;

/**
 * Places, and where else in a text one of the values stands. A password or a date of birth is found by the words before it,
 * and without them it is the same value.
 */
async function withMentions(
  places: readonly Replaceable[],
  text: string,
  values: TextTrie,
  pause: (characters: number) => Promise<void>,
): Promise<readonly Replaceable[]> {
  const all = [...places];
  const known = new Covered(places);
  for (let at = 0; at < text.length; at += reservedAtOnce) {
    const piece = text.slice(at, at + reservedAtOnce + valueMax);
    for (const { start, end, value } of values.placesIn(piece)) {
      if (start >= reservedAtOnce || isWord(text, at + start) || isWord(text, at + end)) continue;
      const place = { start: at + start, end: at + end, kind: value as Kind, widest: end - start };
      if (!known.has(place)) all.push(place);
    }
    await pause(piece.length << 2);
  }
  return all.sort((left, right) => left.start - right.start);
}

/** Whether a letter or a digit stands on both sides of a place, so that it is within a word. */
function isWord(text: string, place: number): boolean {
  const sign = /[\p{L}\p{N}]/u;
  return sign.test(text[place - 1] ?? '') && sign.test(text[place] ?? '');
}

interface Replaceable {
  readonly start: number;
  end: number;
  kind: Kind;
  /** Length of the widest finding in it, whose kind it has; of equally wide ones, that of one that is proved. */
  widest: number;
}

/** A key is told by how it begins, and all of it is the key. */
function endOfSecret(text: string, end: number): number {
  restOfSecret.lastIndex = end;
  return end + (restOfSecret.exec(text)?.[0].length ?? 0);
}

const restOfSecret = /(?:[\w+/=-]|\.(?=[\w-]))*/y;

/** Findings as places that do not overlap, each as wide as all that overlap there. `skipped` is what stands before. */
function placesOf(findings: readonly Finding[], text: string, skipped: number): readonly Replaceable[] {
  const places: Replaceable[] = [];
  const sorted = [...findings].sort(
    (left, right) =>
      left.start - right.start ||
      right.end - left.end ||
      Number(right.confidence === 'checked') - Number(left.confidence === 'checked'),
  );
  for (const finding of sorted) {
    const kind = kindOf(finding);
    const start = finding.start - skipped;
    const found = finding.end - skipped;
    const end = kind === 'SECRET' ? endOfSecret(text, found) : found;
    if (kind === undefined || finding.confidence === 'possible' || start < 0) continue;
    const before = places.at(-1);
    if (before === undefined || start >= before.end) {
      places.push({ start, end, kind, widest: end - start });
      continue;
    }
    before.end = Math.max(before.end, end);
    if (end - start > before.widest) {
      before.widest = end - start;
      before.kind = kind;
    }
  }
  return places;
}

/**
 * A value inside JSON inside a string may be written with that JSON's escapes, which mean nothing where an answer repeats
 * it. Letters only: any other escape may as well be a part of the value, such as of a password or a path.
 */
function unescaped(value: string): string {
  const isSpelled = /^(?:[^\\]|\\u[0-9A-Fa-f]{4})*$/.test(value) && value.includes('\\');
  return isSpelled ? (JSON.parse(`"${value.replaceAll('"', '\\"')}"`) as string) : value;
}
