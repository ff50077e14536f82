import { backup, DatabaseSync } from 'node:sqlite';
import { openForReading } from './open-database.ts';

/** Pages between two looks at the signal: 1 MiB, a few milliseconds. */
const pagesAtOnce = 256;

export interface CopyDatabaseOptions {
  readonly from: string;
  /** A file that is not there yet. */
  readonly to: string;
  readonly signal: AbortSignal;
  /** Told now and then how many pages of how many are copied. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Copies the database as it is at one moment, beside a node that goes on writing or without one. The copy is one file
 * with no write-ahead log beside it, so that it can be read where nothing can be written.
 *
 * SQLite begins a copy anew whenever another connection commits, and under load it would never end (measured: 1716 new
 * beginnings in four seconds). A transaction that is held open for reading gives it one state to copy. Meanwhile the
 * node's write-ahead log grows by what is written, because it cannot be emptied while somebody reads.
 */
export async function copyDatabase(options: CopyDatabaseOptions): Promise<void> {
  const { from, to, signal, onProgress } = options;
  const source = openForReading(from);
  try {
    // BEGIN alone takes no snapshot; the first read does.
    source.exec('BEGIN; SELECT count(*) FROM sqlite_schema;');
    await backup(source, to, {
      rate: pagesAtOnce,
      progress: ({ totalPages, remainingPages }) => {
        // What is thrown here ends the copying and comes out of `backup`.
        signal.throwIfAborted();
        onProgress?.(totalPages - remainingPages, totalPages);
      },
    });
    signal.throwIfAborted();
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to);
  try {
    copy.exec('PRAGMA trusted_schema = OFF; PRAGMA journal_mode = DELETE;');
  } finally {
    copy.close();
  }
}
