import { CommonholdError } from './errors.ts';
import { colon, endOfString, quote, readString, skipSpace } from './json-scan.ts';

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
