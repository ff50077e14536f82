import { decodeBase64, encodeBase64 } from './base64.ts';
import { hashBytes } from './hash.ts';

/**
 * C2SP tlog-checkpoint: the text of the note that a log signs over its head.
 *
 *     <origin>
 *     <size, decimal>
 *     base64(<root, 32 bytes>)
 *
 * Each line ends in a newline. Lines after these three are extensions: allowed and discouraged; kept, not read.
 */
export interface Checkpoint {
  /** The name of the log, unique to it. */
  readonly origin: string;
  /** Leaves that the root covers. */
  readonly size: number;
  readonly root: Uint8Array;
}

export interface ParsedCheckpoint extends Checkpoint {
  readonly extensions: readonly string[];
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint;
  if (origin === '' || origin.includes('\n'))
    throw new Error('The origin of a checkpoint is one line of text.');
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A log cannot have ${size} leaves.`);
  if (root.length !== hashBytes) throw new RangeError(`A root has ${hashBytes} bytes.`);
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads the text of an opened note. Throws when it is no checkpoint. */
export function parseCheckpoint(text: string): ParsedCheckpoint {
  if (!text.endsWith('\n')) throw new Error('A checkpoint ends in a newline.');
  const lines = text.slice(0, -1).split('\n');
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined || lines.includes('')) {
    throw new Error('A checkpoint has an origin, a size and a root, each on a line of its own.');
  }
  if (!/^(0|[1-9][0-9]*)$/.test(sizeText) || !Number.isSafeInteger(Number(sizeText))) {
    throw new Error('The size of a checkpoint is a decimal number without leading zeros.');
  }
  const root = decodeBase64(rootText);
  if (root === undefined || root.length !== hashBytes) {
    throw new Error(`The root of a checkpoint is ${hashBytes} bytes in base64.`);
  }
  return { origin, size: Number(sizeText), root, extensions };
}
