import { CommonholdError } from './errors.ts';

/**
 * Replaces one string value of a JSON object and leaves every other byte as it was, so that what a client wrote
 * (spacing, order of keys, spelling of numbers) reaches the destination untouched: prompt caches and signatures
 * depend on it.
 *
 * `bytes` has passed `parseStrictJson`; only then is the scan below right, because it looks at structure alone.
 * Throws `request_invalid` when the key is not there or its value is not a string.
 */
export function spliceTopLevelString(bytes: Uint8Array, key: string, newValue: string): Uint8Array {
  const value = findTopLevelValue(bytes, key);
  if (value === undefined || bytes[value] !== quote) {
    throw new CommonholdError('request_invalid', {
      detail: `${key}: expected a string at the top level of the body`,
      field: key,
    });
  }
  const end = endOfString(bytes, value) + 1;
  const inserted = encoder.encode(JSON.stringify(newValue));
  const spliced = new Uint8Array(bytes.length - (end - value) + inserted.length);
  spliced.set(bytes.subarray(0, value));
  spliced.set(inserted, value);
  spliced.set(bytes.subarray(end), value + inserted.length);
  return spliced;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Where the value of a top-level key begins. */
function findTopLevelValue(bytes: Uint8Array, key: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at] ?? 0) {
      case quote: {
        const close = endOfString(bytes, at);
        if (depth === 1) {
          // At depth 1 a string followed by a colon is a key; a string that is a value is followed by , or }.
          const next = skipSpace(bytes, close + 1);
          if (bytes[next] === colon && readString(bytes, at, close) === key)
            return skipSpace(bytes, next + 1);
        }
        at = close;
        break;
      }
      case 0x7b: // {
      case 0x5b: // [
        depth++;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
    }
  }
  return undefined;
}

/** The string between two quotes, with its escapes read: "model" and "\\u006dodel" are the same key. */
function readString(bytes: Uint8Array, open: number, close: number): string {
  return JSON.parse(decoder.decode(bytes.subarray(open, close + 1))) as string;
}

function endOfString(bytes: Uint8Array, open: number): number {
  for (let close = bytes.indexOf(quote, open + 1); close !== -1; close = bytes.indexOf(quote, close + 1)) {
    let slashes = 0;
    while (bytes[close - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return close;
  }
  throw new CommonholdError('json_invalid', { detail: `a string begins at byte ${open} and does not end` });
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (
    let byte = bytes[at];
    byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
    byte = bytes[at]
  )
    at++;
  return at;
}
