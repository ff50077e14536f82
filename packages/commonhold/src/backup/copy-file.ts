import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Large enough that hashing and the disk set the pace. */
const chunkBytes = 1 << 20;

const ownerOnly = 0o600;

/** What a file held. */
export interface FileContent {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/**
 * Copies a file into a new one that only its owner may read, and syncs it. The digest is of what was read, so that a
 * medium that lost something on the way in is found when the copy is read again.
 */
export async function copyFile(
  from: string,
  to: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<FileContent> {
  const target = await open(to, 'wx', ownerOnly);
  try {
    const content = await readThrough(from, signal, async (chunk) => {
      await target.writeFile(chunk);
      onBytes(chunk.byteLength);
    });
    await target.sync();
    return content;
  } finally {
    await target.close();
  }
}

/** Digests a file where it lies, and syncs it. */
export async function sealFile(path: string, signal: AbortSignal): Promise<FileContent> {
  const handle = await open(path, 'r+');
  try {
    await handle.chmod(ownerOnly);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return readThrough(path, signal, async () => undefined);
}

async function readThrough(
  path: string,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<FileContent> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(chunkBytes);
  const handle = await open(path, 'r');
  let bytes = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      await take(part);
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
