import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Large enough that hashing, not reading, sets the pace. */
const chunkBytes = 1 << 20;

export interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** SHA-256 and size of a file, read as a stream. `onRead` is told how many bytes were read so far, for every piece. */
export async function digestFile(
  path: string,
  signal: AbortSignal,
  onRead: (readBytes: number) => void = () => undefined,
): Promise<FileDigest> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path, {
    highWaterMark: chunkBytes,
    signal,
  }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    onRead(sizeBytes);
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** SHA-256 of a text, as UTF-8. */
export function digestText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
