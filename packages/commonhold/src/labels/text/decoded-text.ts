import { isUtf8 } from 'node:buffer';

/** A text that is written inside another one in some encoding. */
export interface DecodedText {
  readonly text: string;
  /** The part of the outer text in which a part of this one is written. */
  outerRange(start: number, end: number): { readonly start: number; readonly end: number };
}

/**
 * Texts inside a text: escapes resolved (percent, HTML, backslash-u, in one go) and runs of base64 or hex that hold readable text.
 * Each is there once; what they hold in turn is for whoever calls.
 */
export function decodedTextsOf(text: string): DecodedText[] {
  const found: DecodedText[] = [];
  const unescaped = unescape(text);
  if (unescaped !== undefined) found.push(unescaped);
  for (const run of text.matchAll(encodedRun)) {
    const readable = readRun(run[0]);
    if (readable === undefined) continue;
    const start = run.index;
    const end = start + run[0].length;
    found.push({ text: readable, outerRange: () => ({ start, end }) });
  }
  return found;
}

/** Shorter runs are words, and hold less than an identifier. */
const encodedRun = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

function readRun(run: string): string | undefined {
  const bytes = /^(?:[0-9A-Fa-f]{2})+$/.test(run) ? Buffer.from(run, 'hex') : Buffer.from(run, 'base64');
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  // Bytes that are no text decode to control characters sooner or later.
  // eslint-disable-next-line no-control-regex
  return /[\0-\x08\x0E-\x1F\x7F]/.test(text) ? undefined : text;
}

const escape =
  /(?:%[0-9A-Fa-f]{2})+|\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})|\\x[0-9A-Fa-f]{2}|&#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});|&(?:amp|lt|gt|quot|apos|nbsp|commat|period|lowbar|hyphen);/g;
const named: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': ' ',
  '&commat;': '@',
  '&period;': '.',
  '&lowbar;': '_',
  '&hyphen;': '-',
};

/** Undefined when there is no escape. One that stands for nothing readable stays as it is. */
function unescape(text: string): DecodedText | undefined {
  if (!/[%\\&]/.test(text)) return undefined;
  const pieces: string[] = [];
  /** Places where a piece begins, in the new text and in the old one. */
  const places: { readonly inner: number; readonly outer: number; readonly isEscape: boolean }[] = [];
  let inner = 0;
  let outer = 0;
  const put = (piece: string, length: number, isEscape: boolean): void => {
    if (length === 0) return;
    places.push({ inner, outer, isEscape });
    pieces.push(piece);
    inner += piece.length;
    outer += length;
  };
  for (const { 0: escaped, index } of text.matchAll(escape)) {
    const character = characterOf(escaped);
    if (character === undefined) continue;
    put(text.slice(outer, index), index - outer, false);
    put(character, escaped.length, true);
  }
  if (places.length === 0) return undefined;
  put(text.slice(outer), text.length - outer, false);
  const end = { inner, outer, isEscape: false };
  const outerOf = (place: number, isEnd: boolean): number => {
    const at = lastAtOrBefore(places, isEnd ? place - 1 : place);
    const piece = places[at] ?? end;
    if (!piece.isEscape) return piece.outer + (place - piece.inner);
    return isEnd ? (places[at + 1] ?? end).outer : piece.outer;
  };
  return {
    text: pieces.join(''),
    outerRange: (start, stop) => ({ start: outerOf(start, false), end: outerOf(stop, true) }),
  };
}

function characterOf(escaped: string): string | undefined {
  if (escaped.startsWith('%')) {
    const bytes = Buffer.from(escaped.replaceAll('%', ''), 'hex');
    return isUtf8(bytes) ? bytes.toString() : undefined;
  }
  if (escaped.startsWith('\\')) return pointOf(escaped.replaceAll(/[\\ux{}]/g, ''), 16);
  if (escaped.startsWith('&#x')) return pointOf(escaped.slice(3, -1), 16);
  if (escaped.startsWith('&#')) return pointOf(escaped.slice(2, -1), 10);
  return named[escaped];
}

function pointOf(digits: string, base: number): string | undefined {
  const point = Number.parseInt(digits, base);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function lastAtOrBefore(places: readonly { readonly inner: number }[], inner: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle]?.inner ?? 0) <= inner) low = middle;
    else high = middle - 1;
  }
  return low;
}
