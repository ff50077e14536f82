import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CommonholdError, hasCode, syncFolder } from '#base';

const ownerOnly = 0o600;
const ownerOnlyFolder = 0o700;

/** The bytes of a key file; undefined when there is none. */
export async function readSecretFile(path: string, length: number): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (bytes.byteLength !== length) {
    const detail = `${basename(path)} has ${bytes.byteLength} bytes instead of ${length}`;
    throw new CommonholdError('keys_damaged', { folder: dirname(path), detail });
  }
  return new Uint8Array(bytes);
}

/**
 * Writes a new file that only its owner may read, under another name first: a crash leaves the whole file or none.
 * File and folder are synced, because nothing that is encrypted under a key may be more durable than the key. `prove`
 * gets what was read back before the file takes its place; when it throws, what was there before stays.
 */
export async function writeSecretFile(
  path: string,
  bytes: Uint8Array,
  prove?: (written: Uint8Array) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: ownerOnlyFolder });
  const unfinished = `${path}.new`;
  const file = await open(unfinished, 'w', ownerOnly);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await prove?.(await readFile(unfinished));
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
  await rename(unfinished, path);
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}
