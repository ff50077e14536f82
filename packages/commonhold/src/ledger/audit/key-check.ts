import type { DatabaseSync } from 'node:sqlite';
import type { Leaf } from '@commonhold/record';
import { rowDigest } from '../log/change-digest.ts';
import { credentialOpens } from '../bodies/credential-seal.ts';
import type { OpaqueNames } from '../log/opaque-names.ts';
import { bytes, nullable, text } from './row-cursor.ts';

/** Distinct keys and credentials that are followed; a node with more would be checked in part, and says so. */
const followedMax = 1_000_000;

/**
 * Holds the rows of `key`, `key_terms`, `credential`, `hold` and `setting` against the `change` leaves: every key was added by one and
 * revoked by one if it is revoked, every credential is the one last put, every hold was added by one and not ended by
 * another, none is missing or too many, and every setting was written by one. It needs the key of opaque names.
 */
export class KeyCheck {
  readonly #digests = new Set<string>();
  #keysAdded = 0;
  #keysRemoved = 0;
  /** The digests of holds that were added and not ended, by what the leaf calls them. */
  readonly #holds = new Map<string, string>();
  /** The digest of the newest change of each credential; undefined once it was removed. */
  readonly #credentials = new Map<string, string | undefined>();

  check(leaf: Leaf): void {
    if (leaf.kind !== 'change') return;
    if (leaf.digest !== undefined && this.#digests.size < followedMax) this.#digests.add(leaf.digest);
    if (leaf.subject === 'key') {
      if (leaf.action === 'add') this.#keysAdded += 1;
      if (leaf.action === 'remove') this.#keysRemoved += 1;
    }
    if (leaf.subject === 'hold') {
      if (leaf.action === 'remove') this.#holds.delete(leaf.target);
      else if (this.#holds.size < followedMax) this.#holds.set(leaf.target, leaf.digest ?? '');
    }
    if (leaf.subject === 'credential' && this.#credentials.size < followedMax) {
      this.#credentials.set(leaf.target, leaf.action === 'remove' ? undefined : (leaf.digest ?? ''));
    }
  }

  finish(
    database: DatabaseSync,
    root: Uint8Array | undefined,
    names: OpaqueNames | undefined,
    find: (what: string) => void,
  ): void {
    if (root === undefined || names === undefined) return;
    this.#finishKeys(database, names, find);
    this.#finishCredentials(database, root, names, find);
    this.#finishHolds(database, names, find);
    for (const row of database.prepare('SELECT name, value FROM setting').iterate()) {
      const name = text(row['name']);
      if (this.#digests.has(rowDigest(names, 'put-setting', [name, text(row['value'])]))) continue;
      find(`The setting ${name} is not one that a change leaf wrote.`);
    }
  }

  #finishKeys(database: DatabaseSync, names: OpaqueNames, find: (what: string) => void): void {
    let rows = 0;
    let revokedRows = 0;
    const keys = database.prepare(
      'SELECT id, hash, principal, name, kind, role, project, labels, created, revoked FROM key',
    );
    for (const row of keys.iterate()) {
      rows += 1;
      const id = text(row['id']);
      const columns = ['principal', 'name', 'kind', 'role', 'project', 'labels', 'created'];
      const added = rowDigest(names, 'insert-key', [
        id,
        bytes(row['hash']),
        ...columns.map((column) => text(row[column])),
      ]);
      if (!this.#digests.has(added))
        find(`The row of the key ${id} is not the one that a change leaf added.`);
      const revoked = nullable(row['revoked'], text);
      if (revoked === null) continue;
      revokedRows += 1;
      if (!this.#digests.has(rowDigest(names, 'revoke-key', [revoked, id]))) {
        find(`The key ${id} is marked as revoked at a time that no change leaf has.`);
      }
    }
    // A crash between the two can leave terms of a key that was then not made; nobody has that key.
    for (const row of database.prepare('SELECT key, terms FROM key_terms').iterate()) {
      const id = text(row['key']);
      if (this.#digests.has(rowDigest(names, 'put-key-terms', [id, text(row['terms'])]))) continue;
      find(`What the key ${id} may be used for is not what a change leaf says.`);
    }
    if (rows !== this.#keysAdded) find(`The log added ${this.#keysAdded} keys and the database has ${rows}.`);
    if (revokedRows !== this.#keysRemoved) {
      find(`The log revoked ${this.#keysRemoved} keys and the database has ${revokedRows} revoked ones.`);
    }
  }

  #finishHolds(database: DatabaseSync, names: OpaqueNames, find: (what: string) => void): void {
    let rows = 0;
    for (const row of database.prepare('SELECT id, kind, name, created FROM hold').iterate()) {
      rows += 1;
      const values = ['id', 'kind', 'name', 'created'].map((column) => text(row[column]));
      const target = names.opaque('hold', values[0] ?? '');
      if (this.#holds.get(target) === rowDigest(names, 'insert-hold', values)) continue;
      find(`The hold ${values[0]} is not one that a change leaf added.`);
    }
    if (rows !== this.#holds.size) {
      find(`The log has ${this.#holds.size} holds in force and the database has ${rows}.`);
    }
  }

  #finishCredentials(
    database: DatabaseSync,
    root: Uint8Array,
    names: OpaqueNames,
    find: (what: string) => void,
  ): void {
    const left = new Map([...this.#credentials].filter(([, digest]) => digest !== undefined));
    for (const row of database.prepare('SELECT provider, sealed, created FROM credential').iterate()) {
      const provider = text(row['provider']);
      const sealed = bytes(row['sealed']);
      const target = names.opaque('credential', provider);
      if (left.get(target) !== rowDigest(names, 'put-credential', [provider, sealed, text(row['created'])])) {
        find(`The credential of ${provider} is not the one that a change leaf put there.`);
      }
      if (!credentialOpens(root, provider, sealed)) find(`The credential of ${provider} does not open.`);
      left.delete(target);
    }
    if (left.size > 0) find(`The log has ${left.size} credentials that the database has lost.`);
  }
}
