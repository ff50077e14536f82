import type { AbortSignalLike } from './abort.ts';
import { bundleBytesMax } from './entry-bundle.ts';
import type { TileReader } from './tile-reader.ts';

/** As much of `fetch` and of what it gives as is used here; those of Node and of browsers fit. */
export interface Fetcher {
  /** Called without an object, which is how browsers want their own. */
  fetch(
    this: void,
    url: string,
    init?: { signal?: AbortSignalLike | null | undefined },
  ): Promise<FetchedLike>;
}

export interface FetchedLike {
  readonly status: number;
  readonly body: { getReader(): ChunkReader } | null;
}

export interface ChunkReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** Something else than the file or its absence came back; the log has not been judged by it. */
export class UrlReadError extends Error {
  override readonly name = 'UrlReadError';
}

/** What a log may answer for a file that it has not, or no longer. */
const absent: readonly number[] = [404, 410];

/** Reads a log below a URL. Compression is undone by `fetch`; a file beyond the size of any bundle is refused. */
export function urlReader(prefix: string, { fetch }: Fetcher): TileReader {
  const base = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return {
    read: async (path, signal) => {
      const url = base + path;
      const answer = await fetch(url, signal === undefined ? {} : { signal });
      const reader = answer.body?.getReader();
      if (answer.status !== 200) {
        await reader?.cancel();
        if (absent.includes(answer.status)) return undefined;
        throw new UrlReadError(`${url} was answered with status ${answer.status}.`);
      }
      return reader === undefined ? new Uint8Array(0) : readAll(reader, url, signal);
    },
  };
}

async function readAll(
  reader: ChunkReader,
  url: string,
  signal: AbortSignalLike | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await reader.read();
    if (done || value === undefined) return joined(chunks, length);
    chunks.push(value);
    length += value.length;
    if (length > bundleBytesMax) {
      await reader.cancel();
      throw new UrlReadError(`${url} has more than ${bundleBytesMax} bytes, so it is no file of a log.`);
    }
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
