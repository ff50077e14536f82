import { isUtf8 } from 'node:buffer';
import { CommonholdError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * JSON as a gate may accept it: what we read must be what every other reader reads.
 *
 * RFC 8259 leaves room in which readers differ, and a request that two readers understand differently can pass our
 * rules in one meaning and take effect in the other. So everything in that room is refused: invalid UTF-8, a byte
 * order mark, the same key twice in one object (also when one of them is written with escapes), escapes of lone
 * surrogates (no UTF-8 can carry them on) and numbers that overflow to infinity (no JSON can carry them on).
 *
 * The work is done by the platform (`isUtf8`, `TextDecoder`, `JSON.parse`); duplicates are found by counting: every
 * key in the text is followed by one colon outside strings, and `JSON.parse` folds keys that are equal into one, so
 * the two counts differ exactly when a key came twice.
 */

/**
 * Nesting that is accepted. Tool schemas written by people stay below 30; code that walks values recursively (labels,
 * policy, canonical JSON) stays far away from the end of the stack at this depth.
 */
export const maximumJsonDepth = 256;

/** Characters of a key that an error repeats: enough to find it, too few to carry content around. */
const maximumKeyShown = 100;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws `json_invalid`, `json_not_utf8` or `json_duplicate_key`. */
export function parseStrictJson(bytes: Uint8Array): { readonly value: JsonObject } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new CommonholdError('json_invalid', { detail: 'it begins with a byte order mark (position 0)' });
  }
  if (!isUtf8(bytes)) throw new CommonholdError('json_not_utf8', { position: firstBadByte(bytes) });
  const text = decoder.decode(bytes);
  const colons = countColons(text);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommonholdError('json_invalid', { detail: 'the top level must be an object' });
  }
  if (countKeys(value) !== colons) {
    throw new CommonholdError('json_duplicate_key', {
      key: findDuplicateKey(text).slice(0, maximumKeyShown),
    });
  }
  // Only an escape can bring a lone surrogate in, because the bytes are valid UTF-8.
  if (/\\u[dD][89a-fA-F]/.test(text)) refuseLoneSurrogates(value);
  return { value: value as JsonObject };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    // V8 quotes the text around the error; only place or character are taken over, because messages end up in logs.
    const message = error instanceof Error ? error.message : '';
    const position = / at position (\d+)/.exec(message)?.[1];
    const token = /^Unexpected token '(.)'/u.exec(message)?.[1];
    const detail =
      position !== undefined
        ? `unexpected text at character ${position}`
        : token !== undefined
          ? `unexpected character ${JSON.stringify(token)}`
          : 'it ends too early';
    throw new CommonholdError('json_invalid', { detail });
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Colons outside strings. Refuses nesting beyond the limit on the way, before anything recursive sees the value. */
function countColons(text: string): number {
  let colons = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        colons++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maximumJsonDepth) {
          throw new CommonholdError('json_invalid', {
            detail: `it is nested deeper than ${maximumJsonDepth} levels (character ${at})`,
          });
        }
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
    }
  }
  return colons;
}

/** The index of the quote that closes the string opened at `start`; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  for (let close = text.indexOf('"', start + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    if (text.charCodeAt(close - 1) !== backslash) return close;
    let slashes = 1;
    while (text.charCodeAt(close - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return close;
  }
  return text.length;
}

function countKeys(value: Json): number {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new CommonholdError('json_invalid', {
        detail: 'a number is too large for JSON readers to agree on it',
      });
    }
    return 0;
  }
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) if (typeof item !== 'string') count += countKeys(item);
    return count;
  }
  const object = value as JsonObject;
  // Twice as fast as Object.keys for many small objects; what JSON.parse made has no enumerable key but its own.
  for (const key in object) {
    count++;
    const member = object[key];
    if (typeof member !== 'string' && member !== undefined) count += countKeys(member);
  }
  return count;
}

/** The slow way, walked only when the counts say that some key came twice. */
function findDuplicateKey(text: string): string {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const close = endOfString(text, at);
      if (text.charAt(skipSpace(text, close + 1)) === ':') {
        const key = JSON.parse(text.slice(at, close + 1)) as string;
        const seen = open.at(-1);
        if (seen?.has(key)) return key;
        seen?.add(key);
      }
      at = close;
    }
  }
  throw new Error('The counts of keys differ, but no key came twice.');
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  return at;
}

function refuseLoneSurrogates(value: Json): void {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return;
    throw new CommonholdError('json_invalid', {
      detail: 'a string holds half of a surrogate pair (\\ud800 to \\udfff)',
    });
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) refuseLoneSurrogates(item);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    refuseLoneSurrogates(key);
    refuseLoneSurrogates(member);
  }
}

/** Bytes looked at in one step; small enough that the walk by characters inside one block costs nothing. */
const searchBlock = 4096;

/** Where the first sequence begins that is not UTF-8; only called when there is one. */
function firstBadByte(bytes: Uint8Array): number {
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + searchBlock, bytes.length);
    // Do not cut a character in two: a block ends before a byte that begins one.
    for (let back = 0; back < 3 && end < bytes.length && isContinuation(bytes[end]); back++) end--;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end;
  }
  while (start < bytes.length) {
    const first = bytes[start] ?? 0;
    const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(start, start + length))) return start;
    start += length;
  }
  return start;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
