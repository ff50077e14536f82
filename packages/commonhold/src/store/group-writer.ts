import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type Frontier, leafHash } from '@commonhold/tlog';
import { addFlow } from './flow-day.ts';
import { FlowSums } from './flow-sums.ts';
import { frontierOf, joinNodes } from './frontier-nodes.ts';
import { bodyFields, isLeafReference, type PackedGroup, type UnpackedCommit, unpackGroup } from './group.ts';
import type { Failure, GroupResult, WriterOptions } from './messages.ts';
import { sha256 } from './sha256.ts';
import { SpentSums } from './spent-sums.ts';
import { saying, type SqliteFault, sqliteFault, StoreFailure } from './sqlite-failure.ts';
import { mayMeetNothing, type StatementName, statements } from './statements.ts';
import type { RowValue } from './store.ts';
import { fillSubtrees, insertSubtree, subtreeLeaves } from './subtrees.ts';

/** A disk does not fill up faster than this between two looks; asking at every group would cost a system call. */
const freeSpaceEveryMs = 250;

/** After this many pages (16 MiB) the write-ahead log is copied into the database, so that it stays bounded. */
const walPagesMax = 4096;

/**
 * Its size is asked for after so many commits or bytes: asked after every group it took a twentieth of the writer thread. A
 * commit alone writes some fifteen pages, so it grows by 4 MiB at most between two looks, and much less in groups.
 */
const walLookCommits = 64;
const walLookBytes = 1024 * 1024;

/** Thrown when the state of the disk is unknown; the process must end. */
class DiskStateUnknown extends Error {
  override readonly name = 'DiskStateUnknown';
}

interface Failed {
  readonly fault: SqliteFault;
  readonly failure: Failure;
}

/**
 * Writes groups of commits, each group in one transaction with one fsync. A group in which a commit fails is written
 * again commit by commit, so that the failure stays alone; that is rare, and the usual path pays no savepoints.
 */
export class GroupWriter {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #reserveBytes: number;
  readonly #prepared = new Map<StatementName, StatementSync>();
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #insertLeaf: StatementSync;
  readonly #insertBody: StatementSync;
  readonly #insertSubtree: StatementSync;
  readonly #addFlow: StatementSync;
  readonly #setFrontier: StatementSync;
  readonly #walSize: StatementSync;
  readonly #copyWal: StatementSync;
  readonly #flows = new FlowSums();
  readonly #spent = new SpentSums();
  #frontier: Frontier;
  /** What the last durable group left, to go back to when a transaction is rolled back. */
  #durable: { readonly size: number; readonly nodes: Uint8Array };
  #lastLook = Number.NEGATIVE_INFINITY;
  #belowReserve = false;
  #copyAgainAt = walPagesMax;
  #commitsSinceLook = 0;
  #bytesSinceLook = 0;

  constructor(database: DatabaseSync, options: WriterOptions) {
    this.#database = database;
    this.#folder = dirname(options.path);
    this.#reserveBytes = options.spaceReserveBytes;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#insertLeaf = database.prepare('INSERT INTO leaf (idx, hash, bytes) VALUES (?, ?, ?)');
    this.#insertBody = database.prepare('INSERT INTO body (place, bytes) VALUES (?, ?)');
    this.#insertSubtree = database.prepare(insertSubtree);
    this.#addFlow = database.prepare(addFlow);
    this.#setFrontier = database.prepare('UPDATE frontier SET size = ?, nodes = ?');
    this.#walSize = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#copyWal = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    for (const [name, sql] of Object.entries(statements)) {
      this.#prepared.set(name as StatementName, database.prepare(sql));
    }
    this.#durable = readFrontier(database, options.path);
    fillSubtrees(database, this.#durable.size);
    this.#frontier = frontierOf(this.#durable.size, this.#durable.nodes);
  }

  get head(): { readonly size: number; readonly nodes: Uint8Array } {
    return this.#durable;
  }

  /** Throws `DiskStateUnknown` only; every other failure belongs to a commit and is in the result. */
  write(group: PackedGroup): GroupResult {
    const commits = unpackGroup(group);
    const failures: { position: number; failure: Failure }[] = [];
    const admitted: number[] = [];
    const refuseIntents = commits.some((commit) => commit.intent) && this.#isBelowReserve();
    for (const [position, commit] of commits.entries()) {
      if (commit.intent && refuseIntents) failures.push({ position, failure: this.#reserved() });
      else admitted.push(position);
    }
    const failure = this.#transaction(admitted.map((position) => commits[position]!));
    if (failure !== undefined) {
      // Alone they would wait for the same lock once each, or fail again at once.
      const failsAsOne = failure.fault === 'busy' || admitted.length === 1;
      for (const position of admitted) {
        const alone = failsAsOne ? failure : this.#transaction([commits[position]!]);
        if (alone !== undefined) failures.push({ position, failure: alone.failure });
      }
    }
    this.#commitsSinceLook += group.count;
    this.#bytesSinceLook += group.bytes.byteLength;
    if (this.#commitsSinceLook >= walLookCommits || this.#bytesSinceLook >= walLookBytes) this.#boundWal();
    return { ...this.#durable, failures };
  }

  /** Copies the write-ahead log into the database and empties it: nothing deleted is left in it. */
  finish(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #transaction(commits: readonly UnpackedCommit[]): Failed | undefined {
    if (commits.length === 0) return undefined;
    try {
      this.#begin.run();
      for (const commit of commits) {
        // Whoever has none may erase, which takes out of the sums what must be in them.
        if (commit.flows.length === 0) this.#writeSums();
        this.#apply(commit);
      }
      this.#writeSums();
      const { size } = this.#frontier;
      const nodes = size === this.#durable.size ? this.#durable.nodes : joinNodes(this.#frontier.nodes);
      if (size !== this.#durable.size) this.#setFrontier.run(size, nodes);
      // A crash before this line leaves nothing of the group; after it, all of it. Nobody was told anything yet.
      this.#commit.run();
      this.#durable = { size, nodes };
      return undefined;
    } catch (thrown) {
      return this.#undo(thrown);
    }
  }

  #apply(commit: UnpackedCommit): void {
    const first = this.#frontier.size;
    for (const leaf of commit.leaves) {
      const hash = leafHash(sha256, leaf);
      this.#insertLeaf.run(this.#frontier.size, hash, leaf);
      this.#frontier.append(hash, this.#keepSubtree);
    }
    for (const body of commit.bodies) {
      this.#insertBody.run(bodyPlace(first + body.leaf, body.field), body.bytes);
    }
    for (const row of commit.rows) {
      if (row.statement === 'add-spent') {
        this.#spent.add(row.values);
        continue;
      }
      // It takes out what has come to nothing, so all must be in.
      if (row.statement === 'sweep-spent') this.#writeSums();
      this.#run(row.statement, row.values, first);
    }
    for (const flow of commit.flows) this.#flows.add(flow);
  }

  /** `first` is the index of the commit's first leaf. */
  #run(name: StatementName, values: readonly RowValue[], first: number): void {
    const bound: SQLInputValue[] = [];
    for (const value of values) bound.push(isLeafReference(value) ? first + value.leaf : value);
    const { changes } = this.#statement(name).run(...bound);
    if (changes === 0 && !mayMeetNothing.has(name)) throw new Error(`the statement ${name} met no row`);
  }

  #writeSums(): void {
    for (const row of this.#flows.take()) this.#addFlow.run(...row);
    for (const row of this.#spent.take()) this.#run('add-spent', row, this.#frontier.size);
  }

  /** Told while the leaf that ends the subtree is appended, when the size is still without that leaf. */
  readonly #keepSubtree = (leaves: number, root: Uint8Array): void => {
    if (leaves === subtreeLeaves) this.#insertSubtree.run((this.#frontier.size + 1) / leaves - 1, root);
  };

  #undo(thrown: unknown): Failed {
    const fault = sqliteFault(thrown);
    if (fault === 'unknown') throw new DiskStateUnknown(saying(thrown), { cause: thrown });
    try {
      if (this.#database.isTransaction) this.#rollback.run();
    } catch (again) {
      throw new DiskStateUnknown(`${saying(thrown)}; then ${saying(again)}`, { cause: again });
    }
    this.#frontier = frontierOf(this.#durable.size, this.#durable.nodes);
    this.#flows.forget();
    this.#spent.forget();
    if (fault === 'commit') {
      const detail = `the record refused a row: ${saying(thrown)}`;
      return { fault, failure: { code: 'internal', values: { detail } } };
    }
    return { fault, failure: { code: 'record_unavailable', values: { detail: saying(thrown) } } };
  }

  #statement(name: StatementName): StatementSync {
    const statement = this.#prepared.get(name);
    if (statement === undefined) throw new Error(`no statement is named ${name}`);
    return statement;
  }

  #isBelowReserve(): boolean {
    const now = performance.now();
    if (now - this.#lastLook >= freeSpaceEveryMs) {
      const { bavail, bsize } = statfsSync(this.#folder);
      this.#belowReserve = bavail * bsize < this.#reserveBytes;
      this.#lastLook = now;
    }
    return this.#belowReserve;
  }

  #reserved(): Failure {
    const detail = `less than ${Math.ceil(this.#reserveBytes / 1024 / 1024)} MiB are free on its disk, and the rest is kept for ending what was begun`;
    return { code: 'record_unavailable', values: { detail } };
  }

  /**
   * SQLite would do this by itself and say nothing when it fails. A failure for want of room is harmless: what is
   * in the write-ahead log stays there and is durable. A long read elsewhere can hold the copying up, so the next try
   * waits for as many pages again.
   */
  #boundWal(): void {
    this.#commitsSinceLook = 0;
    this.#bytesSinceLook = 0;
    const pages = pagesIn(this.#walSize.get());
    if (pages < walPagesMax) this.#copyAgainAt = walPagesMax;
    if (pages < this.#copyAgainAt) return;
    this.#copyAgainAt = pages + walPagesMax;
    try {
      this.#copyWal.get();
    } catch (thrown) {
      if (sqliteFault(thrown) === 'unknown') throw new DiskStateUnknown(saying(thrown), { cause: thrown });
    }
  }
}

/** Where a body stands in its table; see `schema.ts`. */
export function bodyPlace(leaf: number, field: number): number {
  return leaf * 4 + field;
}

/** The inverse of `bodyPlace`. */
export function bodyAt(place: number): { readonly leaf: number; readonly field: string | undefined } {
  return { leaf: Math.floor(place / 4), field: bodyFields[place % 4] };
}

function pagesIn(row: Record<string, unknown> | undefined): number {
  return Number(row?.['log'] ?? 0);
}

function readFrontier(database: DatabaseSync, path: string): { size: number; nodes: Uint8Array } {
  const damaged = (detail: string): StoreFailure =>
    new StoreFailure({ code: 'home_damaged', values: { home: dirname(path), detail } });
  const row = database.prepare('SELECT size, nodes FROM frontier').get();
  const { size, nodes } = row ?? {};
  if (typeof size !== 'number' || !(nodes instanceof Uint8Array)) {
    throw damaged('the edge of the log is missing');
  }
  const last = Number(database.prepare('SELECT coalesce(max(idx), -1) AS last FROM leaf').get()?.['last']);
  if (last + 1 !== size) throw damaged(`the log has ${last + 1} leaves and its edge is at ${size}`);
  try {
    frontierOf(size, nodes);
  } catch (thrown) {
    throw damaged(saying(thrown));
  }
  return { size, nodes };
}
