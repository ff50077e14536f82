/**
 * One entry of a zip file, streamed. A Python wheel is a zip file, and a model inside it is larger than anything
 * that should be held in memory.
 *
 * Layout read here: the end record in the last 64 KiB points to the central directory; the directory's entry gives
 * method, sizes and the position of the local header; the local header gives, through the lengths of its name and
 * extra field, where the data begins. Only stored (0) and deflated (8) entries without encryption are read, and no
 * zip64: the wheels of the catalog need neither. Integrity is the caller's: the pinned SHA-256 decides.
 */
import { open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

/** The end record is 22 bytes and may be followed by a comment of at most 65,535. */
const endSearchBytes = 22 + 65_535;
/** A wheel has a few dozen files; a directory larger than this is not one that we want to read. */
const directoryLimitBytes = 1 << 20;
const chunkBytes = 256 * 1024;

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;

interface DirectoryEntry {
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly headerAt: number;
}

/** The bytes of `name` inside the zip file at `path`. Throws an Error with a plain reason if it is not readable. */
export async function* readZipEntry(
  path: string,
  name: string,
  sizeLimitBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, at);
      if (bytesRead !== length) throw new Error('the zip file is cut off');
      return buffer;
    };
    const tail = await read(Math.max(0, size - endSearchBytes), Math.min(size, endSearchBytes));
    const end = findEnd(tail);
    if (end === undefined) throw new Error('it is not a zip file');
    if (end.directoryBytes > directoryLimitBytes || end.directoryAt + end.directoryBytes > size) {
      throw new Error('the directory of the zip file is out of bounds');
    }
    const entry = findEntry(await read(end.directoryAt, end.directoryBytes), name);
    if (entry === undefined) throw new Error(`the zip file has no entry ${name}`);
    if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) {
      throw new Error(`the entry ${name} is stored in a way that is not read here`);
    }
    if (entry.sizeBytes > sizeLimitBytes) {
      throw new Error(`the entry ${name} has ${entry.sizeBytes} bytes, more than expected`);
    }
    const header = await read(entry.headerAt, 30);
    if (header.readUInt32LE(0) !== localSignature) throw new Error('the zip file is damaged');
    const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + entry.compressedBytes > size) throw new Error('the zip file is cut off');

    // An empty entry has no last byte to name, which is how the stream below is bounded.
    if (entry.compressedBytes === 0) return;
    const packed = file.createReadStream({
      start,
      end: start + entry.compressedBytes - 1,
      highWaterMark: chunkBytes,
      autoClose: false,
      signal,
    });
    const chunks = entry.method === 0 ? packed : packed.pipe(createInflateRaw({ chunkSize: chunkBytes }));
    if (chunks !== packed) packed.on('error', (error) => chunks.destroy(error));
    let produced = 0;
    try {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        produced += chunk.length;
        // A deflated entry may claim one size and unpack to another.
        if (produced > sizeLimitBytes) throw new Error(`the entry ${name} unpacks to more than expected`);
        yield chunk;
      }
    } finally {
      packed.destroy();
      chunks.destroy();
    }
  } finally {
    await file.close();
  }
}

function findEnd(tail: Buffer): { directoryAt: number; directoryBytes: number } | undefined {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    return { directoryBytes: tail.readUInt32LE(at + 12), directoryAt: tail.readUInt32LE(at + 16) };
  }
  return undefined;
}

function findEntry(directory: Buffer, name: string): DirectoryEntry | undefined {
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === directorySignature) {
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const commentLength = directory.readUInt16LE(at + 32);
    if (directory.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return {
        encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
        method: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        sizeBytes: directory.readUInt32LE(at + 24),
        headerAt: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return undefined;
}
