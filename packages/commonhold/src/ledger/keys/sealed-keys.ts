import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe, hasCode, syncFolder } from '#base';
import { readSecretFile, writeSecretFile } from './secret-file.ts';
import { openAgeFile, sealAgeFile, scryptWorkFactor } from './age-file.ts';
import type { KeyPlace } from './key-place.ts';
import {
  areAmong,
  type KeyDocument,
  keyBytes,
  keyFile,
  keyNames,
  type KeySet,
  parseKeyDocument,
  sameKeys,
  writeKeyDocument,
} from './key-set.ts';

/** All keys of a node in one file under one passphrase. While it is there, it is what counts. */
export const sealedFile = 'keys.age';

/** The keys that lie in clear. */
export async function readClearKeys(folder: string): Promise<KeySet> {
  const keys: Partial<Record<(typeof keyNames)[number], Uint8Array>> = {};
  for (const name of keyNames) {
    const key = await readSecretFile(join(folder, keyFile(name)), keyBytes);
    if (key !== undefined) keys[name] = key;
  }
  return keys;
}

export async function areSealed(folder: string): Promise<boolean> {
  return stat(join(folder, sealedFile)).then(
    () => true,
    (thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return false;
      throw thrown;
    },
  );
}

/** Opens the sealed keys. Throws `passphrase_needed`, `passphrase_wrong`, `keys_damaged`. */
export async function openSealedKeys(place: KeyPlace): Promise<KeyDocument> {
  const { folder } = place;
  const path = join(folder, sealedFile);
  const file = await readFile(path);
  const passphrase = await place.passphrase();
  let document: KeyDocument | undefined;
  try {
    document = await openDocument(file, passphrase);
  } catch (cause) {
    const detail = `${sealedFile} cannot be read (${describe(cause)})`;
    throw new CommonholdError('keys_damaged', { folder, detail }, { cause });
  }
  if (document === undefined) throw new CommonholdError('passphrase_wrong', { file: path });
  return document;
}

async function openDocument(file: Uint8Array, passphrase: string): Promise<KeyDocument | undefined> {
  const plain = await openAgeFile(file, { by: 'passphrase', passphrase });
  return plain === undefined ? undefined : parseKeyDocument(plain);
}

/**
 * Puts the keys under a passphrase, also those that are sealed already. The file gets its name only after what is on
 * the disk was opened with the passphrase and held those keys: from then on it counts, and until then nothing has changed.
 * Files in clear stay; `removeClearKeys` takes them away.
 */
export async function writeSealedKeys(
  folder: string,
  document: KeyDocument,
  passphrase: string,
  workFactor = scryptWorkFactor,
): Promise<void> {
  const text = await sealAgeFile(writeKeyDocument(document), { by: 'passphrase', passphrase, workFactor });
  await writeSecretFile(join(folder, sealedFile), Buffer.from(text), async (written) => {
    const opened = await openDocument(written, passphrase);
    if (opened !== undefined && sameKeys(opened.keys, document.keys)) return;
    throw new CommonholdError('keys_damaged', {
      folder,
      detail: `what was written as ${sealedFile} does not open again; the keys are as they were`,
    });
  });
}

/**
 * Takes away the files in clear beside sealed keys: the end of sealing, and what a start does for one that was cut off.
 * Each is overwritten first, which helps on a magnetic disk; an SSD, a file system that copies on write, a snapshot or a
 * backup may keep the old bytes, and only a new root key would make them worthless. Throws `keys_damaged` for a file that
 * holds another key than the sealed one.
 */
export async function removeClearKeys(folder: string, sealed: KeySet): Promise<boolean> {
  const clear = await readClearKeys(folder);
  if (Object.keys(clear).length === 0) return false;
  const kept = Object.fromEntries(Object.entries(clear).filter(([, key]) => key.some((byte) => byte !== 0)));
  if (!areAmong(kept, sealed)) {
    throw new CommonholdError('keys_damaged', {
      folder,
      detail: `a key lies in clear beside ${sealedFile} and is not the one in it; move away the one that is not of this node`,
    });
  }
  for (const name of keyNames) {
    if (clear[name] === undefined) continue;
    const path = join(folder, keyFile(name));
    await overwrite(path);
    // A crash before this leaves a file of zeros or a whole one; a start that finds zeros takes them away as well.
    await rm(path);
  }
  await syncFolder(folder);
  return true;
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(new Uint8Array(keyBytes), 0, keyBytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Puts the keys back in clear: all files first, read again, and only then is the sealed file taken away. A crash before
 * that leaves the sealed file, which counts, and the next start takes the files in clear away.
 */
export async function writeClearKeys(folder: string, keys: KeySet): Promise<void> {
  for (const name of keyNames) {
    const key = keys[name];
    if (key !== undefined) await writeSecretFile(join(folder, keyFile(name)), key);
  }
  if (!sameKeys(await readClearKeys(folder), keys)) {
    throw new CommonholdError('keys_damaged', { folder, detail: 'what was written is not what is read' });
  }
  await rm(join(folder, sealedFile), { force: true });
  await syncFolder(folder);
}
