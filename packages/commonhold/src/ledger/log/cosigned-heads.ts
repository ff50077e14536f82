import { parseCheckpoint, parseNote, verifyConsistency } from '@commonhold/tlog';
import type { Clock } from '#base';
import { sha256, type Store } from '#store';
import type { SubtreeRoots } from './subtree-roots.ts';

/** A head of this log with what witnesses have said of it. */
export interface CosignedHead {
  readonly size: number;
  /** The log's signature and the cosignatures. */
  readonly note: string;
  /** When the last cosignature of it was stored. */
  readonly time: string;
  /** Whether they were enough by the policy of that moment. */
  readonly quorum: boolean;
}

interface Row {
  readonly size: number;
  readonly note: string;
  readonly time: string;
  readonly quorum: number;
}

/** Far more than what a witness that still answers can lie behind; older rows are history and nobody's state. */
const recentMax = 50;

/**
 * Heads under the name that the log has now. One that was signed under an earlier name is no head of this log to
 * whoever checks it by today's key.
 */
export const ofThisLog = `FROM cosigned, node WHERE substr(cosigned.note, 1, length(node.origin) + 1) = node.origin || char(10)`;

/**
 * Heads that witnesses have cosigned, in the database before anything else has them: a receipt or a published head
 * never shows cosignatures that a crash could take back.
 */
export class CosignedHeads {
  readonly #store: Store;
  readonly #roots: SubtreeRoots;
  readonly #clock: Clock;
  readonly #newest: () => { readonly size: number; readonly note: string } | undefined;

  constructor(
    store: Store,
    roots: SubtreeRoots,
    clock: Clock,
    newest: () => { readonly size: number; readonly note: string } | undefined,
  ) {
    this.#store = store;
    this.#roots = roots;
    this.#clock = clock;
    this.#newest = newest;
  }

  /** The newest head that this node signed, which is on disk; undefined before the first. */
  newestSigned(): { readonly size: number; readonly note: string } | undefined {
    return this.#newest();
  }

  /**
   * The proof that the first `from` leaves are the beginning of a head, held against the head first; undefined when
   * leaves are missing on the disk.
   */
  async proof(from: number, head: { readonly note: string }): Promise<readonly Uint8Array[] | undefined> {
    const { size, root } = parseCheckpoint(parseNote(head.note).text);
    if (from === 0) return [];
    const growth = await this.#roots.growth(from, size);
    if (growth === undefined) return undefined;
    const { fromRoot, proof } = growth;
    const leads = verifyConsistency(sha256, { fromSize: from, fromRoot, toSize: size, toRoot: root, proof });
    return leads ? proof : undefined;
  }

  /** Newest first; not all of them. */
  async recent(): Promise<readonly CosignedHead[]> {
    const rows = await this.#store.read<Row>(
      `SELECT size, note, time, quorum ${ofThisLog} ORDER BY size DESC LIMIT ?`,
      [recentMax],
    );
    return rows.map((row) => ({ ...row, quorum: row.quorum === 1 }));
  }

  /** The newest head that had its quorum. */
  async newestWithQuorum(): Promise<CosignedHead | undefined> {
    const [row] = await this.#store.read<Row>(
      `SELECT size, note, time, quorum ${ofThisLog} AND quorum = 1 ORDER BY size DESC LIMIT 1`,
    );
    return row && { ...row, quorum: true };
  }

  /** The best evidence for a leaf: the newest head over it that had its quorum, or else the newest one over it. */
  async over(leaf: number): Promise<CosignedHead | undefined> {
    const [row] = await this.#store.read<Row>(
      `SELECT size, note, time, quorum ${ofThisLog} AND size > ? ORDER BY quorum DESC, size DESC LIMIT 1`,
      [leaf],
    );
    return row && { ...row, quorum: row.quorum === 1 };
  }

  /**
   * Keeps a cosigned note in place of the one for its size, if there is one. Of each day the newest head that had its
   * quorum stays, and the newest of all: so a row that witnesses make every few seconds does not stay for ever, and what
   * is published or awaited is never the one that goes.
   */
  async put(note: string, quorum: boolean): Promise<void> {
    const { size } = parseCheckpoint(parseNote(note).text);
    const time = new Date(this.#clock.now()).toISOString();
    const met = quorum ? 1 : 0;
    // A crash before this commit costs cosignatures, which the next round asks for again.
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [
        { statement: 'put-cosigned', values: [size, note, time, met] },
        { statement: 'thin-cosigned', values: [time.slice(0, 'YYYY-MM-DD'.length), size, met] },
      ],
      urgency: 'closing',
    });
  }

  /** Says anew whether a head has its quorum, because the policy has changed. */
  async judge(size: number, quorum: boolean): Promise<void> {
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [{ statement: 'judge-cosigned', values: [quorum ? 1 : 0, size] }],
      urgency: 'closing',
    });
  }
}
