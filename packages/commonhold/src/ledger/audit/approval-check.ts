import type { DatabaseSync } from 'node:sqlite';
import type { ChangeLeaf, Finding } from '@commonhold/record';
import { openDecision } from '../approvals/approval-decision.ts';
import type { Domain } from '../bodies/domain-secret.ts';
import type { AuditKeys } from './audit-keys.ts';
import { bytes, RowCursor } from './row-cursor.ts';

/**
 * Holds the table `approval` against the leaves: one row for each decision about an approval, and the one that the leaf
 * commits to, about the request that it names, where its key is left.
 */
export class ApprovalCheck {
  readonly #keys: AuditKeys;
  readonly #byPseudonym: ReadonlyMap<string, Domain>;
  readonly #find: (finding: Finding) => void;
  readonly #rows: RowCursor;

  constructor(database: DatabaseSync, keys: AuditKeys, find: (finding: Finding) => void) {
    this.#keys = keys;
    this.#byPseudonym = new Map(
      [...(keys.domains?.values() ?? [])].map((domain) => [domain.pseudonym, domain]),
    );
    this.#find = find;
    this.#rows = new RowCursor(database, 'SELECT leaf, sealed FROM approval ORDER BY leaf', (row) =>
      find({ what: `A row of the table approval names leaf ${String(row[0])}, which has no place for it.` }),
    );
  }

  check(index: number, leaf: ChangeLeaf): void {
    if (leaf.subject !== 'approval') return;
    const { actor, action, target, digest } = leaf;
    const row = this.#rows.take(index);
    if (row === undefined) return this.#say(index, 'The index has lost the row of this approval.');
    const domain = this.#byPseudonym.get(actor);
    if (domain === undefined || digest === undefined) return;
    const decided = openDecision(domain, target, bytes(row[1]), digest);
    if (decided === undefined) {
      return this.#say(index, 'The decision kept is not the one that this approval committed to.');
    }
    const { names } = this.#keys;
    const isAboutIt = names === undefined || names.target('approval', decided.request) === target;
    if (!isAboutIt || decided.decision !== (action === 'add' ? 'granted' : 'refused')) {
      this.#say(index, 'The decision kept is about another request than the log says, or another one.');
    }
  }

  finish(): void {
    this.#rows.finish();
  }

  #say(leaf: number, what: string): void {
    this.#find({ leaf, what });
  }
}
