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
  /** Where code points stood for something else, in order; between them both texts are the same. */
  readonly #changes: readonly Change[];

  constructor(original: string) {
    this.original = original;
    // eslint-disable-next-line no-control-regex
    if (/^[\0-\x7F]*$/.test(original)) {
      this.text = original;
      this.#changes = [];
      return;
    }
    const { text, changes } = resolve(original);
    this.text = text;
    this.#changes = changes;
  }

  /** The part of the original, in whole characters, from which a part of `text` came. The part is not empty. */
  originalRange(start: number, end: number): { readonly start: number; readonly end: number } {
    return { start: this.#originOf(start, false), end: this.#originOf(end - 1, true) };
  }

  /** Where the code point that a unit came from begins, or where it ends. */
  #originOf(unit: number, isEnd: boolean): number {
    const change = lastAtOrBefore(this.#changes, unit);
    if (change === undefined) return isEnd ? unit + 1 : unit;
    if (unit < change.to) return isEnd ? change.originalTo : change.originalFrom;
    return change.originalTo + (unit - change.to) + (isEnd ? 1 : 0);
  }
}

/** A code point of the original, and the units of the text that stand for it: none where it shows nothing. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly originalFrom: number;
  readonly originalTo: number;
}

function lastAtOrBefore(changes: readonly Change[], unit: number): Change | undefined {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.from ?? 0) <= unit) low = middle + 1;
    else high = middle;
  }
  return changes[low - 1];
}

/** Shows nothing, or only changes how neighbours are shown: format characters, variation selectors, fillers, joiners. */
const invisible = /^[\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
/** The same few characters come again and again in a text of one language. */
const resolvedPoints = new Map<string, string>();
const resolvedPointsMax = 4096;

function resolve(original: string): { text: string; changes: readonly Change[] } {
  const pieces: string[] = [];
  const changes: Change[] = [];
  let length = 0;
  let copied = 0;
  for (let at = 0; at < original.length; at++) {
    if (original.charCodeAt(at) < 0x80) continue;
    const point = String.fromCodePoint(original.codePointAt(at) ?? 0);
    const piece = resolvePoint(point);
    const next = at + point.length;
    if (piece !== point) {
      pieces.push(original.slice(copied, at), piece);
      const from = length + (at - copied);
      length = from + piece.length;
      changes.push({ from, to: length, originalFrom: at, originalTo: next });
      copied = next;
    }
    at = next - 1;
  }
  if (changes.length === 0) return { text: original, changes };
  pieces.push(original.slice(copied));
  return { text: pieces.join(''), changes };
}

function resolvePoint(point: string): string {
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
