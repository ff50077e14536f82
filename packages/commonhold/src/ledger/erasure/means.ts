import type { Clock, Randomness } from '#base';
import type { Principal } from '#call';
import type { Commit, Committed, CommitRow, Store } from '#store';
import type { Conversations } from '../bodies/conversations.ts';
import type { Domains } from '../bodies/domains.ts';
import type { LeafMaker } from '../log/leaves.ts';
import type { ErasureExtent, Hold } from './terms.ts';

/** What the open ledger lends. */
export interface ErasureMeans {
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly domains: Domains;
  readonly conversations: Conversations;
  readonly leaves: LeafMaker;
  /** Gives a commit to the log at once, unless the log is closed. */
  readonly commit: (commit: Commit) => Promise<Committed>;
  /** Told after rows went: what was in memory of them goes too. */
  readonly forget: () => void;
  /** Told after a leaf was written. */
  readonly grew: () => void;
  readonly change: (actor: Principal, action: 'add' | 'remove', hold: Hold, row: CommitRow) => Promise<void>;
  readonly pseudonymOf: (actor: Principal) => Promise<string>;
}

/** What is to be done to single calls, and what their leaf will say. */
export interface Order {
  readonly actor: string;
  readonly extent: ErasureExtent;
  readonly basis: string;
}
