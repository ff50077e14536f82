import { CommonholdError } from './errors.ts';

/**
 * Finding one's way in the bytes of a JSON document that has passed `parseStrictJson`, by its structure alone. Only of such a
 * document is what these say right.
 */

export const quote = 0x22;
export const colon = 0x3a;
const backslash = 0x5c;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the string that begins at `open` ends: the place of its closing quote. */
export function endOfString(bytes: Uint8Array, open: number): number {
  for (let close = bytes.indexOf(quote, open + 1); close !== -1; close = bytes.indexOf(quote, close + 1)) {
    let slashes = 0;
    while (bytes[close - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return close;
  }
  throw new CommonholdError('json_invalid', { detail: `a string begins at byte ${open} and does not end` });
}

/** The string between two quotes, with its escapes read: "model" and "\\u006dodel" are the same key. */
export function readString(bytes: Uint8Array, open: number, close: number): string {
  return JSON.parse(decoder.decode(bytes.subarray(open, close + 1))) as string;
}

export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (
    let byte = bytes[at];
    byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
    byte = bytes[at]
  )
    at++;
  return at;
}
