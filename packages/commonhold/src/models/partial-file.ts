/**
 * A model file on its way: `FILE.part`, with `FILE.part.json` beside it that remembers whose bytes they are.
 *
 * The part is only ever judged by the pinned digest, so bytes that a crash, a full disk or a liar left in it cost a
 * second try and nothing else. That is why nothing is synced while bytes arrive.
 */
import { hasCode, syncFolder, writeFileDurably } from '#base';
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createReadStream } from 'node:fs';
import { z } from 'zod';

const originSchema = z.strictObject({
  /** The pin that the part belongs to: another pin means other bytes. */
  sha256: z.string(),
  /** The address that the bytes came from, and its entity tag, so that a resumption asks for the same bytes. */
  url: z.string(),
  etag: z.string().optional(),
});
export type PartOrigin = Readonly<z.infer<typeof originSchema>>;

export interface PartialFile {
  readonly received: number;
  /** Where the bytes came from, if that is known. */
  readonly origin: PartOrigin | undefined;
  append(chunk: Uint8Array): Promise<void>;
  /** Forgets what has arrived. */
  restart(): Promise<void>;
  /** Notes where the bytes that follow come from. */
  remember(origin: PartOrigin): Promise<void>;
  digest(): string;
  /** Makes the part the finished file. */
  finish(path: string): Promise<void>;
  /** Keeps the part for later. */
  close(): Promise<void>;
  /** Deletes the part. */
  remove(): Promise<void>;
}

/** Opens what is there; the digest of bytes of an earlier run is computed again from the disk. */
export async function openPart(
  path: string,
  pin: { readonly sha256: string; readonly sizeBytes: number },
  signal: AbortSignal,
): Promise<PartialFile> {
  let origin = await readOrigin(`${path}.json`);
  let hash: Hash = createHash('sha256');
  let received = 0;
  const kept = await partBytes(path);
  // A part of another pin, or longer than the file can be, is of no use.
  if (kept > 0 && kept <= pin.sizeBytes && (origin === undefined || origin.sha256 === pin.sha256)) {
    for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      received += chunk.length;
    }
  } else {
    origin = undefined;
  }
  const handle: FileHandle = await open(path, received > 0 ? 'r+' : 'w', 0o600);

  return {
    get received() {
      return received;
    },
    get origin() {
      return origin;
    },
    async append(chunk) {
      let written = 0;
      while (written < chunk.length) {
        const { bytesWritten } = await handle.write(
          chunk,
          written,
          chunk.length - written,
          received + written,
        );
        written += bytesWritten;
      }
      hash.update(chunk);
      received += chunk.length;
    },
    async restart() {
      await handle.truncate(0);
      hash = createHash('sha256');
      received = 0;
    },
    // A crash before this is durable loses the tag, and the resumption asks without one; the digest still decides.
    async remember(next) {
      await writeFileDurably(`${path}.json`, JSON.stringify(next));
      origin = next;
    },
    digest: () => hash.copy().digest('hex'),
    async finish(finalPath) {
      // Data first: a crash after the rename must not find a name without its bytes.
      await handle.sync();
      await handle.close();
      // A crash before this leaves a complete part, which the next pull only has to check; after it, the model.
      await rename(path, finalPath);
      // Without this the crash can undo the rename, which is again a complete part.
      await syncFolder(dirname(finalPath));
      await rm(`${path}.json`, { force: true });
    },
    close: () => handle.close(),
    async remove() {
      await handle.close();
      await rm(path, { force: true });
      await rm(`${path}.json`, { force: true });
    },
  };
}

/** Bytes that are there already; none if there is no such part. */
export async function partBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return 0;
    throw thrown;
  }
}

async function readOrigin(path: string): Promise<PartOrigin | undefined> {
  try {
    const parsed = originSchema.safeParse(JSON.parse(await readFile(path, 'utf8')) as unknown);
    return parsed.success ? parsed.data : undefined;
  } catch (thrown) {
    // An unreadable note only costs the entity tag; the digest decides about the bytes.
    if (hasCode(thrown, 'ENOENT') || thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
