import type { DatabaseSync } from 'node:sqlite';
import type { AccessLeaf, Finding } from '@commonhold/record';
import { openStatement } from '../accesses/access-statement.ts';
import type { Domain } from '../bodies/domain-secret.ts';
import type { AuditKeys } from './audit-keys.ts';
import { bytes, nullable, RowCursor, text } from './row-cursor.ts';

/**
 * Holds the table `access` against the leaves: one row for each look, about the call that the leaf names, with a statement
 * exactly where the leaf commits to one, and the one that it commits to where its key is left.
 */
export class AccessCheck {
  readonly #byPseudonym: ReadonlyMap<string, Domain>;
  readonly #find: (finding: Finding) => void;
  readonly #rows: RowCursor;

  constructor(database: DatabaseSync, keys: AuditKeys, find: (finding: Finding) => void) {
    this.#byPseudonym = new Map(
      [...(keys.domains?.values() ?? [])].map((domain) => [domain.pseudonym, domain]),
    );
    this.#find = find;
    this.#rows = new RowCursor(database, 'SELECT leaf, call, sealed FROM access ORDER BY leaf', (row) =>
      find({
        what: `A row of the table access names leaf ${String(row[0])}, which has no place for it.`,
      }),
    );
  }

  check(index: number, leaf: AccessLeaf): void {
    const row = this.#rows.take(index);
    if (row === undefined) return this.#say(index, leaf, 'The index has lost the row of this look.');
    const [call, sealed] = [nullable(row[1], text), nullable(row[2], bytes)];
    if (call !== (leaf.call ?? null)) {
      this.#say(index, leaf, `The index says that this look was at ${call ?? 'no call'}.`);
    }
    if ((sealed === null) !== (leaf.reason === undefined)) {
      return this.#say(index, leaf, 'A statement is kept exactly where the leaf commits to none.');
    }
    const domain = this.#byPseudonym.get(leaf.actor);
    if (domain === undefined || sealed === null || leaf.reason === undefined) return;
    if (openStatement(domain, leaf.id, sealed, leaf.reason) === undefined) {
      this.#say(index, leaf, 'The statement kept is not the one that this look committed to.');
    }
  }

  finish(): void {
    this.#rows.finish();
  }

  #say(leaf: number, { call }: AccessLeaf, what: string): void {
    this.#find({ leaf, what, ...(call === undefined ? {} : { call }) });
  }
}
