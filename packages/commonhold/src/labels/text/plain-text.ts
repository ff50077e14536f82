/**
 * A text as detectors read it: compatibility forms resolved (full-width letters and digits, ligatures), digits of all
 * scripts as 0 to 9, all dashes and spaces as one of each, and what shows nothing left out. So an identifier is found
 * however it was typed. Offsets lead back to the text as it was given.
 *
 * Each code point is resolved by itself and never combined with its neighbours: a place in one text is then a place in
 * the other, and characters that belong together do so in both.
 */
export class PlainText {
  readonly original: string;
  readonly text: string;
  /** For each UTF-16 unit of `text`, where the code point that it came from begins and ends; absent when nothing differs. */
  readonly #origins: Origins | undefined;

  constructor(original: string) {
    this.original = original;
    if (isPlain(original)) {
      this.text = original;
      return;
    }
    const { text, origins } = resolve(original);
    this.text = text;
    this.#origins = origins;
  }

  /** The part of the original, in whole characters, from which a part of `text` came. The part is not empty. */
  originalRange(start: number, end: number): { readonly start: number; readonly end: number } {
    if (this.#origins === undefined) return { start, end };
    return { start: this.#origins.starts[start] ?? 0, end: this.#origins.ends[end - 1] ?? 0 };
  }
}

interface Origins {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** The longest that one code point resolves to (U+FDFA, an Arabic ligature). */
const resolvedMax = 18;

/** Shows nothing, or only changes how neighbours are shown: format characters and variation selectors. */
const invisible = /^[\p{Cf}\p{Variation_Selector}]$/u;
/** What is written differently and is not covered by the compatibility form. */
const otherForms = /[[\p{Nd}\p{Zs}\p{Pd}\p{Cf}\p{Variation_Selector}\u2212]--[0-9 \-]]/v;

function isPlain(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7F]*$/.test(text)) return true;
  return !otherForms.test(text) && text.normalize('NFKC') === text;
}

/** The same few characters come again and again in a text of one language. */
const resolvedPoints = new Map<string, string>();
const resolvedPointsMax = 4096;

function resolve(original: string): { text: string; origins: Origins } {
  const pieces: string[] = [];
  let starts = new Uint32Array(original.length + resolvedMax);
  let ends = new Uint32Array(starts.length);
  let length = 0;
  let at = 0;
  for (const point of original) {
    const piece = resolvePoint(point);
    if (length + piece.length > starts.length) {
      starts = grown(starts);
      ends = grown(ends);
    }
    for (let unit = 0; unit < piece.length; unit++, length++) {
      // A pair of surrogates that stays as it is keeps its two places.
      starts[length] = piece === point ? at + unit : at;
      ends[length] = piece === point ? at + unit + 1 : at + point.length;
    }
    pieces.push(piece);
    at += point.length;
  }
  return { text: pieces.join(''), origins: { starts, ends } };
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function resolvePoint(point: string): string {
  if (point < '\x80') return point;
  const known = resolvedPoints.get(point);
  if (known !== undefined) return known;
  const resolved = resolveUnknown(point);
  if (resolvedPoints.size < resolvedPointsMax) resolvedPoints.set(point, resolved);
  return resolved;
}

function resolveUnknown(point: string): string {
  if (invisible.test(point)) return '';
  if (/^[\p{Pd}\u2212]$/u.test(point)) return '-';
  if (/^\p{Zs}$/u.test(point)) return ' ';
  const compatible = point.normalize('NFKC');
  return /^\p{Nd}$/u.test(compatible) ? String(digitValue(compatible)) : compatible;
}

/** Digits of a script stand in a row of ten that begins at its zero; rows that touch have compatibility forms. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}
