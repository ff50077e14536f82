import { fieldText } from '../strings.ts';
import type { Finding } from '../finding.ts';
import { literalsOf, writtenOffsets } from './json-literals.ts';
import { type Kind, kindOf } from './kind.ts';
import type { Pseudonyms } from './pseudonyms.ts';

interface Looking {
  /** What is found in a text. The text is one that the classifier sees too. */
  readonly findingsOf: (text: string) => Promise<readonly Finding[]>;
  /** Gives others their turn, from time to time, for so many characters of light work. */
  readonly pause: (characters: number) => Promise<void>;
}

/** Characters that are gone through for names of tokens at a time, and how many a name or a surrogate has at most. */
const reservedAtOnce = 65_536;
const reservedMax = 64;

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
  const pieces: string[] = [];
  let copied = 0;
  for (const literal of literalsOf(json)) {
    if (literal.isName) continue;
    const { text, field } = literal;
    const seen = field === undefined ? text : fieldText(field, text);
    const places = placesOf(await findingsOf(seen), seen.length - text.length);
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
  return copied === 0 ? bytes : encoder.encode(pieces.join('') + json.slice(copied));
}

interface Replaceable {
  readonly start: number;
  end: number;
  kind: Kind;
  /** Length of the widest finding in it, whose kind it has; of equally wide ones, that of one that is proved. */
  widest: number;
}

/** Findings as places that do not overlap, each as wide as all that overlap there. `skipped` is what stands before. */
function placesOf(findings: readonly Finding[], skipped: number): readonly Replaceable[] {
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
    const end = finding.end - skipped;
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
