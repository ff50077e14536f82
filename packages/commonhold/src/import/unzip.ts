import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { CommonholdError } from '#base';

/** Entries that an export keeps its conversations in; pictures and pages beside them are stepped over. */
const conversations = /(^|\/)conversations(-\d+)?\.json$/;

/** Names of entries and what stands beside them; the format allows 65,535 of each. */
const headBytes = 30;
const localHead = 0x04034b50;
const descriptorHead = 0x08074b50;
const directoryHeads: ReadonlySet<number> = new Set([0x02014b50, 0x06054b50, 0x06064b50]);
/** The size stands in the extra field instead. */
const inExtra = 0xffffffff;

/** One file inside of a zip. Its bytes have to be read before the next one is asked for. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The files of conversations in a zip, in its order and as its bytes arrive, so that a zip of gigabytes is never held nor
 * written anywhere in clear. The directory at its end is not read: what an entry says of itself is enough to go through it.
 */
export async function* conversationsIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ZipEntry> {
  const source = new ByteSource(chunks);
  let has = false;
  for (;;) {
    const head = await source.take(4, true);
    if (head === undefined || directoryHeads.has(head.readUInt32LE())) break;
    if (head.readUInt32LE() !== localHead) throw unreadable('an entry begins with something else');
    const rest = await source.need(headBytes - 4);
    const flags = rest.readUInt16LE(2);
    const method = rest.readUInt16LE(4);
    const packed = rest.readUInt32LE(14);
    const name = (await source.need(rest.readUInt16LE(22))).toString('utf8');
    const extra = await source.need(rest.readUInt16LE(24));
    if ((flags & 1) !== 0) throw unreadable('it is encrypted');
    if (method !== 0 && method !== 8) throw unreadable(`it is packed by method ${method}`);
    const sizeFollows = (flags & 8) !== 0;
    if (sizeFollows && method === 0) throw unreadable('an entry does not say how long it is');
    const size = sizeFollows ? undefined : packed === inExtra ? sizeIn(extra) : packed;
    const bytes = method === 0 ? source.plain(size ?? 0) : source.inflated(size);
    if (conversations.test(name)) {
      has = true;
      yield { name, bytes };
    }
    for await (const _ of bytes) {
      // What nobody asked for, or left.
    }
    if (sizeFollows) await skipDescriptor(source, packed === inExtra || extra.includes(1));
  }
  if (!has) throw unreadable('there is no conversations.json in it');
}

/** Sizes and a checksum, with or without a mark before them, the sizes short or long: told apart by what follows. */
async function skipDescriptor(source: ByteSource, mayBeLong: boolean): Promise<void> {
  const first = await source.need(4);
  const isMarked = first.readUInt32LE() === descriptorHead;
  await source.need(isMarked ? 12 : 8);
  if (!mayBeLong) return;
  const next = await source.peek(4);
  const known =
    next === undefined || next.readUInt32LE() === localHead || directoryHeads.has(next.readUInt32LE());
  if (!known) await source.need(8);
}

/** The packed size in the field of large files, which stands behind the other one there. */
function sizeIn(extra: Buffer): number {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1 && length >= 16) return Number(extra.readBigUInt64LE(at + 12));
    at += 4 + length;
  }
  throw unreadable('an entry does not say how long it is');
}

function unreadable(detail: string): CommonholdError {
  return new CommonholdError('import_unreadable', { detail: `as a zip: ${detail}` });
}

/** Bytes in the pieces that somebody needs, out of the pieces that come. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async need(count: number): Promise<Buffer> {
    const taken = await this.take(count);
    if (taken === undefined) throw unreadable('it ends too early');
    return taken;
  }

  /** Undefined when not so many are left; with `mayEnd` only when none is. */
  async take(count: number, mayEnd = false): Promise<Buffer | undefined> {
    await this.#hold(count);
    if (this.#held.length < count) {
      if (mayEnd && this.#held.length > 0) throw unreadable('it ends too early');
      return undefined;
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async peek(count: number): Promise<Buffer | undefined> {
    await this.#hold(count);
    return this.#held.length < count ? undefined : this.#held.subarray(0, count);
  }

  async #hold(count: number): Promise<void> {
    while (this.#held.length < count) {
      const chunk = await this.#next();
      if (chunk === undefined) return;
      this.#held = Buffer.concat([this.#held, chunk]);
    }
  }

  async #next(): Promise<Buffer | undefined> {
    const next = await this.#chunks.next();
    if (next.done === true) return undefined;
    return Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
  }

  /** Whatever comes next, at most so many bytes of it. */
  async #some(most: number): Promise<Buffer | undefined> {
    if (this.#held.length === 0) this.#held = (await this.#next()) ?? Buffer.alloc(0);
    if (this.#held.length === 0) return undefined;
    const some = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(some.length);
    return some;
  }

  async *plain(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0;) {
      const some = await this.#some(left);
      if (some === undefined) throw unreadable('it ends too early');
      left -= some.length;
      yield some;
    }
  }

  /** Unpacked piece by piece. Without a size it ends where the packed bytes say so, and what came behind is put back. */
  async *inflated(size: number | undefined): AsyncGenerator<Buffer> {
    const inflate = createInflateRaw();
    let left = size ?? Infinity;
    try {
      for (;;) {
        const some = left === 0 ? undefined : await this.#some(Math.min(left, pieceBytes));
        if (some === undefined) {
          if (size === undefined || left > 0) throw unreadable('it ends too early');
          return;
        }
        left -= some.length;
        const before = inflate.bytesWritten;
        const ended = yield* unpacked(inflate, some);
        if (!ended) continue;
        if (size === undefined) {
          const used = inflate.bytesWritten - before;
          this.#held = Buffer.concat([some.subarray(used), this.#held]);
          return;
        }
        // What an entry counts beyond its end is stepped over.
        for await (const _ of this.plain(left)) {
          // Nothing is in it.
        }
        return;
      }
    } finally {
      inflate.destroy();
    }
  }
}

/** Packed bytes that are given to the unpacker at once: it makes at most a thousand times as many of them. */
const pieceBytes = 16 * 1024;

/** Gives one piece to the unpacker and takes what comes of it. True when the packed bytes have ended. */
async function* unpacked(inflate: InflateRaw, piece: Buffer): AsyncGenerator<Buffer, boolean> {
  const out: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const take = (data: Buffer): void => void out.push(data);
  const end = (): void => resolve(true);
  const fail = (cause: Error): void =>
    reject(
      new CommonholdError(
        'import_unreadable',
        { detail: 'as a zip: what is packed in it is damaged' },
        { cause },
      ),
    );
  inflate.on('data', take);
  inflate.once('end', end);
  inflate.once('error', fail);
  inflate.write(piece, () => setImmediate(() => resolve(false)));
  try {
    const ended = await promise;
    yield* out;
    return ended;
  } finally {
    inflate.off('data', take);
    inflate.off('end', end);
    inflate.off('error', fail);
  }
}
