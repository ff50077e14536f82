import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openNote } from '@commonhold/tlog';
import { CommonholdError } from '#base';
import { bytes, text } from '../audit/row-cursor.ts';
import { signingKeyOf } from './node-keys.ts';
import { openNameKey } from '../log/node-row.ts';
import { writeSecretFile } from './secret-file.ts';
import { areAmong, type KeyDocument, keyFile, keyNames } from './key-set.ts';
import { areSealed, readClearKeys, sealedFile } from './sealed-keys.ts';

/**
 * Whether keys are those of a database: the root key opens the key of opaque names, and the signing key has signed the
 * newest head. Throws `key_act_refused`; a key that does not belong is never put in its place, because a node would sign or
 * encrypt with it.
 */
export function checkKeysFit(database: DatabaseSync, { origin, keys }: KeyDocument): void {
  const { root, signing } = keys;
  const row = database.prepare('SELECT origin, created, names FROM node').get();
  if (row === undefined) throw refused('the database has no record yet, so no keys can be those of it');
  const node = { origin: text(row['origin']), created: text(row['created']), names: bytes(row['names']) };
  if (root === undefined || openNameKey(node, root) === undefined) {
    throw refused(
      `the root key does not open this database (they are keys of ${origin}, and it is ${node.origin})`,
    );
  }
  const head = database.prepare('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1').get();
  if (head === undefined || signing === undefined) return;
  try {
    const note = text(head['note']);
    // A log can have had other names before; the key is the same one.
    const [signedAs = ''] = note.split('\n');
    openNote(note, [signingKeyOf(signing, signedAs).verifier]);
  } catch (cause) {
    throw refused('the signing key has not signed the newest head of this record', cause);
  }
}

/** What the log of a database is called. */
export function originOf(database: DatabaseSync): string {
  const row = database.prepare('SELECT origin FROM node').get();
  if (row === undefined) throw refused('the database has no record yet');
  return text(row['origin']);
}

/**
 * Puts the keys into their folder. Nothing is overwritten: what lies there already must be the same, as after a restore
 * that was cut off. The signing key comes last, so that a node finds all of them or says which one is missing.
 */
export async function restoreKeys(folder: string, { keys }: KeyDocument): Promise<void> {
  if (await areSealed(folder)) {
    throw refused(`${join(folder, sealedFile)} is there, and nothing is overwritten`);
  }
  if (!areAmong(await readClearKeys(folder), keys)) {
    throw refused(`${folder} holds other keys, and nothing is overwritten`);
  }
  for (const name of keyNames.toSorted(signingLast)) {
    const key = keys[name];
    if (key !== undefined) await writeSecretFile(join(folder, keyFile(name)), key);
  }
}

function signingLast(left: string, right: string): number {
  return Number(left === 'signing') - Number(right === 'signing');
}

function refused(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('key_act_refused', { detail }, { cause });
}
