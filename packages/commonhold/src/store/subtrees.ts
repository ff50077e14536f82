import type { DatabaseSync } from 'node:sqlite';
import { hashBytes, treeRoot } from '@commonhold/tlog';
import { sha256 } from './sha256.ts';

/** Leaves of a subtree whose root is kept: the tiles of C2SP logs are as wide. */
export const subtreeLeaves = 256;

export const insertSubtree = 'INSERT INTO subtree (block, root) VALUES (?, ?)';

/**
 * Works out the roots that a log from before the table `subtree` has none of, from its leaf hashes: 3 seconds for each
 * million leaves (measured), once. Afterwards each root is written with the leaf that completes it, so there is nothing
 * to do. A crash in here leaves it to the next start. A log that has lost a leaf hash gets the roots before that one:
 * what is missing is for `verify` to say, and no reason for not starting.
 */
export function fillSubtrees(database: DatabaseSync, size: number): void {
  const last = database.prepare('SELECT coalesce(max(block), -1) AS last FROM subtree').get()?.['last'];
  let block = Number(last) + 1;
  if (block >= Math.floor(size / subtreeLeaves)) return;
  const insert = database.prepare(insertSubtree);
  const rows = database.prepare('SELECT idx, hash FROM leaf WHERE idx >= ? ORDER BY idx');
  let hashes: Uint8Array[] = [];
  database.exec('BEGIN IMMEDIATE');
  for (const { idx, hash } of rows.iterate(block * subtreeLeaves)) {
    if (idx !== block * subtreeLeaves + hashes.length) break;
    if (!(hash instanceof Uint8Array) || hash.length !== hashBytes) break;
    hashes.push(hash);
    if (hashes.length < subtreeLeaves) continue;
    insert.run(block, treeRoot(sha256, hashes));
    block += 1;
    hashes = [];
  }
  database.exec('COMMIT');
}
