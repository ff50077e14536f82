import type { Checkpoint } from './checkpoint.ts';

/**
 * The first thing that is wrong with a log, and where. `at` counts hashes of a tile or entries of a bundle, from 0;
 * where it is absent, the file is wrong as a whole or it cannot be said which of its hashes is.
 *
 * `missing`: the file is not there. `wrong-length`: a tile of another width. `malformed`: no checkpoint, or a bundle
 * that cannot be taken apart. `not-signed`: no key that is trusted has signed the checkpoint, or a signature is wrong.
 * `other-log`: the checkpoint has another origin. `wrong-hash`: the tile's hash is not that of what lies below it.
 * `wrong-entry`: the entry's hash is not the one in the tree. `wrong-root`: entries and tiles fit each other, and the
 * root that was signed is not theirs. `not-later`: the tree does not begin with the earlier one that was given.
 */
export type LogFault =
  | 'missing'
  | 'wrong-length'
  | 'malformed'
  | 'not-signed'
  | 'other-log'
  | 'wrong-hash'
  | 'wrong-entry'
  | 'wrong-root'
  | 'not-later';

export interface LogFinding {
  readonly fault: LogFault;
  readonly file: string;
  readonly at?: number;
  readonly message: string;
}

/** Ends a verification from wherever it has got to; it never leaves `verifyLog`. */
export class LogFindingError extends Error {
  override readonly name = 'LogFindingError';
  readonly finding: LogFinding;

  constructor(finding: LogFinding) {
    super(finding.message);
    this.finding = finding;
  }
}

export function foundWrong(fault: LogFault, file: string, message: string, at?: number): LogFindingError {
  return new LogFindingError({ fault, file, message, ...(at === undefined ? {} : { at }) });
}

/** An earlier head of the same log that somebody kept. */
export type EarlierHead = Pick<Checkpoint, 'size' | 'root'>;
