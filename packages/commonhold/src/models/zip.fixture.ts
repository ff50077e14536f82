/** A zip file as small as the format allows, for tests: one local header, the data, the directory, the end record. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  /** A size that is not the true one, as a hostile file would claim. */
  readonly claimedBytes?: number;
}

export function zipOf(entries: readonly ZipEntry[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = entry.stored === true ? Buffer.from(entry.content) : deflateRawSync(entry.content);
    const name = Buffer.from(entry.name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.encrypted === true ? 1 : 0, 2);
    shared.writeUInt16LE(entry.stored === true ? 0 : 8, 4);
    shared.writeUInt32LE(crc32(entry.content), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(entry.claimedBytes ?? entry.content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    // The local header has an extra field that the directory lacks, as real writers leave it.
    const extra = Buffer.from([1, 2, 3, 4]);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared]);
    local.writeUInt16LE(extra.length, 28);
    parts.push(local, name, extra, data);
    const record = Buffer.alloc(46);
    record.write('PK\x01\x02', 'latin1');
    shared.copy(record, 6);
    record.writeUInt32LE(at, 42);
    directory.push(record, name);
    at += local.length + name.length + extra.length + data.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, listing, end, Buffer.from(comment)]);
}
