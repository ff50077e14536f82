import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Leaf } from '@commonhold/record';
import { text } from './row-cursor.ts';

/** Changes of the rules that are followed; a log with more would be checked in part. */
const followedMax = 1_000_000;

/**
 * Holds the texts of the rules that were in force against the `change` leaves: one row for each, in their order, and each
 * text the one that its digest is of. So what explains a call is what decided it. `since` is only for people: the leaf has
 * the time that counts.
 */
export class PolicyCheck {
  readonly #digests: string[] = [];

  check(leaf: Leaf): void {
    if (leaf.kind !== 'change' || leaf.subject !== 'policy' || this.#digests.length >= followedMax) return;
    this.#digests.push(leaf.digest ?? '');
  }

  finish(database: DatabaseSync, find: (what: string) => void): void {
    let rows = 0;
    for (const row of database.prepare('SELECT digest, files FROM policy_set ORDER BY number').iterate()) {
      const digest = text(row['digest']);
      if (digest !== this.#digests[rows]) {
        find(`The set of rules ${digest} did not take effect when the database says so.`);
      }
      if (createHash('sha256').update(text(row['files'])).digest('base64url') !== digest) {
        find(`The text of the set of rules ${digest} is not the one that was in force.`);
      }
      rows += 1;
    }
    if (rows !== this.#digests.length) {
      find(`The log has ${this.#digests.length} changes of the rules and the database has ${rows}.`);
    }
  }
}
