import type { StatementName } from './statements.ts';

/**
 * The store: one SQLite database, one writer thread, one reader thread. The main thread never touches the file.
 *
 * `commit` is the only way to write. What has queued up while the last group was being synced goes into one
 * transaction with one fsync; each commit is acknowledged after that fsync and is whole or absent after any crash.
 * The order of leaves in the log is the order in which commits were queued.
 */
export interface Store {
  /**
   * Resolves when everything in it is on disk. Rejects with `record_busy` (too many waiting), `record_unavailable`
   * (the disk is full or the write failed; nothing of this commit is there) and ends the process on a failed fsync,
   * because what is on disk is unknown after one.
   */
  commit(commit: Commit): Promise<Committed>;
  /** Reads on the reader thread, after every commit that was acknowledged before the call. */
  read<Row extends object>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** The log as it stands after the last acknowledged commit. */
  head(): LogHead;
  /**
   * Takes what was deleted out of the files: empties the write-ahead log and, with `compact`, writes the whole file anew.
   * Meanwhile nothing is written, so calls wait; that is short for the log, and as long as the file is large otherwise.
   */
  clean(options: { readonly compact: boolean }): Promise<Cleaned>;
  /** Waits for what is queued, then closes both threads. */
  close(): Promise<void>;
}

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface Commit {
  /** Canonical bytes of leaves, appended to the log in this order. */
  readonly leaves: readonly Uint8Array[];
  /** Encrypted bodies, each beside the leaf (by its position in `leaves`) that commits to it. */
  readonly bodies: readonly CommitBody[];
  /** Rows of the index, written by the named prepared statement (`statements.ts`). */
  readonly rows: readonly CommitRow[];
  /** What it adds to the sums by day of what went where. */
  readonly flows?: readonly FlowAddition[];
  /**
   * Reserved head-room: `intent` commits are refused while free space is below the reserve; `closing` commits
   * (outcomes, refusals' ends, checkpoints, session close) may use it, so that what was begun can always be ended.
   */
  readonly urgency: 'intent' | 'closing';
}

/** Numbers that are added to one row of `flow_day`; see `flow-day.ts`. */
export interface FlowAddition {
  /** The columns of its key as a JSON list of strings, so that equal ones are known by one comparison. */
  readonly facets: string;
  /** Calls, attempts, sized, sent, answered, received. */
  readonly sums: readonly [number, number, number, number, number, number];
}

export interface CommitBody {
  readonly leaf: number;
  readonly field: BodyField;
  readonly bytes: Uint8Array;
}

/** Fields of a call that may be stored: as received, as it left (only where it differs), as answered. */
export type BodyField = 'request' | 'sent' | 'received';

export interface CommitRow {
  readonly statement: StatementName;
  readonly values: readonly RowValue[];
}

/** A value of a row, or the log index that a leaf of this same commit was given. */
export type RowValue = SqlValue | { readonly leaf: number };

export interface Committed {
  /** Log index of each leaf, in the order given. */
  readonly indexes: readonly number[];
}

export interface Cleaned {
  /** The write-ahead log is empty: what was deleted is no longer in it. False while another program reads. */
  readonly logEmptied: boolean;
  /** The file was written anew, without any free page and without unused parts of pages that held something once. */
  readonly compacted: boolean;
}

export interface LogHead {
  readonly size: number;
  /** RFC 6962 root of the first `size` leaves, 32 bytes. */
  readonly root: Uint8Array;
  /** The frontier of the hash tree, 32 bytes a node, largest subtree first: enough to go on from this head. */
  readonly nodes: Uint8Array;
}
