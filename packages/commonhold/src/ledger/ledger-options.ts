import type { Clock, CommonholdError, Randomness } from '#base';
import type { Store } from '#store';
import type { SignedSoFar } from './log/check-log.ts';
import type { HeartbeatOptions } from './log/heartbeats.ts';
import type { KeyPlace } from './keys/key-place.ts';

export interface LedgerOptions {
  readonly home: string;
  /** Where the keys are; without it in `keys/` below the home folder, in clear. */
  readonly keys?: KeyPlace;
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Name and version for the session leaves, such as `commonhold 0.1.0`. */
  readonly software: string;
  /** What a new log's name begins with: a demonstration says in its name what it is. */
  readonly originName?: string;
  /**
   * Told when something that nobody waits for could not be written: a checkpoint, whose next try is a second away, or a
   * heartbeat, which then is missing from the log, or the rest of an erasure, with which the next start goes on. The
   * leaves are safe.
   */
  readonly onTrouble: (error: CommonholdError, what: 'checkpoint' | 'heartbeat' | 'erasure') => void;
  /** Told after a head was signed and is on disk; what it does nobody waits for. */
  readonly onCheckpoint?: () => void;
  /**
   * Told what was signed so far, once that is known to be right and before anything else is signed; whoever knows that
   * others have seen more throws.
   */
  readonly beforeSigning?: (signed: SignedSoFar) => Promise<void>;
  /** `none` for a log that no running node writes, such as a demonstration; its sessions then promise nothing. */
  readonly heartbeats?: HeartbeatOptions | 'none';
}
