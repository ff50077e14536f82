import { Worker } from 'node:worker_threads';
import { CommonholdError, describe } from '#base';
import { frontierOf } from './frontier-nodes.ts';
import { commitBytes, packGroup } from './group.ts';
import type {
  Failure,
  FromReader,
  FromWriter,
  GroupResult,
  ReaderOptions,
  ToReader,
  ToWriter,
  WriterOptions,
} from './messages.ts';
import type { Cleaned, Commit, Committed, LogHead, SqlValue, Store } from './store.ts';
import { workerUrl } from './worker-url.ts';

/** The database's file name in the home folder; `verify` finds it there without a node. */
export const databaseFile = 'commonhold.db';

/**
 * Kept free for ending what was begun. The write-ahead log may hold 16 MiB before it is copied, the copy needs
 * the same again, and the outcomes of calls under way must fit beside them.
 */
export const spaceReserveDefaultBytes = 64 * 1024 * 1024;

/** Intents that may wait: at the measured rate less than half a second; who comes later is better told to come again. */
export const waitingIntentsMax = 4096;
/** Closing commits are never turned away for intents' sake, but even they end somewhere. */
const waitingMax = 4 * waitingIntentsMax;
/** Bodies that wait are in memory; several of the largest allowed requests fit. */
const waitingBytesMax = 256 * 1024 * 1024;
/** A larger group would not be cheaper for each commit and would make its first one wait for its last. */
const groupCommitsMax = 512;
/**
 * Groups on their way to the writer thread: while it syncs one, the next is already there, so that neither thread
 * waits for the other.
 */
const groupsUnderWayMax = 2;
/** As many as make a group worth its fsync without waiting for the end of this round of input. */
const groupWorthSending = 16;
/** A group with bodies beyond this is long enough to write; the next one takes the rest. */
const groupBytesMax = 16 * 1024 * 1024;
/** Reads that may wait for the reader thread. */
const waitingReadsMax = 1024;

export interface StoreOptions {
  readonly path: string;
  readonly spaceReserveBytes: number;
  /**
   * Told once when the state of the disk has become unknown or a thread died. The process must end: every commit
   * that was not acknowledged has failed, and nothing more will be written.
   */
  readonly onFatal: (error: CommonholdError) => void;
  /** Only in tests: a database that is full at this many pages of 4 KiB. */
  readonly pageCountMax?: number;
}

interface Waiting {
  readonly commit: Commit;
  readonly bytes: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: CommonholdError) => void;
}

interface WaitingRead {
  readonly resolve: (rows: object[]) => void;
  readonly reject: (error: CommonholdError) => void;
}

interface WaitingCleaning {
  readonly resolve: (cleaned: Cleaned) => void;
  readonly reject: (error: CommonholdError) => void;
}

type WriterStart = Extract<FromWriter, { type: 'opened' }>;

/** Opens the database, creating or migrating it, and starts its two threads. Throws `home_damaged`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const workerData: WriterOptions = {
    path: options.path,
    spaceReserveBytes: options.spaceReserveBytes,
    pageCountMax: options.pageCountMax,
  };
  const writer = new Worker(workerUrl('writer'), { workerData, name: 'commonhold writer' });
  const opened = await firstMessage(writer);
  const reader = new Worker(workerUrl('reader'), {
    workerData: { path: options.path } satisfies ReaderOptions,
    name: 'commonhold reader',
  });
  return new ThreadedStore(writer, reader, opened, options.onFatal);
}

function firstMessage(writer: Worker): Promise<WriterStart> {
  return new Promise((resolve, reject) => {
    writer.once('message', (message: FromWriter) => {
      writer.removeListener('error', reject);
      if (message.type === 'opened') resolve(message);
      else if (message.type === 'failed-to-open') reject(errorOf(message.failure));
      else reject(new CommonholdError('internal', { detail: 'the writer thread spoke out of turn' }));
    });
    writer.once('error', reject);
  });
}

class ThreadedStore implements Store {
  readonly #writer: Worker;
  readonly #reader: Worker;
  readonly #onFatal: (error: CommonholdError) => void;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** The groups that the writer thread has, in order. */
  readonly #writing: (readonly Waiting[])[] = [];
  #scheduled = false;
  #size: number;
  #nodes: Uint8Array;
  #head: LogHead | undefined;
  #failed: CommonholdError | undefined;
  #closed: Promise<void> | undefined;
  #whenIdle: (() => void) | undefined;
  /** Those who wait for a cleaning, in order. */
  readonly #cleaning: WaitingCleaning[] = [];
  readonly #reads = new Map<number, WaitingRead>();
  #nextRead = 0;

  constructor(
    writer: Worker,
    reader: Worker,
    opened: WriterStart,
    onFatal: (error: CommonholdError) => void,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#onFatal = onFatal;
    this.#size = opened.size;
    this.#nodes = opened.nodes;
    writer.on('message', (message: FromWriter) => this.#heardWriter(message));
    reader.on('message', (message: FromReader) => this.#heardReader(message));
    for (const thread of [writer, reader]) {
      thread.on('error', (error: Error) => this.#fail(describe(error)));
      thread.on('exit', () => {
        if (this.#closed === undefined) this.#fail('a thread of the record ended');
      });
    }
  }

  async commit(commit: Commit): Promise<Committed> {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#closed !== undefined) throw new CommonholdError('node_stopping');
    const bytes = commitBytes(commit);
    const limit = commit.urgency === 'intent' ? waitingIntentsMax : waitingMax;
    if (
      this.#waiting.length >= limit ||
      (commit.urgency === 'intent' && this.#waitingBytes + bytes > waitingBytesMax)
    ) {
      throw new CommonholdError('record_busy', { limit: this.#waiting.length });
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      if (this.#waiting.length >= groupWorthSending) this.#writeNext();
      else if (this.#writing.length === 0 && !this.#scheduled) {
        this.#scheduled = true;
        // After this round of input, so that calls that arrived together share the fsync.
        setImmediate(() => {
          this.#scheduled = false;
          this.#writeNext();
        });
      }
    });
  }

  read<Row extends object>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    if (this.#closed !== undefined) return Promise.reject(new CommonholdError('node_stopping'));
    if (this.#reads.size >= waitingReadsMax) {
      return Promise.reject(new CommonholdError('record_busy', { limit: this.#reads.size }));
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextRead++;
      this.#reads.set(id, { resolve: (rows) => resolve(rows as Row[]), reject });
      this.#reader.postMessage({ type: 'read', id, sql, parameters } satisfies ToReader, []);
    });
  }

  clean({ compact }: { readonly compact: boolean }): Promise<Cleaned> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    if (this.#closed !== undefined) return Promise.reject(new CommonholdError('node_stopping'));
    return new Promise((resolve, reject) => {
      this.#cleaning.push({ resolve, reject });
      this.#writer.postMessage({ type: 'clean', compact } satisfies ToWriter, []);
    });
  }

  head(): LogHead {
    // Asked for once a second at most, written thousands of times: the root is worked out here and not with every group.
    this.#head ??= {
      size: this.#size,
      root: frontierOf(this.#size, this.#nodes).root(),
      nodes: this.#nodes,
    };
    return this.#head;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#failed === undefined && (this.#writing.length > 0 || this.#waiting.length > 0)) {
      await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    }
    if (this.#failed !== undefined) {
      // Either thread may be gone already, and neither has anything left to say.
      await Promise.all([this.#reader.terminate(), this.#writer.terminate()]);
      return;
    }
    // The reader goes first: the write-ahead log cannot be emptied while somebody might read from it.
    await ended(this.#reader, { type: 'close' } satisfies ToReader);
    await ended(this.#writer, { type: 'close' } satisfies ToWriter);
  }

  #writeNext(): void {
    if (this.#writing.length >= groupsUnderWayMax || this.#failed !== undefined) return;
    if (this.#waiting.length === 0) {
      if (this.#writing.length === 0) this.#whenIdle?.();
      return;
    }
    let count = 0;
    let bytes = 0;
    for (const waiting of this.#waiting) {
      if (count === groupCommitsMax || (count > 0 && bytes + waiting.bytes > groupBytesMax)) break;
      count += 1;
      bytes += waiting.bytes;
    }
    const group = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#waitingBytes -= bytes;
    this.#writing.push(group);
    const packed = packGroup(group.map((waiting) => waiting.commit));
    this.#writer.postMessage({ type: 'group', group: packed } satisfies ToWriter, [packed.bytes]);
  }

  #heardWriter(message: FromWriter): void {
    switch (message.type) {
      case 'written':
        this.#acknowledge(message);
        return;
      case 'cleaned':
        this.#cleaning.shift()?.resolve({ logEmptied: message.logEmptied, compacted: message.compacted });
        return;
      case 'fatal':
        this.#fail(message.detail);
        return;
      case 'opened':
      case 'failed-to-open':
      case 'closed':
        return;
    }
  }

  #acknowledge(result: GroupResult): void {
    const group = this.#writing.shift() ?? [];
    let index = this.#size;
    this.#size = result.size;
    this.#nodes = result.nodes;
    this.#head = undefined;
    // The next group goes to the disk before anybody is told about this one, so that the disk never waits for us.
    this.#writeNext();
    const failures = new Map(result.failures.map(({ position, failure }) => [position, failure]));
    for (const [position, { commit, resolve, reject }] of group.entries()) {
      const failure = failures.get(position);
      if (failure !== undefined) {
        reject(errorOf(failure));
        continue;
      }
      resolve({ indexes: commit.leaves.map(() => index++) });
    }
  }

  #heardReader(message: FromReader): void {
    if (message.type === 'closed') return;
    const read = this.#reads.get(message.id);
    this.#reads.delete(message.id);
    if (message.type === 'rows') read?.resolve(message.rows as object[]);
    else read?.reject(new CommonholdError('internal', { detail: `a read failed: ${message.detail}` }));
  }

  #fail(detail: string): void {
    if (this.#failed !== undefined) return;
    const error = new CommonholdError('record_failed', { detail });
    this.#failed = error;
    for (const { reject } of [...this.#writing.flat(), ...this.#waiting]) reject(error);
    for (const { reject } of this.#reads.values()) reject(error);
    for (const { reject } of this.#cleaning) reject(error);
    this.#writing.length = 0;
    this.#waiting = [];
    this.#reads.clear();
    this.#cleaning.length = 0;
    this.#whenIdle?.();
    this.#onFatal(error);
  }
}

function ended(thread: Worker, message: ToReader | ToWriter): Promise<void> {
  return new Promise((resolve) => {
    thread.once('exit', () => resolve());
    thread.postMessage(message, []);
  });
}

function errorOf(failure: Failure): CommonholdError {
  return new CommonholdError(failure.code, failure.values);
}
