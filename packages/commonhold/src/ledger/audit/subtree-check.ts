import type { DatabaseSync } from 'node:sqlite';
import { sameBytes } from '@commonhold/tlog';
import { subtreeLeaves } from '#store';
import { RowCursor } from './row-cursor.ts';

/**
 * Holds the roots of subtrees that the node keeps, of which it makes the proofs in receipts, against those that the leaves
 * have. It hears of all complete subtrees in the order of the log.
 */
export class SubtreeCheck {
  readonly #rows: RowCursor;
  readonly #say: (what: string) => void;
  #block = 0;

  constructor(database: DatabaseSync, say: (what: string) => void) {
    this.#say = say;
    this.#rows = new RowCursor(database, 'SELECT block, root FROM subtree ORDER BY block', ([block]) =>
      say(`A root is kept for subtree ${String(block)}, which the log does not have.`),
    );
  }

  readonly check = (leaves: number, root: Uint8Array): void => {
    if (leaves !== subtreeLeaves) return;
    const block = this.#block++;
    const kept = this.#rows.take(block)?.[1];
    if (kept instanceof Uint8Array && sameBytes(kept, root)) return;
    const first = block * subtreeLeaves;
    this.#say(
      `The root kept for the leaves ${first} to ${first + subtreeLeaves - 1} is missing or not theirs, so receipts of them cannot be made.`,
    );
  };

  finish(): void {
    this.#rows.finish();
  }
}
