import type { Failure } from './messages.ts';

/**
 * A failure as the writer thread throws it. The threads of the store use no class of other folders, so that starting
 * them loads nothing but what they need.
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** What a thrown value says of itself. */
export function saying(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * What an SQLite error means for the commit at hand.
 *
 * - `commit`   its own fault (a constraint, a wrong value): it fails alone.
 * - `full`     no room: nothing of it is there, the database stays usable.
 * - `busy`     another program holds the write lock: nothing was written, and it may let go.
 * - `unknown`  reading or writing failed in a way after which nobody knows what is on disk. Above all a failed fsync:
 *              the kernel may have dropped the pages and report success the next time, so it is never tried again.
 */
export type SqliteFault = 'commit' | 'full' | 'busy' | 'unknown';

const primaryCodeMask = 0xff;
const sqliteBusy = 5;
const sqliteNoMemory = 7;
const sqliteReadOnly = 8;
const sqliteIoError = 10;
const sqliteCorrupt = 11;
const sqliteFull = 13;
const sqliteCannotOpen = 14;
const sqliteProtocol = 15;
const sqliteNotADatabase = 26;

const unknownOutcome: ReadonlySet<number> = new Set([
  sqliteNoMemory,
  sqliteReadOnly,
  sqliteIoError,
  sqliteCorrupt,
  sqliteCannotOpen,
  sqliteProtocol,
  sqliteNotADatabase,
]);

export function sqliteFault(thrown: unknown): SqliteFault {
  const code = sqliteCode(thrown);
  if (code === undefined) return 'commit';
  if (code === sqliteFull) return 'full';
  if (code === sqliteBusy) return 'busy';
  return unknownOutcome.has(code) ? 'unknown' : 'commit';
}

/** The primary result code of an SQLite error; undefined for any other error. */
function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode & primaryCodeMask : undefined;
}
