import { isUtf8 } from 'node:buffer';

/** A text that is written inside another one in some encoding. */
export interface DecodedText {
  readonly text: string;
  /** Whether a part of the outer text begins or ends in the middle of an escape. */
  cuts(start: number, end: number): boolean;
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
/** Pieces of a run that are long enough themselves. */
const betweenSlashes = /[^/]{16,}/g;
const betweenSigns = /[^/_+-]{16,}/g;
/** Signs of base64, of its form for addresses, and of hex, by their codes. */
const runSigns = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9+/_-]/.test(String.fromCharCode(code))),
);

const hexOnly = /^[\dA-Fa-f]+$/;
/** What a sign of base64 or hex stands for, by its code. */
const base64Values = signValues('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', [
  ['-', 62],
  ['_', 63],
]);
const hexValues = signValues('0123456789abcdef', [
  ['A', 10],
  ['B', 11],
  ['C', 12],
  ['D', 13],
  ['E', 14],
  ['F', 15],
]);

function signValues(signs: string, more: readonly (readonly [string, number])[]): Uint8Array {
  const values = new Uint8Array(128);
  for (const [sign, value] of [...Array.from(signs, (one, at) => [one, at] as const), ...more]) {
    values[sign.charCodeAt(0)] = value;
  }
  return values;
}

/** A longer run that says nothing is a picture or an archive, and no word of a path. */
const piecedMax = 2048;
/** Lines of base64 as mail has them are of one length, and that is a multiple of four. */
const lineMin = 32;

/**
 * Runs of base64 and hex in a text, where they are broken into lines as one. They are gone through sign by sign, because an
 * engine for patterns runs out of stack on a run of millions, and pictures are such runs.
 */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  let start = 0;
  for (;;) {
    start = nextRun(text, start);
    if (start === text.length) return;
    let end = endOfRun(text, start + runMin);
    const lines = [{ start, end }];
    const length = end - start;
    if (length >= lineMin && length % 4 === 0) {
      for (;;) {
        const next = nextLine(text, end);
        if (next === undefined) break;
        end = endOfRun(text, next);
        lines.push({ start: next, end });
        // The last line may be shorter, and one that is longer is no line of these.
        if (end - next !== length) break;
      }
    }
    yield* runsOf(text, lines);
    start = end + 1;
  }
}

/**
 * Where the next run that is long enough begins, or the end of the text. Of a row of so many places the last is looked at
 * first: when no sign of a run stands there, no run of that length goes through any of them.
 */
function nextRun(text: string, from: number): number {
  const { length } = text;
  let start = from;
  let known = start;
  while (start + runMin <= length) {
    let at = start + runMin - 1;
    while (at >= known && isRunSign(text.charCodeAt(at))) at -= 1;
    if (at < known) return start;
    // Between the sign that is none and the end of this row all are signs.
    known = start + runMin;
    start = at + 1;
  }
  return length;
}

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end < text.length && isRunSign(text.charCodeAt(end))) end += 1;
  return end;
}

/** Where a line begins right behind a place, with a sign of a run. */
function nextLine(text: string, at: number): number | undefined {
  const next = text[at] === '\r' ? at + 1 : at;
  if (text[next] !== '\n') return undefined;
  return isRunSign(text.charCodeAt(next + 1)) ? next + 1 : undefined;
}

function* runsOf(
  text: string,
  lines: readonly { readonly start: number; readonly end: number }[],
): Generator<EncodedRun> {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return;
  if (lines.length > 1) {
    const whole = readRun(text.slice(first.start, last.end).replaceAll(/[\r\n]/g, ''));
    if (whole !== undefined) {
      yield { start: first.start, end: behindPadding(text, last.end), text: whole };
      return;
    }
  }
  for (const { start, end } of lines) if (end - start >= runMin) yield* runOf(text, start, end);
}

/** A run, or where it says nothing what its pieces say: a part of a path, or what follows the kind of a token. */
function* runOf(text: string, start: number, end: number): Generator<EncodedRun> {
  const whole = readRun(text.slice(start, end));
  let told = false;
  if (whole === undefined && end - start < piecedMax) {
    const run = text.slice(start, end);
    for (const pieces of [betweenSlashes, betweenSigns]) {
      for (const { 0: piece, index } of run.matchAll(pieces)) {
        const said = piece.length === run.length ? undefined : readRun(piece);
        if (said === undefined) continue;
        const from = start + index;
        yield { start: from, end: behindPadding(text, from + piece.length), text: said };
        told = true;
      }
      if (told) return;
    }
  }
  yield { start, end: behindPadding(text, end), text: whole };
}

function behindPadding(text: string, end: number): number {
  let behind = end;
  while (behind < end + 2 && text[behind] === '=') behind += 1;
  return behind;
}

function isRunSign(unit: number): boolean {
  return unit < 128 && runSigns[unit] === 1;
}

/** Signs of the beginning of a run that say whether the rest is worth decoding; a multiple of four, as base64 has them. */
const headSigns = 4096;

function readRun(run: string): string | undefined {
  if (isSurelyNoText(run)) return undefined;
  if (run.length > headSigns) {
    const head = bytesOf(run.slice(0, headSigns));
    // The last character may be cut off.
    const isText = [0, 1, 2, 3].some((cut) => isReadable(head.subarray(0, head.length - cut)));
    if (!isText) return undefined;
  }
  const bytes = bytesOf(run);
  return isReadable(bytes) ? bytes.toString() : undefined;
}

/** Signs of the beginning that are read without decoding; a multiple of four. */
const glanceSigns = 64;

/**
 * Whether the first signs say already that the rest is no text. Most runs are names, paths and digests, and of those the
 * first three bytes tell; to decode them all took a quarter of the time.
 */
function isSurelyNoText(run: string): boolean {
  const isHex = run.length % 2 === 0 && hexOnly.test(run);
  const bitsOf = isHex ? 4 : 6;
  const values = isHex ? hexValues : base64Values;
  const signs = Math.min(run.length, glanceSigns);
  /** Bytes that must go on with a character of UTF-8. */
  let going = 0;
  let isWrong = false;
  let bits = 0;
  let value = 0;
  let bytes = 0;
  for (let at = 0; at < signs; at++) {
    value = ((value << bitsOf) | (values[run.charCodeAt(at)] ?? 0)) & 0xffff;
    bits += bitsOf;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (value >> bits) & 0xff;
    bytes += 1;
    // Text of two bytes a sign has a zero here, and is read by those who know of it.
    if (bytes === 2 && byte === 0) return false;
    if (isWrong) return true;
    if (going > 0) {
      isWrong = byte < 0x80 || byte > 0xbf;
      going -= 1;
    } else if (byte >= 0x80) {
      isWrong = byte < 0xc2 || byte > 0xf4;
      going = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    } else {
      isWrong = isControl(byte);
    }
  }
  return isWrong;
}

/** Text of systems that write two bytes for each sign is as text of one. */
function bytesOf(run: string): Buffer {
  const bytes = rawBytesOf(run);
  const isWide = bytes.length % 2 === 0 && bytes[1] === 0 && bytes.length > 3 && bytes[3] === 0;
  return isWide ? Buffer.from(bytes.toString('utf16le')) : bytes;
}

function rawBytesOf(run: string): Buffer {
  // Hex that is cut short by a sign that is none is read as far as it goes, and then has not all the bytes.
  const hex = run.length % 2 === 0 ? Buffer.from(run, 'hex') : undefined;
  return hex?.length === run.length / 2 ? hex : Buffer.from(run, 'base64');
}

/** Bytes that are no text decode to control characters sooner or later, if they decode at all. */
function isReadable(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return false;
  for (const byte of bytes) if (isControl(byte)) return false;
  return true;
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) || byte === 0x7f;
}

/** Whole characters of UTF-8 in percent signs; escapes of JSON and of programs; references of HTML. */
const escape =
  /(?:%[0-7][0-9A-Fa-f]|%[CDcd][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}|%[Ff][0-7](?:%[89ABab][0-9A-Fa-f]){3}){1,64}|\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})|\\x[0-9A-Fa-f]{2}|\\[nrtbf"'/\\]|&#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});?|&(?:amp|lt|gt|quot|apos|nbsp|commat|period|lowbar|hyphen|dash|ndash|shy|ensp|emsp|thinsp|plus|colon|sol|num|lpar|rpar);|\+/g;
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
  '&dash;': '-',
  '&ndash;': '-',
  '&shy;': '\u00AD',
  '&ensp;': ' ',
  '&emsp;': ' ',
  '&thinsp;': ' ',
  '&plus;': '+',
  '&colon;': ':',
  '&sol;': '/',
  '&num;': '#',
  '&lpar;': '(',
  '&rpar;': ')',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\b': ' ',
  '\\f': '\f',
  '\\"': '"',
  "\\'": "'",
  '\\/': '/',
  '\\\\': '\\',
};
/** An address with what a form was filled with, where a plus stands for a space. */
const form = /[?&][\w.~%-]{1,64}=[^\s"'<>&#+]{0,200}\+/;

/**
 * The text with its escapes resolved (percent, HTML, backslash, in one go); undefined when there is none. An escape that
 * stands for nothing readable stays as it is.
 */
export function unescapedText(text: string): DecodedText | undefined {
  const isForm = form.test(text);
  if (!isForm && !/[%\\&]/.test(text)) return undefined;
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
    const character = escaped === '+' ? (isForm ? ' ' : undefined) : characterOf(escaped);
    if (character === undefined) continue;
    put(text.slice(outer, index), index - outer, false);
    put(character, escaped.length, true);
  }
  if (places.length === 0) return undefined;
  put(text.slice(outer), text.length - outer, false);
  const end = { inner, outer, isEscape: false };
  const outerOf = (place: number, isEnd: boolean): number => {
    const at = lastAtOrBefore(places, isEnd ? place - 1 : place, 'inner');
    const piece = places[at] ?? end;
    if (!piece.isEscape) return piece.outer + (place - piece.inner);
    return isEnd ? (places[at + 1] ?? end).outer : piece.outer;
  };
  const isInside = (place: number): boolean => {
    const at = lastAtOrBefore(places, place, 'outer');
    return places[at]?.isEscape === true && places[at].outer < place;
  };
  return {
    text: pieces.join(''),
    cuts: (start, stop) => isInside(start) || isInside(stop),
    outerRange: (start, stop) => ({ start: outerOf(start, false), end: outerOf(stop, true) }),
  };
}

function characterOf(escaped: string): string | undefined {
  if (escaped.startsWith('%')) {
    const bytes = Buffer.from(escaped.replaceAll('%', ''), 'hex');
    return isUtf8(bytes) ? bytes.toString() : undefined;
  }
  if (/^\\[ux]/.test(escaped)) return pointOf(escaped.replaceAll(/[\\ux{}]/g, ''), 16);
  if (/^&#x/i.test(escaped)) return pointOf(escaped.slice(3), 16);
  if (escaped.startsWith('&#')) return pointOf(escaped.slice(2), 10);
  return named[escaped];
}

function pointOf(digits: string, base: number): string | undefined {
  const point = Number.parseInt(digits, base);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function lastAtOrBefore<By extends 'inner' | 'outer'>(
  places: readonly Readonly<Record<By, number>>[],
  place: number,
  by: By,
): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle]?.[by] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
