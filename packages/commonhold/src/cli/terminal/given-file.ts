import { open } from 'node:fs/promises';
import { CommonholdError, describe } from '#base';

/**
 * A file that a person named, whatever it is: a pipe or a device is read like any other, and of one that is too long no more
 * than a byte beyond the limit, by which its reader sees that it is none of its kind. Throws `file_unreadable`.
 */
export async function readGivenFile(file: string, bytesMax: number): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    const buffer = Buffer.alloc(bytesMax + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
    }
  } catch (thrown) {
    throw new CommonholdError('file_unreadable', { file, detail: describe(thrown) }, { cause: thrown });
  }
}
