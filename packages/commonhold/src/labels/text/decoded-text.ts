import { isUtf8 } from 'node:buffer';

/** A text that is written inside another one in some encoding. */
export interface DecodedText {
  readonly text: string;
  /** The part of the outer text in which a part of this one is written. */
  outerRange(start: number, end: number): { readonly start: number; readonly end: number };
}

/** A row of signs as base64 and hex have them. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  /** What it says, when that can be read. */
  readonly text: string | undefined;
}

/** Shorter runs are words, and hold less than an identifier. */
const runMin = 16;
/** Signs of base64, of its form for addresses, and of hex, by their codes. */
const runSigns = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9+/_-]/.test(String.fromCharCode(code))),
);

/**
 * Runs of base64 and hex in a text. They are gone through sign by sign, because an engine for patterns runs out of stack
 * on a run of millions, and pictures are such runs.
 */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  if (text.length < runMin) return;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isRunSign(text.charCodeAt(at))) continue;
    if (at - start >= runMin) {
      let end = at;
      while (end < at + 2 && text[end] === '=') end += 1;
      yield { start, end, text: readRun(text.slice(start, at)) };
    }
    start = at + 1;
  }
}

function isRunSign(unit: number): boolean {
  return runSigns[unit] === 1;
}

/** Signs of the beginning of a run that say whether the rest is worth decoding; a multiple of four, as base64 has them. */
const headSigns = 4096;

function readRun(run: string): string | undefined {
  if (run.length > headSigns) {
    const head = bytesOf(run.slice(0, headSigns));
    // The last character may be cut off.
    const isText = [0, 1, 2, 3].some((cut) => isReadable(head.subarray(0, head.length - cut)));
    if (!isText) return undefined;
  }
  const bytes = bytesOf(run);
  return isReadable(bytes) ? bytes.toString() : undefined;
}

function bytesOf(run: string): Buffer {
  // Hex that is cut short by a sign that is none is read as far as it goes, and then has not all the bytes.
  const hex = run.length % 2 === 0 ? Buffer.from(run, 'hex') : undefined;
  return hex?.length === run.length / 2 ? hex : Buffer.from(run, 'base64');
}

/** Bytes that are no text decode to control characters sooner or later, if they decode at all. */
function isReadable(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return false;
  for (const byte of bytes) if ((byte < 0x20 && (byte < 0x09 || byte > 0x0d)) || byte === 0x7f) return false;
  return true;
}

const escape =
  /(?:%[0-9A-Fa-f]{2}){1,64}|\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})|\\x[0-9A-Fa-f]{2}|&#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});|&(?:amp|lt|gt|quot|apos|nbsp|commat|period|lowbar|hyphen);/g;
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

/**
 * The text with its escapes resolved (percent, HTML, backslash-u, in one go); undefined when there is none. An escape that
 * stands for nothing readable stays as it is.
 */
export function unescapedText(text: string): DecodedText | undefined {
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
