import { colon, endOfString, quote, readString, skipSpace } from './json-scan.ts';

/**
 * Replaces string values of a JSON document wherever `isWanted` says so of their path, and leaves every other byte as it was.
 * `bytes` has passed `parseStrictJson`; only then is the scan right, because it looks at structure alone. Values of other kinds at
 * a wanted path stay as they are.
 */
export function spliceStrings(
  bytes: Uint8Array,
  isWanted: (path: readonly (string | number)[]) => boolean,
  newValue: string,
): Uint8Array {
  const inserted = encoder.encode(JSON.stringify(newValue));
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const { open, close } of stringValues(bytes, isWanted)) {
    pieces.push(bytes.subarray(copied, open), inserted);
    copied = close + 1;
  }
  return copied === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(copied)]);
}

const encoder = new TextEncoder();

const comma = 0x2c;

interface Span {
  readonly open: number;
  readonly close: number;
}

function* stringValues(
  bytes: Uint8Array,
  isWanted: (path: readonly (string | number)[]) => boolean,
): Generator<Span> {
  /** Where the scan is: for each object the last key, for each array the place. */
  const path: (string | number)[] = [];
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at] ?? 0) {
      case quote: {
        const close = endOfString(bytes, at);
        // A string followed by a colon is a key.
        if (typeof path.at(-1) === 'string' && bytes[skipSpace(bytes, close + 1)] === colon) {
          path[path.length - 1] = readString(bytes, at, close);
        } else if (isWanted(path)) {
          yield { open: at, close };
        }
        at = close;
        break;
      }
      case 0x7b: // {
        path.push('');
        break;
      case 0x5b: // [
        path.push(0);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        path.pop();
        break;
      case comma: {
        const place = path.at(-1);
        if (typeof place === 'number') path[path.length - 1] = place + 1;
        break;
      }
    }
  }
}
